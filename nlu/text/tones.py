"""Where a tone mark stands: "hoà" and "hòa" are one word.

`place_tone` types it as a keyboard does; `settle` gives every spelling the same place.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

VOWELS = "aeiouyăâêôơư"
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def place_tone(base: str, tone: str) -> str | None:
    """Put a combining tone mark where Vietnamese spelling puts it; None without a vowel."""
    vowels = [index for index, letter in enumerate(base) if letter in VOWELS]
    if base.startswith(("qu", "gi")) and len(vowels) > 1:
        vowels = vowels[1:]
    if not vowels:
        return None
    marked = [index for index in vowels if base[index] in "ăâêôơư"]
    if marked:
        at = marked[-1]
    elif len(vowels) == 1:
        at = vowels[0]
    elif len(vowels) == 2:
        at = vowels[0] if vowels[-1] == len(base) - 1 else vowels[1]
    else:
        at = vowels[1]
    return unicodedata.normalize("NFC", base[: at + 1] + tone + base[at + 1 :])


@lru_cache(maxsize=16384)
def settle(word: str) -> str:
    """A lower-case word with its tone mark in one settled place, old and new spelling alike."""
    split = unicodedata.normalize("NFD", word)
    tones = [char for char in split if char in _TONES]
    if len(tones) != 1:
        return word
    base = unicodedata.normalize("NFC", "".join(char for char in split if char not in _TONES))
    return place_tone(base, tones[0]) or word
