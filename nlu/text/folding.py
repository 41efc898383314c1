"""Folding: the form of Vietnamese that people without a Vietnamese keyboard type."""

from __future__ import annotations

import re
import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "d"})
_WORD = re.compile(r"\w+")


class _WithoutMarks(dict[int, int | None]):
    """For `str.translate`: drops combining characters. Asks about each once: folding is half of
    what reading an index costs.
    """

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_MARKS = _WithoutMarks()


def fold(text: str) -> str:
    """Lower case, no diacritics, đ→d (which no Unicode normal form does)."""
    lower = text.lower()
    if lower.isascii():
        return lower
    split = unicodedata.normalize("NFD", lower.translate(_D))
    return unicodedata.normalize("NFC", split.translate(_MARKS))


def words(text: str) -> list[str]:
    """The words of a text as typed, without punctuation."""
    return _WORD.findall(text)
