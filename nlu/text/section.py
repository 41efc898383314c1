"""The section a question asks for, in so many words ("lệ phí") or by a hint in a short one."""

from __future__ import annotations

from collections.abc import Mapping

from nlu.text import lexicon
from nlu.text.folding import fold, words

_PLAIN = ("fee", "time", "legal")
"""Sections whose words hardly ever mean anything else."""
_LONG = 14
"""In more words than these a price or a day may be told in passing."""
_SHORT = 7
"""In so many words at most, a single word like "tiền" is what is asked for."""


def section_said(question: str, guess: str | None) -> str | None:
    """The section of a normalised question, with the classifier's `guess` (None when it has none).

    Words that plainly name one section win over the guess, but for "result" (what is received may
    be money, too) and but in a long text. Other words only stand in for a missing guess.
    """
    said = _named(question, lexicon.section_words())
    plain = [section for section in said if section in _PLAIN]
    if guess and len(words(question)) > _LONG:
        return guess
    if len(plain) == 1 and guess != "result":
        return plain[0]
    if guess is None and not said and len(words(question)) <= _SHORT:
        said = _named(question, lexicon.section_hints())
    return guess or (said[0] if said else None)


def _named(question: str, sections: Mapping[str, tuple[str, ...]]) -> list[str]:
    folded = f" {' '.join(words(fold(question)))} "
    return [
        section
        for section, phrases in sections.items()
        if any(f" {phrase} " in folded for phrase in phrases)
    ]
