"""Which of our papers stands in which line of the portal's checklist.

The portal's lines are long and say several things at once; ours are short names. Either is cut
down to its head, the part that names the paper ("Giấy báo tử" of "Giấy báo tử do bệnh viện cấp"),
and the head's words, two by two because most Vietnamese words have two syllables, are looked for
on the other side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from knowledge.imported import ImportedProcedure, PortalPaper
from knowledge.schema import Paper, Procedure
from nlu.text import fold

Pairs = frozenset[tuple[str, str]]

_ENOUGH = 0.7
"""Share of a head's pairs that must be on the other side."""
_KEY_WORDS = 10
_LONGEST_HEAD = 14
_WORD = re.compile(r"\w+")
_START = re.compile(
    r"^(?:[-+•*()\s]|\(?[ivx\d]{1,3}[).]|01|02|ban (?:chinh|sao|goc)|mot trong)+\s*"
)
_END = re.compile(
    r"[;.,:(]|\b(?:theo|doi voi|truong hop|trong do|do|de|neu|cua|ve viec|duoc|ban hanh|co noi dung"
    r"|chung minh|hoac|va|khi|cho)\b"
)


_NAMES_NOTHING = frozenset(
    ["giay", "to", "tai", "lieu", "van", "ban", "thong", "tin", "chung", "cu", "cac", "loai",
     "khac", "an", "co"]
)  # fmt: skip
"""Words that a name cannot consist of."""


@dataclass(frozen=True)
class Line:
    """One different line of the portal's checklists. key: its first words; note: it explains and
    is no paper.
    """

    key: str
    text: str
    note: bool


def lines(record: ImportedProcedure) -> list[Line]:
    """Every different line of every case, in the portal's order."""
    found: dict[str, Line] = {}
    for case in record.cases:
        for paper in case.papers:
            line = _line(paper)
            found.setdefault(fold(line.text), line)
    return list(found.values())


def _line(paper: PortalPaper) -> Line:
    text = " ".join(paper.name.split())
    key = " ".join(text.strip("-+•*() ").split()[:_KEY_WORDS]).rstrip(" .,;:")
    return Line(key, text, paper.note)


def head(text: str) -> str:
    """The folded part of a text that names the paper: up to the first clause that says whose,
    when or why, but at least two words, one of which names something.
    """
    folded = _START.sub("", fold(text))
    for end in _END.finditer(folded):
        words = _WORD.findall(folded[: end.start()])
        if len(words) > 1 and set(words) - _NAMES_NOTHING:
            folded = folded[: end.start()]
            break
    return " ".join(folded.split()[:_LONGEST_HEAD])


def _pairs(folded: str) -> Pairs:
    words = _WORD.findall(folded)
    return frozenset(pairwise(words))


def same(paper: Paper, line: Line) -> bool:
    """Whether the line names this paper."""
    names = [paper.name, *([paper.form.name] if paper.form else [])]
    told = _pairs(fold(" ; ".join([*names, paper.plain])))
    theirs = _pairs(fold(line.text))
    return _within(_pairs(head(line.text)), told) or any(
        _within(_pairs(head(name)), theirs) for name in names
    )


def _within(named: Pairs, there: Pairs) -> bool:
    return bool(named) and len(named & there) / len(named) >= _ENOUGH


def match(procedure: Procedure, record: ImportedProcedure) -> tuple[set[str], list[Line]]:
    """(ids of our papers that some line names, lines that name none of our papers)."""
    theirs = lines(record)
    found = {paper.id for paper in procedure.papers if any(same(paper, line) for line in theirs)}
    unknown = [
        line
        for line in theirs
        if not line.note and not any(same(paper, line) for paper in procedure.papers)
    ]
    return found, unknown
