"""`knowledge/compared.yaml`: why a record of ours and the portal's differ, in our own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from knowledge.errors import Problem, RecordError
from knowledge.records import Records
from knowledge.schema import Model
from knowledge.schema.base import Slug, Text
from knowledge.schema.procedure import Code
from knowledge.yaml_file import YamlFile, read
from nlu.text import fold

FILE = Path(__file__).parents[1] / "compared.yaml"
Part = Literal["level", "time", "fee", "papers", "ways"]
Side = Literal["ours", "theirs"]


class Explanation(Model):
    """Why some values of one part stand on one side only.

    ours, theirs: the values ("3 ngày làm việc", "8.000 đồng"); of papers the ids of ours, and
    words that stand in the portal's line. why: the name of a reason used more than once; else
    `reason` says it.
    """

    part: Part
    ours: list[Text] = Field(default_factory=list)
    theirs: list[Text] = Field(default_factory=list)
    why: Slug | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Explanation:
        if (self.why is None) == (self.reason is None):
            raise ValueError("phải có why hoặc reason, không cả hai")
        if not self.ours and not self.theirs:
            raise ValueError("phải có ours hoặc theirs")
        return self


class _File(Model):
    store: Text | None = None
    reasons: dict[Slug, Text] = Field(default_factory=dict)
    differences: dict[Code, list[Explanation]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Named:
    """One value that an explanation names, with its reason and its line in the file."""

    code: str
    part: Part
    side: Side
    value: str
    reason: str
    line: int

    def covers(self, value: str) -> bool:
        """Whether it names this value; of the portal's papers, words of the line are enough."""
        if self.part == "papers" and self.side == "theirs":
            return fold(self.value) in fold(value)
        return self.value == value


class Explanations:
    """Every reason there is."""

    def __init__(self, file: YamlFile, content: _File) -> None:
        self.file = file
        self._content = content

    @property
    def codes(self) -> list[str]:
        """The codes that have reasons."""
        return list(self._content.differences)

    @property
    def store(self) -> str | None:
        """Which copy of the portal the reasons are about, in words."""
        return self._content.store

    def of(self, code: str) -> Iterator[Named]:
        """Every value explained for one record."""
        for index, entry in enumerate(self._content.differences.get(code, [])):
            reason = entry.reason or self._content.reasons[entry.why or ""]
            sides: tuple[Side, Side] = ("ours", "theirs")
            for side in sides:
                values: list[str] = getattr(entry, side)
                for place, value in enumerate(values):
                    line = self.file.line(("differences", code, index, side, place))
                    yield Named(code, entry.part, side, value, reason, line)


def load(path: Path = FILE, known: Records | None = None) -> Explanations:
    """Read the file.

    Raises:
        RecordError: naming file, line and reason; also for a reason that is not there, and, when
            the records are given, for a code no record has.

    """
    file = read(path)
    content = file.parse(_File)
    problems: list[Problem] = []
    for code, entries in content.differences.items():
        if known is not None and known.get(code) is None:
            problems.append(file.problem(("differences", code), f"không có bản ghi {code}"))
        for index, entry in enumerate(entries):
            if entry.why and entry.why not in content.reasons:
                at = ("differences", code, index, "why")
                problems.append(file.problem(at, f"không có lý do tên {entry.why}"))
    if problems:
        raise RecordError(problems)
    return Explanations(file, content)
