"""The words of a message, and the unit words among them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.localities.units import Rank
from nlu.text import fold
from nlu.text.tones import settle

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_COUNTED = re.compile(r"^0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a message. typed: lower case, its tone mark in one settled place.

    gap: what stands between it and the next word. inside: it goes on from something like a
    code ("019d-f3"); runs_on: something like that goes on from it.
    """

    typed: str
    folded: str
    start: int
    end: int
    capital: bool
    gap: str
    inside: bool
    runs_on: bool

    @property
    def dotted(self) -> bool:
        """Whether a full stop follows at once ("q.")."""
        return self.gap.startswith(".")

    @property
    def stopped(self) -> bool:
        """Whether a clause ends with it."""
        return self.gap == ". " or any(mark in self.gap for mark in ";!?\n")


def tokens_of(text: str) -> list[Token]:
    """The words of a text; letters and digits part ("q7" is two words)."""
    found = []
    matches = list(_TOKEN.finditer(text))
    for match, after in zip_longest(matches, matches[1:]):
        word = match.group()
        start, end = match.span()
        found.append(
            Token(
                settle(word.lower()),
                folded(word),
                start,
                end,
                word[0].isupper() or word.isdigit(),
                text[end : after.start()] if after else text[end:],
                _goes_on(text[start - 1 : start] if start else ""),
                _goes_on(text[end : end + 1]),
            )
        )
    return found


def _goes_on(beside: str) -> bool:
    return beside.isalnum() or (beside != "" and beside in "-_")


@dataclass(frozen=True, slots=True)
class Marker:
    """A unit word. typed: how it is typed; proper: with its accents; gaps: what may stand between
    it and the name; kinds: the kinds it names; ranks: where else people
    use it, the kind having changed. short: one letter, which is often another word. numbered:
    stands before numbers.
    """

    typed: frozenset[str]
    proper: frozenset[str]
    gaps: tuple[str, ...]
    kinds: frozenset[str]
    ranks: frozenset[Rank]
    short: bool = False
    numbered: bool = False


def _marker(
    typed: str, kind: str, *ranks: Rank, short: bool = False, numbered: bool = False
) -> tuple[str, Marker]:
    plain = fold(typed)
    settled = " ".join(settle(word) for word in typed.split())
    gaps = (" ", "") if len(plain) > 2 or plain == "xa" else ("", " ", ".", ". ")
    return plain, Marker(
        frozenset({settled, plain}), frozenset({settled}), gaps, frozenset({kind}),
        frozenset(ranks), short, numbered,
    )  # fmt: skip


MARKERS: dict[str, Marker] = dict(
    [
        _marker("tỉnh", "Tỉnh", "province"),
        _marker("thành phố", "Thành phố", "district", "province"),
        _marker("tp", "Thành phố", "district", "province"),
        _marker("quận", "Quận", "district", numbered=True),
        _marker("q", "Quận", "district", short=True, numbered=True),
        _marker("huyện", "Huyện", "district"),
        _marker("h", "Huyện", "district", short=True),
        _marker("thị xã", "Thị xã", "district"),
        _marker("tx", "Thị xã", "district"),
        _marker("phường", "Phường", "commune", numbered=True),
        _marker("p", "Phường", "commune", short=True, numbered=True),
        _marker("f", "Phường", "commune", short=True, numbered=True),
        _marker("xã", "Xã", "commune"),
        _marker("x", "Xã", "commune", short=True),
        _marker("thị trấn", "Thị trấn", "commune"),
        _marker("tt", "Thị trấn", "commune"),
        _marker("đặc khu", "Đặc khu", "commune"),
    ]
)
"""Folded unit words."""


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name as a `Token` has them typed."""
    return tuple(settle(match.lower()) for match in _TOKEN.findall(name))


def folded(word: str) -> str:
    """A word as a `Token` has it folded: "03" is "3"."""
    return _COUNTED.sub("", fold(word))
