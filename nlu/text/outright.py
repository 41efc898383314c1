"""What is said in so many words: no model has to guess it.

said_outright("xoá hết tin nhắn đi con")   # {"delete"}
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from nlu.text import lexicon
from nlu.text.folding import fold, words


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        act: re.compile(rf"(?:^| )(?:{'|'.join(map(re.escape, phrases))})(?: |$)")
        for act, phrases in lexicon.said_outright().items()
    }


SERIOUS = frozenset({"card", "identity", "otp", "password"})
"""Kinds of secrets (`nlu.text.secrets`) that decide what a message is."""


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
    folded = " ".join(words(fold(text)))
    return {act for act, pattern in _patterns().items() if pattern.search(folded)}
