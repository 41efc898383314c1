"""The systems people have heard of: what each was, what it is now, and where to go instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from knowledge.schema import Model
from knowledge.schema.base import Confidence, Line, Short, Slug, Source, Title
from knowledge.yaml_file import YamlFile, read
from nlu.text import fold, words

FILE = Path(__file__).with_name("systems.yaml")


class System(Model):
    """state: `open` to citizens, `inside` for offices only, `closed`. url: where `go` leads."""

    id: Slug
    name: Title
    also: list[Title] = Field(default_factory=list)
    state: Literal["open", "inside", "closed"]
    was: Short
    now: Short
    go: Short
    url: Line | None = None
    sources: list[str]
    confidence: Confidence = "read"


class _File(Model):
    sources: list[Source]
    systems: Annotated[list[System], Field(min_length=1)]


class Systems:
    """All systems; iterating gives them in the file's order."""

    def __init__(self, systems: list[System], sources: list[Source], file: YamlFile) -> None:
        self.all = systems
        self.file = file
        self.known_sources = {source.id: source for source in sources}
        self._by_id = {system.id: system for system in systems}

    def __iter__(self) -> Iterator[System]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def get(self, system_id: str) -> System | None:
        """The system under its id."""
        return self._by_id.get(system_id)

    def find(self, text: str) -> System | None:
        """The system named in a message, in any spelling; the longest name wins."""
        said = f" {' '.join(words(fold(text)))} "
        found = [
            (len(folded), system)
            for system in self.all
            for name in (system.name, *system.also)
            if f" {(folded := ' '.join(words(fold(name))))} " in said
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def sources(self, system: System) -> list[Source]:
        """Where it was read."""
        return [self.known_sources[source] for source in system.sources]


def load(path: Path = FILE) -> Systems:
    """Read the file.

    Raises:
        RecordError: naming file, line and reason.

    """
    file = read(path)
    content = file.parse(_File)
    return Systems(content.systems, content.sources, file)
