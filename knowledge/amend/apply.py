"""Writing a change into a record's text. Everything else in the file stays, letter by letter."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from knowledge.amend.change import ADD, Change, Edit
from knowledge.amend.spots import field_name, item_key, needs_source, written
from knowledge.errors import KnowledgeError
from nlu.text import fold

_WHOLE = re.compile(r"-?\d{1,15}")


class AmendError(KnowledgeError):
    """The record is not what the change was written for; the message says where."""


def amended(text: str, change: Change) -> str:
    """The file's text with the change in it; the same text when the file has it already.

    Raises:
        AmendError: a value is another one than the change was written for, or is not there.

    """
    yaml = _yaml()
    try:
        record = yaml.load(text)
    except YAMLError as error:
        raise AmendError("tệp gốc của thủ tục này không đọc được") from error
    # Each must see what it was written for before the first is written.
    todo = [edit for edit in change.edits if not _is_there(record, edit)]
    for edit in todo:
        _edit(record, edit)
    if todo and change.source:
        _cite(record, change, todo)
    for path in sorted({e.path for e in todo if _dropped(e)}, key=_position, reverse=True):
        parent, key = _parent(record, path)
        del parent[int(key) if isinstance(parent, list) else key]
    if todo and change.checked_on:
        record["checked_on"] = change.checked_on
        record["checked_by"] = DoubleQuotedScalarString(change.checked_by)
    if not todo:
        return text
    out = io.StringIO()
    yaml.dump(record, out)
    return out.getvalue()


def _yaml() -> YAML:
    """As the records are written: a test holds that reading and writing changes none of them."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _position(path: str) -> tuple[str, int]:
    head, _, last = path.rpartition("/")
    return head, int(last) if last.isdecimal() else -1


def _dropped(edit: Edit) -> bool:
    return edit.kind != ADD and not edit.after


def _is_there(record: CommentedMap, edit: Edit) -> bool:
    """Whether the file has it already.

    Raises:
        AmendError: the file has a third value.

    """
    if edit.kind == ADD:
        held = _at(record, edit.path)
        return isinstance(held, list) and fold(edit.after) in (fold(str(one)) for one in held)
    now = written(_at(record, edit.path))
    if now == edit.before and now != edit.after:
        return False
    if now == edit.after:
        return True
    name = " › ".join(field_name(part) for part in edit.path.split("/"))
    raise AmendError(
        f"{name}: bản ghi đang ghi “{now or 'trống'}”, không còn là “{edit.before or 'trống'}” như "
        "lúc đề nghị. Mở bản ghi xem lại rồi đề nghị lần nữa"
    )


def _at(record: CommentedMap, path: str) -> Any:
    try:
        parent, key = _parent(record, path)
    except AmendError:
        return None
    if isinstance(parent, list):
        return parent[int(key)] if key.isdecimal() and int(key) < len(parent) else None
    return parent.get(key)


def _parent(record: CommentedMap, path: str) -> tuple[Any, str]:
    """What holds the value, and under which key."""
    here: Any = record
    *parts, last = path.split("/")
    for part in parts:
        found = None
        if isinstance(here, dict):
            found = here.get(part)
        elif isinstance(here, list):
            keyed = (one for at, one in enumerate(here) if _key(one, at) == part)
            found = next(keyed, None)
        if found is None:
            raise AmendError(f"bản ghi không còn mục {part} ({path})")
        here = found
    return here, last


def _key(item: Any, position: int) -> str:
    return item_key(item, position) if isinstance(item, dict) else str(position)


def _edit(record: CommentedMap, edit: Edit) -> None:
    if _dropped(edit):
        # Last of all: positions count until then.
        return
    parent, key = _parent(record, edit.path)
    value = _value(edit)
    if edit.kind == ADD:
        _append(parent, key, value)
    elif isinstance(parent, list):
        parent[int(key)] = value
    else:
        _put(parent, key, value)


def _value(edit: Edit) -> Any:
    """What is written for it. What is no number or day stays a text, and the check says so."""
    if edit.kind in ("number", "yes", "day"):
        if edit.kind == "number" and _WHOLE.fullmatch(edit.after):
            return int(edit.after)
        if edit.kind == "yes" and edit.after in ("true", "false"):
            return edit.after == "true"
        if edit.kind == "day":
            try:
                return date.fromisoformat(edit.after)
            except ValueError:
                pass
    elif edit.kind == "choice" and re.fullmatch(r"[a-z_]+", edit.after):
        return edit.after
    return DoubleQuotedScalarString(edit.after)


def _append(parent: Any, key: str, value: Any) -> None:
    """One more item, before the last: after it stand the empty line and the comment of what
    follows.
    """
    held = parent.get(key)
    if not isinstance(held, list) or not held:
        parent.pop(key, None)
        _put(parent, key, CommentedSeq([value]))
    else:
        held.insert(len(held) - 1, value)


def _put(parent: CommentedMap, key: str, value: Any) -> None:
    if key in parent:
        parent[key] = value
    else:
        parent.insert(max(1, len(parent) - 1), key, value)


def _cite(record: CommentedMap, change: Change, edits: list[Edit]) -> None:
    """The new source, and every fact that was changed names it."""
    assert change.source
    cited = False
    for edit in edits:
        if not needs_source(edit.path) or edit.path.startswith("sources/"):
            continue
        cited = True
        fact = _fact(record, edit.path)
        if fact is not None:
            old = [str(one) for one in fact.get("sources", ())] if change.keeps_sources else []
            named = CommentedSeq(dict.fromkeys([change.source_id, *old]))
            named.fa.set_flow_style()
            _put(fact, "sources", named)
    if cited:
        source = CommentedMap(id=change.source_id)
        source["title"] = DoubleQuotedScalarString(change.source.title)
        if change.source.url:
            source["url"] = DoubleQuotedScalarString(change.source.url)
        source["read_on"] = change.source.read_on
        _append(record, "sources", source)


def _fact(record: CommentedMap, path: str) -> CommentedMap | None:
    """The part of the record around a value that names sources."""
    parts = path.split("/")
    for length in range(len(parts) - 1, 0, -1):
        parent, _ = _parent(record, "/".join([*parts[:length], ""]))
        if isinstance(parent, CommentedMap) and "sources" in parent:
            return parent
    return None
