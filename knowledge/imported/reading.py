"""Reading loosely typed JSON without losing a fact quietly.

What can be understood is taken (a number written as text, one object where a list belongs, null
for nothing); what cannot is noted with its place, so that the record is refused by name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_BLANKS = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\ufeff\ud800-\udfff]"
)


def tidy(text: str) -> str:
    """No invisible characters, single blanks, no empty lines; the lines themselves stay."""
    lines = _INVISIBLE.sub("", text.replace("\r", "\n")).split("\n")
    return "\n".join(line for line in (_BLANKS.sub(" ", line).strip() for line in lines) if line)


class Node:
    """A JSON object with its place; every reading that fails adds to `problems`."""

    def __init__(self, data: Mapping[str, Any], at: str, problems: list[str]) -> None:
        self.data = data
        self.at = at
        self.problems = problems

    def _refuse(self, key: str, wanted: str, value: object) -> None:
        place = f"{self.at}.{key}" if self.at else key
        self.problems.append(f"{place} phải là {wanted}, không phải {_kind(value)}")

    def text(self, *keys: str) -> str:
        """The first of these keys that has a text; empty without any."""
        for key in keys:
            value = self.data.get(key)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                self._refuse(key, "chữ", value)
                continue
            if found := tidy(str(value)):
                return found
        return ""

    def number(self, key: str) -> int | None:
        """A whole number, also written as text; None without one."""
        value = self.data.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,15}(\.0+)?\s*", value):
            value = float(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._refuse(key, "số", value)
            return None
        if not math.isfinite(value) or abs(value) > 10**15 or value != int(value):
            self._refuse(key, "số nguyên", value)
            return None
        return int(value)

    def amount(self, key: str) -> int | float | None:
        """A number that may have a fraction, also written as text with a comma; None without."""
        value = self.data.get(key)
        if isinstance(value, str) and re.fullmatch(r"\s*\d{1,9}[.,]\d{1,3}\s*", value):
            return float(value.replace(",", "."))
        if isinstance(value, float) and 0 <= value < 10**9:
            return int(value) if value == int(value) else value
        return self.number(key)

    def flag(self, key: str) -> bool:
        """True only for true."""
        return self.data.get(key) is True

    def nodes(self, key: str) -> list[Node]:
        """The objects of a list; plain texts in it count as objects with that name."""
        value = self.data.get(key)
        if value is None or value == "":
            return []
        if isinstance(value, Mapping):
            value = [value]
        if not isinstance(value, list):
            self._refuse(key, "danh sách", value)
            return []
        found = []
        for index, item in enumerate(value):
            place = f"{key}[{index}]"
            if isinstance(item, str):
                item = {"name": item}
            if isinstance(item, Mapping):
                found.append(Node(item, f"{self.at}.{place}" if self.at else place, self.problems))
            elif item is not None:
                self._refuse(place, "đối tượng", item)
        return found

    def node(self, key: str) -> Node | None:
        """One object."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self._refuse(key, "đối tượng", value)
            return None
        return Node(value, f"{self.at}.{key}" if self.at else key, self.problems)

    def names(self, key: str) -> list[str]:
        """The names in a list of objects or texts, each once."""
        return list(dict.fromkeys(filter(None, (n.text("name") for n in self.nodes(key)))))

    def moment(self, key: str) -> datetime | None:
        """Milliseconds since 1970 (number or text), or ISO 8601; None when it is neither."""
        value = self.data.get(key)
        try:
            if isinstance(value, str) and not value.strip().isdecimal():
                found = datetime.fromisoformat(value.strip())
                return found if found.tzinfo else found.replace(tzinfo=UTC)
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                return datetime.fromtimestamp(float(value) / 1000, UTC)
        except (ValueError, OverflowError, OSError):
            pass
        return None


def _kind(value: object) -> str:
    names = {
        bool: "đúng/sai", str: "chữ", int: "số", float: "số", list: "danh sách", dict: "đối tượng"
    }  # fmt: skip
    said = names.get(type(value), type(value).__name__)
    return f"{said} “{tidy(str(value)[:40])}”" if isinstance(value, str | int | float) else said
