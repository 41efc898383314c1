"""Topics that no record answers, with the honest word on where they belong.

They are ranked beside the procedures: losing to one is the clearest sign of being out of scope.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, RootModel

from knowledge.schema import Model
from knowledge.schema.base import Line, Short, Slug, Title
from knowledge.yaml_file import read

FILE = Path(__file__).with_name("elsewhere.yaml")
PREFIX = "elsewhere:"
"""A topic's code in a ranking is this and its id."""


class Topic(Model):
    """kind: `elsewhere` has an office of its own, `unrelated` is no office's business, `refused`
    is what nobody may help with. answer: what is said of it.
    """

    id: Slug
    kind: Literal["elsewhere", "unrelated", "refused"]
    title: Title
    answer: Short
    phrases: Annotated[list[Line], Field(min_length=10)]

    @property
    def code(self) -> str:
        """The code in a ranking."""
        return PREFIX + self.id


class _Topics(RootModel[list[Topic]]):
    pass


class Topics:
    """All topics; iterating gives them in the file's order."""

    def __init__(self, topics: list[Topic]) -> None:
        self._by_code = {topic.code: topic for topic in topics}
        self.all = list(self._by_code.values())

    def get(self, code: str) -> Topic | None:
        """The topic under a code of a ranking."""
        return self._by_code.get(code)


def load(path: Path = FILE) -> Topics:
    """Read the file.

    Raises:
        RecordError: naming file, line and reason.

    """
    return Topics(read(path).parse(_Topics).root)
