"""The states a dossier can be in, and whose turn it is in each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from knowledge.schema import Model
from knowledge.schema.base import Confidence, Short, Source, Title
from knowledge.yaml_file import YamlFile, read
from nlu.text import fold, words

FILE = Path(__file__).with_name("statuses.yaml")
UNKNOWN = "unknown"
NATIONAL = tuple(str(code) for code in range(1, 11))
"""The codes of the national table; "0" and "unknown" are beside it."""


class Status(Model):
    """official: the national table's words, absent where the table has none. whose_turn: who has
    to act now. if_nobody_acts: what follows when that one does not. clock: what counts as time.
    """

    code: Annotated[str, Field(pattern=r"^(?:\d+|unknown)$")]
    official: Title | None = None
    title: Title
    meaning: Short
    whose_turn: Literal["office", "citizen", "nobody"]
    do_now: Short
    if_nobody_acts: Short
    clock: Short
    sources: list[str]
    confidence: Confidence = "read"


class _File(Model):
    sources: list[Source]
    statuses: Annotated[list[Status], Field(min_length=1)]


class Statuses:
    """All states; iterating gives them in the file's order."""

    def __init__(self, statuses: list[Status], sources: list[Source], file: YamlFile) -> None:
        self.all = statuses
        self.file = file
        self.known_sources = {source.id: source for source in sources}
        self._by_code = {status.code: status for status in statuses}

    def __iter__(self) -> Iterator[Status]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def of(self, code: int | str | None) -> Status:
        """The state under a code of the national table; the unknown one for any other code.

        Only for sources that use that table: provinces number theirs differently.
        """
        return self._by_code.get(str(code).strip(), self._by_code[UNKNOWN])

    def find(self, text: str) -> Status | None:
        """The state whose official words stand in a message; the longest words win."""
        said = f" {' '.join(words(fold(text)))} "
        found = [
            (len(official), status)
            for status in self.all
            if status.official
            and f" {(official := ' '.join(words(fold(status.official))))} " in said
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def sources(self, status: Status) -> list[Source]:
        """Where it was read."""
        return [self.known_sources[source] for source in status.sources]


def load(path: Path = FILE) -> Statuses:
    """Read the file.

    Raises:
        RecordError: naming file, line and reason.

    """
    file = read(path)
    content = file.parse(_File)
    return Statuses(content.statuses, content.sources, file)
