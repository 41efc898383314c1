"""Content files with one thing changed, for tests of what must be refused."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Plant = Callable[[Any], object]


def set_at(*path: Any, to: Any) -> Plant:
    """Plants a value at a place."""

    def plant(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        data[path[-1]] = to

    return plant


@cache
def _parsed(text: str) -> Any:
    return yaml.load(text, yaml.CSafeLoader)


def data_of(source: Path) -> Any:
    """What a content file holds, to be changed at will."""
    return deepcopy(_parsed(source.read_text("utf-8")))


def write(path: Path, data: Any) -> Path:
    """Write data as a content file."""
    text = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text(text, "utf-8")
    return path


def planted(source: Path, path: Path, plant: Plant | None = None) -> Path:
    """Write a copy of `source` to `path`, with something planted in it."""
    data = data_of(source)
    if plant:
        plant(data)
    return write(path, data)
