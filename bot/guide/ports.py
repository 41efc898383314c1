"""What a guide asks of the app around it; `connectors` implements both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from bot.guide.lexicon import word_list
from nlu.text import fold, words

CODE_LENGTH = 8
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that looks like a digit, and no U."""
SURE_DIGITS = "23456789"
"""Of which every code has at least two."""
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CODE = re.compile(r"(?<![\w.-])([0-9A-Za-z]{4})[- ]?([0-9A-Za-z]{4})(?![\w.-])")
_MOST_WORDS = 8


@dataclass(frozen=True)
class Issued:
    """A resume code as it is shown, and the last day it works."""

    code: str
    until: date


@dataclass(frozen=True)
class Redeemed:
    """The state behind a code; None when there is none. too_many: nobody even looked."""

    state: dict[str, Any] | None
    too_many: bool = False


class ResumeCodes(Protocol):
    """Short codes under which a guide can be taken up on another channel."""

    def issue(self, conversation: str, person: int, state: dict[str, Any]) -> Issued:
        """A new code; the one this citizen had before stops working."""

    def redeem(self, code: str, conversation: str) -> Redeemed:
        """The state behind a code, for one other conversation and no third."""


class Figures(Protocol):
    """Counting without knowing who."""

    def count(self, procedure: str, events: Sequence[tuple[str, str]]) -> None:
        """Count events: (name, place), or ("moves", how many)."""


def resume_code(text: str) -> str | None:
    """The code that a message is, whole or with a few words around it; None for anything else."""
    match = _CODE.search(text)
    if not match or len(words(text)) > _MOST_WORDS:
        return None
    rest = words(fold(text[: match.start()] + " " + text[match.end() :]))
    if not set(rest) <= word_list("around_code"):
        return None
    typed = "".join(match.groups())
    code = typed.upper().translate(_LOOKS_LIKE)
    # Codes have two digits that look like no letter: without any, "khai sinh" would be one.
    digits = sum(char in SURE_DIGITS for char in typed)
    known = all(char in ALPHABET for char in code)
    return code if known and digits >= 2 and not code.isdigit() else None
