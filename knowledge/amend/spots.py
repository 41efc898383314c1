"""Every value of a record that can be changed, with its name in plain words: read off the schema.

What gives a record its shape stays out (ids, codes, conditions, which source a fact names): that is
changed in the file.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from knowledge.amend.change import SAID, Kind
from knowledge.schema import Procedure

_FILE = Path(__file__).with_name("labels.yaml")
_KEYS = ("id", "way", "code")
"""What an item of a list is called by; `code` of a neighbour."""
_SHAPE = {
    "id",
    "code",
    "former_codes",
    "field",
    "when",
    "sources",
    "level",
    "checked_on",
    "checked_by",
}
"""Not changed here: ids, codes, conditions, levels, sources of a fact, and who checked."""
_NO_SOURCE = {*SAID, "confusables", "notes", "gloss", "short_name"}
"""Our own words: no source can be asked for them."""


@dataclass(frozen=True)
class Spot:
    """label: from the section to the field, in plain words. value: as it is written, empty where
    there is none. choices: (value, name) of a choice. required: cannot be left empty.
    """

    path: str
    labels: tuple[str, ...]
    kind: Kind
    value: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """All of it in one line."""
        return " › ".join(self.labels)

    @property
    def section(self) -> str:
        """The field of the record it lies in."""
        return self.path.split("/")[0]

    @property
    def needs_source(self) -> bool:
        """Whether a change of it must say where it was read."""
        return needs_source(self.path)


@cache
def _named() -> dict[str, dict[str, str]]:
    given: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return given


def field_name(name: str, section: str = "") -> str:
    """A field in plain words. section: the part of the record it lies in."""
    fields = _named()["fields"]
    return fields.get(f"{section}.{name}") or fields.get(name, name)


def value_name(value: str) -> str:
    """One of the words of a choice, in plain words."""
    return _named()["values"].get(value, value)


def needs_source(path: str) -> bool:
    """Whether a change there must say where it was read."""
    parts = path.split("/")
    return parts[0] not in _NO_SOURCE and "signs" not in parts


def spots(procedure: Procedure) -> list[Spot]:
    """Every value that can be changed or filled in, in the order of the schema."""
    return list(_of(procedure, "", ()))


def written(value: Any) -> str:
    """A value as an edit holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def item_key(item: Any, position: int) -> str:
    """What an item of a list is called in a path. item: a model or a mapping."""
    for name in _KEYS:
        known = item.get(name) if isinstance(item, dict) else getattr(item, name, None)
        if known:
            return str(known)
    return str(position)


def _of(model: BaseModel, path: str, labels: tuple[str, ...]) -> Iterator[Spot]:
    for name, info in type(model).model_fields.items():
        if name in _SHAPE and not (name == "sources" and isinstance(model, Procedure)):
            continue
        if path.startswith("channels/") and name == "way":
            continue
        here = f"{path}/{name}" if path else name
        called = (*labels, field_name(name, here.split("/")[0]))
        # What the file leaves out is empty here, whatever it then counts as.
        value = getattr(model, name) if name in model.model_fields_set else None
        required = info.default is PydanticUndefined and info.default_factory is None
        yield from _value(_plain(info.annotation), value, here, called, required)


def _value(
    kind: Any, value: Any, path: str, labels: tuple[str, ...], required: bool
) -> Iterator[Spot]:
    if get_origin(kind) is list:
        yield from _list(_plain(get_args(kind)[0]), value or [], path, labels)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        if value is not None:
            yield from _of(value, path, labels)
    elif get_origin(kind) is Literal:
        choices = tuple((word, value_name(word)) for word in get_args(kind))
        yield Spot(path, labels, "choice", written(value), required, choices)
    elif (simple := _SIMPLE.get(kind)) is not None:
        choices = (("true", "có"), ("false", "không")) if kind is bool else ()
        yield Spot(path, labels, simple, written(value), required, choices)


def _list(kind: Any, items: list[Any], path: str, labels: tuple[str, ...]) -> Iterator[Spot]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for position, item in enumerate(items):
            yield from _of(item, f"{path}/{item_key(item, position)}", (*labels, _title(item)))
    elif kind is str:
        for position, item in enumerate(items):
            called = (*labels, str(position + 1))
            yield Spot(f"{path}/{position}", called, "text", item, required=False)
        yield Spot(path, (*labels, "thêm một dòng"), "add", "", required=True)


def _title(item: BaseModel) -> str:
    """What tells an item from its neighbours."""
    known = [getattr(item, name, None) for name in ("title", "name", "question", "number", "do")]
    said = next((str(one) for one in known if one), "") or value_name(item_key(item, 0))
    ways = " ".join(value_name(way) for way in getattr(item, "ways", []))
    inner = getattr(item, "id", "")
    return f"{said} ({', '.join(filter(None, (inner, ways)))})" if inner or ways else said


_SIMPLE: dict[Any, Kind] = {str: "text", int: "number", bool: "yes", date: "day"}


def _plain(kind: Any) -> Any:
    """Without what is written around a type: limits, and that it may be missing."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, types.UnionType):
            (kind,) = [one for one in get_args(kind) if one is not type(None)]
        else:
            return kind
