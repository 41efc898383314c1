"""A choice as the payload of a button, and back.

A tapped button arrives as an ordinary text that equals its payload. Ours begin with a mark nobody
types by accident; who types one on purpose gets what a tap would have given.
"""

from __future__ import annotations

MARK = "#tb#"

_LONGEST = 64
"""Of a choice's value (bot/replies/model.py)."""


def payload(value: str) -> str:
    """What the button sends."""
    return MARK + value


def value_of(text: str) -> str | None:
    """The choice in a message's text, or None when it was typed."""
    marked = text.strip()
    value = marked.removeprefix(MARK)
    return value if marked != value and 0 < len(value) <= _LONGEST else None
