"""Folding: the form of Vietnamese that people without a Vietnamese keyboard type."""

from __future__ import annotations

import re
import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "d"})
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Lower case, no diacritics, đ→d (which no Unicode normal form does)."""
    split = unicodedata.normalize("NFD", text.lower().translate(_D))
    return unicodedata.normalize(
        "NFC", "".join(char for char in split if not unicodedata.combining(char))
    )


def words(text: str) -> list[str]:
    """The words of a text as typed, without punctuation."""
    return _WORD.findall(text)
