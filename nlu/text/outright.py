"""What is said in so many words: no model has to guess it.

said_outright("xoá hết tin nhắn đi con")   # {"delete"}
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from nlu.text import lexicon
from nlu.text.folding import words
from nlu.text.phrases import GAP, pattern, spelt

SERIOUS = frozenset({"card", "identity", "otp", "password"})
"""Kinds of secrets (`nlu.text.secrets`) that decide what a message is."""
_HARMLESS, _SHORT = "harmless", "_short"
_SHORT_WORDS = 8


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {act: pattern(phrases) for act, phrases in lexicon.said_outright().items()}


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
    patterns = _patterns()
    said = patterns[_HARMLESS].sub(GAP, spelt(text))
    found = {act for act, phrases in patterns.items() if phrases.search(said)}
    if len(words(text)) > _SHORT_WORDS:
        found = {act for act in found if not act.endswith(_SHORT)}
    return {act.removesuffix(_SHORT) for act in found} - {_HARMLESS}
