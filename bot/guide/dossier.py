"""Recognising a dossier code in a message: one function, so that a better reader can replace it."""

from __future__ import annotations

from datetime import date

from nlu.text.dossier_codes import find_codes


def find_code(text: str, today: date | None = None) -> str | None:
    """The first dossier code of a message, in its canonical form; None when there is none."""
    found = find_codes(text, today).codes
    return found[0].code if found else None
