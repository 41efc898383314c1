"""Small numbers as people answer with them: "2", "số hai", "cái thứ nhất", "cái cuối"."""

from __future__ import annotations

import re

from nlu.text.folding import fold

_NUMBERS = {
    "mot": 1, "nhat": 1, "dau": 1, "hai": 2, "nhi": 2, "ba": 3, "bon": 4, "tu": 4,
    "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_WORD = re.compile(r"\w+")
LAST = -1
_MOST_WORDS = 6


def position(text: str) -> int | None:
    """The position named, from 1; `LAST` for the last one; None when there is none."""
    found = _WORD.findall(fold(text))
    if len(found) > _MOST_WORDS:
        return None
    for word in found:
        if word.isdigit() and 1 <= len(word) <= 2:
            return int(word)
    if "cuoi" in found:
        return LAST
    for word in reversed(found):
        if word in _NUMBERS:
            return _NUMBERS[word]
    return None
