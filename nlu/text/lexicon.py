"""The word lists beside this package.

One entry a line: the word as typed, a tab, its readings separated by "|", most common first.
"""

from __future__ import annotations

import re
from functools import cache
from operator import ne
from pathlib import Path

from nlu.text.folding import fold

_KEYSTROKES = re.compile(r"^[a-z]*[aeiouy][a-z]*[sfrxjw]$")
"""No Vietnamese syllable ends so: the last letter is a tone typed with the keyboard off."""
_FOLDER = Path(__file__).parents[1] / "lexicon"


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """Abbreviations and chat spellings → readings. Keys are lower case."""
    return _read("abbreviations.tsv")


@cache
def dialect() -> dict[str, tuple[str, ...]]:
    """Regional words → common words; an empty reading drops the word."""
    return _read("dialect.tsv")


@cache
def said_outright() -> dict[str, tuple[str, ...]]:
    """Acts → folded phrases that name them."""
    return _read("said_outright.tsv")


@cache
def section_words() -> dict[str, tuple[str, ...]]:
    """Sections → folded phrases that name them."""
    return _read("section_words.tsv")


@cache
def section_hints() -> dict[str, tuple[str, ...]]:
    """Sections → folded words that hint at them in a short question."""
    return _read("section_hints.tsv")


@cache
def sign_groups() -> dict[str, tuple[str, ...]]:
    """Groups of words that decide between neighbours, for `signs` of several records."""
    return _read("sign_groups.tsv")


def is_plain(text: str) -> bool:
    """Whether a text has no abbreviation, chat spelling or raw keystrokes in it."""
    found = re.findall(r"\w+", text.lower())
    return abbreviations().keys().isdisjoint(found) and not any(map(_KEYSTROKES.match, found))


def is_accented(text: str) -> bool:
    """Whether a plain text is written with accents: every second word has some, at least."""
    found = re.findall(r"\w+", text.lower())
    accented = sum(map(ne, found, re.findall(r"\w+", fold(text))))
    return 2 * accented >= len(found) and is_plain(text)


def _read(name: str) -> dict[str, tuple[str, ...]]:
    entries: dict[str, tuple[str, ...]] = {}
    for line in (_FOLDER / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, _, readings = line.partition("\t")
            entries[word] = tuple(readings.split("|"))
    return entries
