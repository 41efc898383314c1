"""Which of the record's texts each section shows, in which frame."""

from __future__ import annotations

from collections.abc import Callable

from bot.replies.model import SectionName
from bot.sections.imported import lines
from bot.sections.shown import Block
from bot.wording import Speaker
from knowledge.imported import ImportedProcedure, ProcedureCase
from knowledge.imported.said import fees_said, times_said

_NAME_WORDS = 10

Section = Callable[[ImportedProcedure, Speaker], list[Block]]


def short_name(record: ImportedProcedure, most: int = _NAME_WORDS) -> str:
    """The name as a heading can carry it; the portal's names have up to ninety words."""
    words = record.name.split()
    return record.name if len(words) <= most else " ".join(words[:most]).rstrip(",;:") + "…"


def _heading(section: SectionName, record: ImportedProcedure, speaker: Speaker) -> str:
    return speaker.say(f"imported.{section}_intro", name=short_name(record))


def _documents(record: ImportedProcedure, speaker: Speaker) -> list[Block]:
    blocks, named = [], []
    for case in (case for case in record.cases if case.papers):
        found = [line for paper in case.papers for line in lines.paper(paper, speaker)]
        if not case.name:
            blocks.append(Block(_heading("documents", record, speaker), found))
        else:
            named += _of_case(case, speaker) + found
    if named:
        key = "documents_sometimes" if blocks else "documents_intro"
        heading = speaker.say(f"imported.{key}", name=short_name(record))
        blocks.append(Block(heading, named))
    return blocks


def _of_case(case: ProcedureCase, speaker: Speaker) -> list[str]:
    """The name of a case as lines of their own."""
    label = speaker.say("imported.case")
    if case.name.lower().startswith(label.lower()):
        return lines.listed(case.name)
    return lines.labelled(label, case.name)


def _fee(record: ImportedProcedure, speaker: Speaker) -> list[Block]:
    said = fees_said(record)
    if all(fee.unstated for fee in said):
        return []
    found = [line for fee in said for line in lines.fee(fee, speaker)]
    return [Block(_heading("fee", record, speaker), found)]


def _time(record: ImportedProcedure, speaker: Speaker) -> list[Block]:
    said = times_said(record)
    found = [line for time in said for line in lines.time(time, speaker)]
    unclear = any(time.case for time in said) or len({time.ways for time in said}) < len(said)
    if len({time.time for time in said}) > 1 and unclear:
        found.append(speaker.say("imported.time_several"))
    return [Block(_heading("time", record, speaker), found)]


def _where(record: ImportedProcedure, speaker: Speaker) -> list[Block]:
    found = [line for agency in record.agencies for line in lines.listed(agency)]
    if record.province:
        found.append(speaker.say("imported.where_province", province=record.province))
    blocks = [Block(_heading("where", record, speaker), found)]
    if record.addresses:
        heading = speaker.say("imported.where_addresses")
        blocks.append(Block(heading, lines.listed(record.addresses)))
    return blocks


def _how(record: ImportedProcedure, speaker: Speaker) -> list[Block]:
    ways: dict[str, list[str]] = {}
    for method in record.methods:
        said = ways.setdefault(speaker.say(f"imported.way_{method.way}"), [])
        if method.text and method.text not in said:
            said.append(method.text)
    found = []
    seen: set[str] = set()
    for way, texts in ways.items():
        new = [text for text in texts if text not in seen]
        seen.update(new)
        found += lines.labelled(way, "\n".join(new)) if new else lines.listed(way)
    blocks = [Block(_heading("how", record, speaker), found)]
    steps = [
        line
        for step in record.steps
        for line in (lines.labelled(step.name, step.text) if step.name else lines.listed(step.text))
    ]
    return [*blocks, Block(speaker.say("imported.how_steps"), steps)]


def _eligibility(record: ImportedProcedure, speaker: Speaker) -> list[Block]:
    return [Block(_heading("eligibility", record, speaker), lines.listed(record.conditions))]


def _result(record: ImportedProcedure, speaker: Speaker) -> list[Block]:
    found = [line for result in record.results for line in lines.listed(result)]
    return [Block(_heading("result", record, speaker), found)]


def _legal(record: ImportedProcedure, speaker: Speaker) -> list[Block]:
    found = [line for law in record.legal for line in lines.law(law)]
    return [Block(_heading("legal", record, speaker), found)]


SECTIONS: dict[SectionName, Section] = {
    "documents": _documents,
    "fee": _fee,
    "time": _time,
    "where": _where,
    "how": _how,
    "eligibility": _eligibility,
    "result": _result,
    "legal": _legal,
}
