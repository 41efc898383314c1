"""How the two address each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("address.yaml")


@dataclass(frozen=True)
class Pair:
    """`you` the citizen, `me` the assistant."""

    you: str
    me: str

    def names(self) -> dict[str, str]:
        """The template variables of this pair."""
        return {
            "you": self.you,
            "me": self.me,
            "You": self.you[:1].upper() + self.you[1:],
            "Me": self.me[:1].upper() + self.me[1:],
        }


@cache
def _pairs() -> dict[str, Pair]:
    given: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return {name: Pair(**pair) for name, pair in given.items()}


def pair_named(name: str | None) -> Pair:
    """The pair for how the citizen names themselves; the polite default when not known."""
    pairs = _pairs()
    return pairs.get(name or "default", pairs["default"])
