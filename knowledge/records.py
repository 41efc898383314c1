"""All curated procedure records, read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import Problem, RecordError
from knowledge.schema import Procedure
from knowledge.yaml_file import Location, YamlFile
from knowledge.yaml_folder import named_twice, read_each

PROCEDURES = Path(__file__).parent / "procedures"


@dataclass(frozen=True, eq=False)
class Record:
    """A procedure and the file it was read from; equal only to itself."""

    procedure: Procedure
    file: YamlFile


class Records:
    """Procedures by code; iterating gives them sorted by code."""

    def __init__(self, records: list[Record]) -> None:
        self.all = sorted(records, key=lambda record: record.procedure.code)
        self._by_code = {record.procedure.code: record.procedure for record in self.all}
        self._successor = {
            former: record.procedure.code
            for record in self.all
            for former in record.procedure.former_codes
        }

    def __iter__(self) -> Iterator[Procedure]:
        return (record.procedure for record in self.all)

    def __len__(self) -> int:
        return len(self.all)

    def get(self, code: str) -> Procedure | None:
        """The procedure under a code that is current."""
        return self._by_code.get(code)

    def successor(self, former_code: str) -> Procedure | None:
        """The procedure that took over a code no longer in use."""
        return self._by_code.get(self._successor.get(former_code, ""))


UNFILLED = "…"
"""What the template of a new record leaves where somebody must write."""


def unfilled(file: YamlFile) -> Iterator[Problem]:
    """Every place of a file that is still as the template left it."""
    for at, value in _values(file.data, ()):
        if value == UNFILLED:
            place = ".".join(str(part) for part in at)
            yield file.problem(at, f"{place}: chưa điền")


def _values(data: object, at: Location) -> Iterator[tuple[Location, object]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _values(value, (*at, str(key)))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _values(value, (*at, index))
    else:
        yield at, data


def load(folder: Path = PROCEDURES) -> Records:
    """Read every record under `folder`.

    Raises:
        RecordError: naming file, line and reason of everything wrong in any file.

    """
    records, problems = read_each(folder.rglob("*.yaml"), _records)
    problems += named_twice(
        ((record.procedure.code, record.file, ("code",)) for record in records), "mã"
    )
    if problems:
        raise RecordError(problems)
    if not records:
        raise RecordError([Problem(folder, 1, "không có thủ tục nào")])
    return Records(records)


def _records(file: YamlFile) -> list[Record]:
    if left_open := list(unfilled(file)):
        raise RecordError(left_open)
    return [Record(file.parse(Procedure), file)]
