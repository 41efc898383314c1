"""Reading all content files of one kind: everything wrong in any of them is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from knowledge.errors import Problem, RecordError
from knowledge.yaml_file import Location, YamlFile, read

T = TypeVar("T")


def read_each(
    paths: Iterable[Path], make: Callable[[YamlFile], Iterable[T]]
) -> tuple[list[T], list[Problem]]:
    """What `make` makes of each file, and what is wrong in those of which it can make nothing
    (`make` may raise RecordError, as reading does).
    """
    made: list[T] = []
    problems: list[Problem] = []
    for path in sorted(paths):
        try:
            made += make(read(path))
        except RecordError as error:
            problems += error.problems
    return made, problems


def named_twice(names: Iterable[tuple[str, YamlFile, Location]], what: str) -> Iterator[Problem]:
    """A problem for each name that an earlier file has. what: what is named, as it is told."""
    owner: dict[str, Path] = {}
    for name, file, at in names:
        if name in owner:
            yield file.problem(at, f"{what} {name} đã có ở {owner[name].name}")
        owner[name] = file.path
