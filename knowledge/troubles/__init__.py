"""What goes wrong with accounts, the portal, payments and dossiers, and the way out of each.

A trouble is what people say of it and a small tree: questions whose answers change the advice, and
advice. The files are content; `knowledge.checks.trees` holds what a tree may not be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Discriminator, Field, Tag, model_validator

from knowledge.errors import Problem, RecordError
from knowledge.schema import Model
from knowledge.schema.base import Confidence, Line, Short, Slug, Source, Title
from knowledge.yaml_file import Location, YamlFile
from knowledge.yaml_folder import named_twice, read_each

FOLDER = Path(__file__).parent
PREFIX = "trouble:"
"""A trouble's code in a ranking is this and its id."""

End = Literal["done", "counter", "hotline", "police", "carrier", "person"]
"""Where advice leaves a citizen: finished · the one-stop desk · the portal's hotline · the police
(of the ward, or 113 in danger) · a shop of the telephone carrier · a helper."""
ENDS: frozenset[str] = frozenset(get_args(End))


class Answer(Model):
    """One answer to a question, and the node it leads to."""

    title: Title
    next: Slug


class Ask(Model):
    """A question, asked only because its answer changes the advice."""

    id: Slug
    ask: Line
    answers: Annotated[list[Answer], Field(min_length=2, max_length=4)]


class Do(Model):
    """Something to do. `then`: another node, or an end."""

    id: Slug
    do: Short
    then: Slug


def _kind(node: Any) -> str:
    has = node.keys() if isinstance(node, dict) else type(node).model_fields
    return "câu hỏi" if "ask" in has else "việc làm"


Node = Annotated[
    Annotated[Ask, Tag("câu hỏi")] | Annotated[Do, Tag("việc làm")], Discriminator(_kind)
]


class Trouble(Model):
    """signs: how people say it. tree: the first node is where it starts. sources: of its file."""

    id: Slug
    title: Title
    signs: Annotated[list[Line], Field(min_length=1)]
    tree: Annotated[list[Node], Field(min_length=1)]
    sources: list[str]
    checked_on: date
    confidence: Confidence = "read"
    doubt: Line | None = None

    @model_validator(mode="after")
    def _uncertain_says_why(self) -> Trouble:
        if self.confidence == "uncertain" and not self.doubt:
            raise ValueError("confidence: uncertain thì phải ghi doubt (chưa chắc ở chỗ nào)")
        return self

    @property
    def code(self) -> str:
        """The code in a ranking."""
        return PREFIX + self.id

    def node(self, node_id: str) -> Ask | Do | None:
        """The node under this id; None for an end."""
        return next((node for node in self.tree if node.id == node_id), None)


class _File(Model):
    sources: list[Source]
    troubles: list[Trouble]


@dataclass(frozen=True)
class Entry:
    """A trouble, the file it was read from, its place there, and the file's sources."""

    trouble: Trouble
    file: YamlFile
    at: Location
    sources: dict[str, Source]


class Troubles:
    """All troubles; iterating gives them file by file, in each file's order."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self._by_id = {entry.trouble.id: entry for entry in entries}

    def __iter__(self) -> Iterator[Trouble]:
        return (entry.trouble for entry in self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, code: str) -> Trouble | None:
        """The trouble under its id, or under its code in a ranking."""
        entry = self._by_id.get(code.removeprefix(PREFIX))
        return entry.trouble if entry else None

    def sources(self, trouble: Trouble) -> list[Source]:
        """Where this trouble's advice was read."""
        known = self._by_id[trouble.id].sources
        return [known[source] for source in trouble.sources]


def load(folder: Path = FOLDER) -> Troubles:
    """Read every file of `folder`.

    Raises:
        RecordError: naming file, line and reason of everything wrong in any file.

    """
    entries, problems = read_each(folder.glob("*.yaml"), _entries)
    problems += named_twice(
        ((entry.trouble.id, entry.file, (*entry.at, "id")) for entry in entries), "trục trặc"
    )
    if problems:
        raise RecordError(problems)
    if not entries:
        raise RecordError([Problem(folder, 1, "không có trục trặc nào")])
    return Troubles(entries)


def _entries(file: YamlFile) -> list[Entry]:
    content = file.parse(_File)
    sources = {source.id: source for source in content.sources}
    return [
        Entry(trouble, file, ("troubles", index), sources)
        for index, trouble in enumerate(content.troubles)
    ]
