"""What changed between two readings of one record, section by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from knowledge.imported.model import ImportedModel, ImportedProcedure, PortalWay
from knowledge.imported.said import FeeSaid, TimeSaid, fees_said, times_said

_LONGEST = 700


class SectionChange(ImportedModel):
    """section: name, documents, fee, time, where, how, eligibility, result, legal or state.
    before, after: the lines that only one of the two readings has.
    """

    section: str
    before: list[str]
    after: list[str]


def compare(old: ImportedProcedure, new: ImportedProcedure) -> list[SectionChange]:
    """The sections whose lines differ; the order of lines is no change."""
    found = []
    for section, lines in _SECTIONS.items():
        before, after = Counter(lines(old)), Counter(lines(new))
        gone, come = before - after, after - before
        if gone or come:
            found.append(SectionChange(section=section, before=_shown(gone), after=_shown(come)))
    return found


def _shown(lines: Counter[str]) -> list[str]:
    return [line if len(line) <= _LONGEST else line[:_LONGEST] + "…" for line in lines.elements()]


def _documents(record: ImportedProcedure) -> list[str]:
    return [
        f"{case.name + ': ' if case.name else ''}{paper.name}"
        + (f" ({paper.originals} bản chính, {paper.copies} bản sao)" if not paper.note else "")
        for case in record.cases
        for paper in case.papers
    ]


def _ways(ways: tuple[PortalWay, ...]) -> str:
    return f"[{', '.join(ways)}] " if ways else ""


def _fee(record: ImportedProcedure) -> list[str]:
    def line(fee: FeeSaid) -> str:
        amount = f"{fee.amount} {fee.currency}" if fee.amount is not None else ""
        return _ways(fee.ways) + (" ".join(filter(None, (amount, fee.text))) or "không nêu số tiền")

    return [line(fee) for fee in fees_said(record)]


def _time(record: ImportedProcedure) -> list[str]:
    def line(said: TimeSaid) -> str:
        span = f"{said.time.amount} {said.time.unit}" if said.time else " ".join(said.texts)
        return _ways(said.ways) + (f"{said.case}: " if said.case else "") + span

    return [line(said) for said in times_said(record)]


def _how(record: ImportedProcedure) -> list[str]:
    lines = [f"{method.way}: {method.text}" for method in record.methods]
    return lines + [f"{step.name} {step.text}".strip() for step in record.steps]


_SECTIONS: dict[str, Callable[[ImportedProcedure], list[str]]] = {
    "name": lambda record: [record.name],
    "documents": _documents,
    "fee": _fee,
    "time": _time,
    "where": lambda r: [*r.agencies, *filter(None, [r.addresses]), *r.levels],
    "how": _how,
    "eligibility": lambda record: [record.conditions] if record.conditions else [],
    "result": lambda record: record.results,
    "legal": lambda record: [f"{law.number} {law.name}".strip() for law in record.legal],
    "state": lambda r: [r.code, r.state, r.kind, r.promulgated_by, *r.fields, *r.subjects],
}
