"""Phrases of a word list as people type them: with the right accents, or without.

A word of the list may be typed without its accents; typed with accents, they must be these. One
that has none in the list may have any. A phrase that begins with "!" must be typed as it is
written. No phrase crosses a comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.text.folding import fold, words
from nlu.text.tones import settle

GAP = " · "
"""Between words that no phrase may join."""
_STOP = re.compile(r"[.,;:!?…()\n]+")


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the phrases in a text that `spelt` made."""
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(_phrase, phrases))})(?!\S)")


def spelt(text: str) -> str:
    """The words of a text, behind an accented one its folded form: "giá~gia"."""
    return GAP.join(map(_spelt, _STOP.split(text.lower())))


def _phrase(phrase: str) -> str:
    as_typed = phrase.startswith("!")
    return " ".join(_word(word, as_typed) for word in words(phrase))


def _word(word: str, as_typed: bool) -> str:
    typed, folded = re.escape(settle(word)), re.escape(fold(word))
    if typed == folded:
        return rf"(?:\S+~)?{folded}"
    return rf"{typed}~{folded}" if as_typed else rf"(?:{typed}~)?{folded}"


def _spelt(part: str) -> str:
    typed = [settle(word) for word in words(part)]
    folded = [fold(word) for word in typed]
    return " ".join(
        word if word == plain else f"{word}~{plain}"
        for word, plain in zip(typed, folded, strict=True)
    )
