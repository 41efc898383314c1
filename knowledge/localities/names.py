"""The names of all units, in one index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel

from knowledge.localities.gazetteer import gazetteer
from knowledge.localities.units import FormerUnit, Province, Rank, Unit, rank_of
from knowledge.localities.words import Token, folded, name_words
from knowledge.schema.base import Model, Text
from knowledge.yaml_file import read

_ALIASES = Path(__file__).with_name("aliases.yaml")
_ORDINARY = Path(__file__).with_name("ordinary.txt")


@dataclass(frozen=True, slots=True)
class Named:
    """A unit under one of its names. alone: the name needs no unit word beside it."""

    unit: Unit
    words: tuple[str, ...]
    alone: bool

    @property
    def rank(self) -> Rank:
        """Province, district or commune."""
        return rank_of(self.unit)

    @property
    def unit_kind(self) -> str:
        """Which kind of unit it is or was: Tỉnh, Quận, Xã and so on."""
        return self.unit.kind

    @property
    def is_former(self) -> bool:
        """Whether it ended on 30 June 2025."""
        return isinstance(self.unit, FormerUnit)

    def compatible(self, said: Sequence[Token]) -> bool:
        """Whether each word is typed as the name's is, or without its accents."""
        return all(
            token.typed in (word, token.folded) or token.folded.isdigit()
            for token, word in zip(said, self.words, strict=True)
        )


def exact(named: Sequence[Named], said: Sequence[Token], accented: bool) -> list[Named]:
    """The names that are typed with all their accents, or with none by one who types none.

    In a text with accents only capitals may stand for a name without them.
    """
    plain = all(token.typed == token.folded for token in said)
    if plain and (not accented or all(token.capital for token in said)):
        return list(named)
    typed = tuple(token.typed for token in said)
    return [name for name in named if name.words == typed]


class Index:
    """Names by their folded words."""

    def __init__(self, names: Sequence[Named], ordinary: frozenset[str]) -> None:
        self.ordinary = ordinary
        self._by_words: dict[tuple[str, ...], list[Named]] = {}
        self._longest: dict[str, int] = {}
        for name in names:
            key = tuple(folded(word) for word in name.words)
            self._by_words.setdefault(key, []).append(name)
            self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def longest(self, tokens: Sequence[Token], at: int) -> Iterator[tuple[int, list[Named]]]:
        """The names that begin at a token and where each ends, longest first."""
        if at >= len(tokens):
            return
        most = min(self._longest.get(tokens[at].folded, 0), len(tokens) - at)
        for length in range(most, 0, -1):
            key = tuple(token.folded for token in tokens[at : at + length])
            if found := self._by_words.get(key):
                yield at + length, found


class _Alias(Model):
    province: str
    say: Annotated[list[Text], Field(min_length=1)]
    alone: bool


class _Aliases(RootModel[list[_Alias]]):
    pass


@cache
def index() -> Index:
    """All names; built once.

    Raises:
        LocalitiesError: the tables cannot be read.
        RecordError: the file of other names is broken.

    """
    known = gazetteer()
    names = [Named(unit, name_words(unit.name), alone=True) for unit in known.provinces]
    names += [
        Named(unit, name_words(unit.name), alone=True)
        for unit in known.former_provinces
        if unit.name != unit.province.name
    ]
    by_code = {province.code: province for province in known.provinces}
    for alias in read(_ALIASES).parse(_Aliases).root:
        unit: Province = by_code[alias.province]
        names += [Named(unit, name_words(say), alias.alone) for say in alias.say]
    names += [
        Named(unit, words, alone=len(words) > 1)
        for unit in known.former_districts
        for words in (name_words(unit.name),)
    ]
    names += [Named(unit, name_words(unit.name), alone=False) for unit in known.communes]
    names += [Named(unit, name_words(unit.name), alone=False) for unit in known.former_communes]
    lines = _ORDINARY.read_text("utf-8").splitlines()
    return Index(names, frozenset(line for line in lines if line and not line.startswith("#")))
