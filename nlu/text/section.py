"""The section a question asks for in so many words ("lệ phí", "ở đâu")."""

from __future__ import annotations

from nlu.text import lexicon
from nlu.text.folding import fold, words

_PLAIN = ("fee", "time", "where", "documents", "legal")
"""Sections whose words hardly ever mean anything else."""


def section_said(question: str, guess: str | None) -> str | None:
    """The section of a normalised question, with the classifier's `guess` (None when it has none).

    Words that plainly name one section win over the guess; other words only stand in for a
    missing one.
    """
    said = _said(question)
    plain = [section for section in said if section in _PLAIN]
    if len(plain) == 1:
        return plain[0]
    return guess or (said[0] if said else None)


def _said(question: str) -> list[str]:
    folded = f" {' '.join(words(fold(question)))} "
    return [
        section
        for section, phrases in lexicon.section_words().items()
        if any(f" {phrase} " in folded for phrase in phrases)
    ]
