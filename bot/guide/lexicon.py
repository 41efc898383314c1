"""The words that a guide understands at any state: `words.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("words.yaml")
_LISTS = ("fillers", "common", "around_code")


@cache
def _given() -> dict[str, str]:
    given: dict[str, str] = yaml.safe_load(_FILE.read_text("utf-8"))
    return given


@cache
def word_list(name: str) -> frozenset[str]:
    """Words that stand in a list of their own: what to leave out, what tells nothing."""
    return frozenset(_given()[name].split())


@cache
def phrases() -> dict[str, str]:
    """Folded phrase → the act it is."""
    return {
        phrase.strip(): act
        for act, listed in _given().items()
        if act not in _LISTS
        for phrase in listed.split("|")
    }
