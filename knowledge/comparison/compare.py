"""Setting a record of ours beside the portal's under the same code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from knowledge.comparison import papers, values
from knowledge.comparison.explained import Explanations, Named, Part, Side
from knowledge.comparison.values import Values
from knowledge.errors import Problem
from knowledge.imported import ImportedProcedure, ImportedStore
from knowledge.records import Records
from knowledge.schema import Procedure

State = Literal["same", "different", "only_ours", "only_theirs"]
PARTS: tuple[Part, ...] = ("level", "time", "fee", "papers", "ways")

_VALUES: dict[Part, tuple[Callable[[Procedure], Values], Callable[[ImportedProcedure], Values]]] = {
    "level": (values.our_level, values.their_level),
    "time": (values.our_time, values.their_time),
    "fee": (values.our_fee, values.their_fee),
    "ways": (values.our_ways, values.their_ways),
}


@dataclass(frozen=True)
class Difference:
    """One value that stands on one side only. shown: how a table prints it. reason: None when
    nobody has explained it.
    """

    code: str
    part: Part
    side: Side
    value: str
    shown: str
    reason: str | None


@dataclass(frozen=True)
class Field:
    """One part of one record on both sides. same: values that agree."""

    part: Part
    state: State
    ours: Values
    theirs: Values
    same: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Row:
    """One record on both sides. listed_only: the portal's record is a line of its catalogue,
    without time, fee or papers.
    """

    procedure: Procedure
    record: ImportedProcedure
    listed_only: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Compared:
    """Every record the store also has. missing: our codes it does not have. stale: reasons that
    explain nothing any more. store: which copy of the portal, in words.
    """

    rows: tuple[Row, ...]
    missing: tuple[Procedure, ...]
    stale: tuple[Problem, ...]
    store: str | None = None

    @property
    def differences(self) -> list[Difference]:
        """Every difference that needs a reason."""
        return [d for row in self.rows for field in row.fields for d in field.differences]

    @property
    def open(self) -> list[Difference]:
        """Those without one."""
        return [difference for difference in self.differences if difference.reason is None]


def compare(known: Records, store: ImportedStore, explained: Explanations) -> Compared:
    """Every record of ours that the store has, by code; national records only.

    A part that the portal leaves empty is no difference: it contradicts nothing. A part where only
    we are empty is one.
    """
    rows: list[Row] = []
    missing: list[Procedure] = []
    stale: list[Problem] = []
    for procedure in known:
        found = [r for r in store.by_code(procedure.code, withheld=True) if r.province is None]
        if not found:
            missing.append(procedure)
            continue
        named = list(explained.of(procedure.code))
        row = _row(procedure, found[0], named)
        rows.append(row)
        stale += _stale(row, named, explained)
    return Compared(tuple(rows), tuple(missing), tuple(stale), explained.store)


def _row(procedure: Procedure, record: ImportedProcedure, named: list[Named]) -> Row:
    listed_only = not record.methods and not record.cases
    return Row(
        procedure,
        record,
        listed_only,
        tuple(
            _papers(procedure, record, named)
            if part == "papers"
            else _field(part, procedure, record, named)
            for part in PARTS
        ),
    )


def _field(
    part: Part, procedure: Procedure, record: ImportedProcedure, named: list[Named]
) -> Field:
    of_ours, of_theirs = _VALUES[part]
    ours, theirs = of_ours(procedure), of_theirs(record)
    only: list[tuple[Side, str, str]] = []
    if theirs:
        only += [("ours", value, value) for value in ours if value not in theirs]
        only += [("theirs", value, value) for value in theirs if value not in ours]
    differences = _explained(procedure.code, part, only, named)
    same = len(set(ours) & set(theirs))
    return Field(part, _state(ours, theirs, only), ours, theirs, same, differences)


def _papers(procedure: Procedure, record: ImportedProcedure, named: list[Named]) -> Field:
    found, unknown = papers.match(procedure, record)
    theirs = tuple(line.key for line in papers.lines(record) if not line.note)
    ours = tuple(paper.id for paper in procedure.papers)
    only: list[tuple[Side, str, str]] = []
    if record.cases:
        only += [
            ("ours", paper.id, paper.name) for paper in procedure.papers if paper.id not in found
        ]
        only += [("theirs", line.text, line.key) for line in unknown]
    differences = _explained(procedure.code, "papers", only, named)
    return Field("papers", _state(ours, theirs, only), ours, theirs, len(found), differences)


def _state(ours: Values, theirs: Values, only: Iterable[object]) -> State:
    if not theirs and ours:
        return "only_ours"
    if theirs and not ours:
        return "only_theirs"
    return "different" if list(only) else "same"


def _explained(
    code: str, part: Part, only: list[tuple[Side, str, str]], named: list[Named]
) -> tuple[Difference, ...]:
    def reason(side: Side, value: str) -> str | None:
        covering = (n for n in named if (n.part, n.side) == (part, side) and n.covers(value))
        return next((n.reason for n in covering), None)

    return tuple(
        Difference(code, part, side, value, shown, reason(side, value))
        for side, value, shown in only
    )


def _stale(row: Row, named: list[Named], explained: Explanations) -> list[Problem]:
    """Reasons for a difference there is not: the record was mended, or the portal changed."""
    there = [d for field in row.fields for d in field.differences]

    def explains(item: Named) -> bool:
        of_it = (d for d in there if (d.part, d.side) == (item.part, item.side))
        return any(item.covers(d.value) for d in of_it)

    return [
        Problem(
            explained.file.path,
            item.line,
            f"{item.code}, {item.part}: “{item.value}” không còn khác nhau, bỏ dòng này",
        )
        for item in named
        if not explains(item)
    ]
