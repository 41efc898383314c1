"""What is said in so many words: no model has to guess it.

said_outright("xoá hết tin nhắn đi con")   # {"delete"}
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

from nlu.text import lexicon
from nlu.text.folding import fold, words
from nlu.text.tones import settle

SERIOUS = frozenset({"card", "identity", "otp", "password"})
"""Kinds of secrets (`nlu.text.secrets`) that decide what a message is."""
_HARMLESS, _SHORT = "harmless", "_short"
_SHORT_WORDS = 8
_GAP = " · "
_STOP = re.compile(r"[.,;:!?…()\n]+")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {act: _pattern(phrases) for act, phrases in lexicon.said_outright().items()}


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(_phrase, phrases))})(?!\S)")


def _phrase(phrase: str) -> str:
    as_typed = phrase.startswith("!")
    return " ".join(_word(word, as_typed) for word in words(phrase))


def _word(word: str, as_typed: bool) -> str:
    """A word of the list as it may be typed: without its accents, or with the right ones. One that
    has none in the list may have any.
    """
    typed, folded = re.escape(settle(word)), re.escape(fold(word))
    if typed == folded:
        return rf"(?:\S+~)?{folded}"
    return rf"{typed}~{folded}" if as_typed else rf"(?:{typed}~)?{folded}"


def intent_said(text: str, masked: Collection[str] = ()) -> str | None:
    """The intent that a masked message has whatever a classifier makes of it; None when open.

    masked: the kinds of secrets found in it.
    """
    if not SERIOUS.isdisjoint(masked):
        return "give_secret"
    said = said_outright(text)
    return next((act for act in ("emergency", "fraud") if act in said), None)


def said_outright(text: str) -> set[str]:
    """The acts of `said_outright.tsv` that a message names, whatever else it says."""
    spelt = _GAP.join(_spelt(part) for part in _STOP.split(text.lower()))
    patterns = _patterns()
    spelt = patterns[_HARMLESS].sub(_GAP, spelt)
    found = {act for act, pattern in patterns.items() if pattern.search(spelt)}
    if len(words(text)) > _SHORT_WORDS:
        found = {act for act in found if not act.endswith(_SHORT)}
    return {act.removesuffix(_SHORT) for act in found} - {_HARMLESS}


def _spelt(part: str) -> str:
    """Its words; behind an accented one its folded form: "giá~gia"."""
    typed = [settle(word) for word in words(part)]
    folded = [fold(word) for word in typed]
    return " ".join(
        word if word == plain else f"{word}~{plain}"
        for word, plain in zip(typed, folded, strict=True)
    )
