"""Finding the places a message names, as people name them: "q7 cũ", "Thuận An, Bình Dương"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge.localities.mentions import Mention, mentions_in
from knowledge.localities.units import FormerUnit, Province, Unit, province_of_unit, rank_of
from knowledge.localities.words import Token, tokens_of

_LONGEST = 2_000
"""Characters of a message that are read; no channel lets more through."""
_BETWEEN = frozenset(["o", "thuoc", "tai", "cua", "tinh"])
_WEIGHT = {"commune": 0, "district": 1, "province": 2}


@dataclass(frozen=True)
class Place:
    """A place a message names.

    said: its words in the message. readings: the units it may mean, today's first; more than one
    is ambiguous, and is for asking.
    """

    said: str
    start: int
    end: int
    readings: tuple[Unit, ...]

    @property
    def unit(self) -> Unit | None:
        """The unit, where only one can be meant."""
        return self.readings[0] if len(self.readings) == 1 else None

    @property
    def province(self) -> Province | None:
        """The province of today, where all readings lie in one."""
        found = {province_of_unit(unit).code: province_of_unit(unit) for unit in self.readings}
        return next(iter(found.values())) if len(found) == 1 else None


def find_places(text: str) -> list[Place]:
    """The places a message names, in its order; see `Place.readings` for what is ambiguous."""
    text = text[:_LONGEST]
    tokens = tokens_of(text)
    joined = _joined(list(mentions_in(text, tokens)), tokens)
    mentions = [_settle(mention) for mention in _entered(joined, tokens)]
    return [
        Place(
            text[tokens[mention.first].start : tokens[mention.last].end],
            tokens[mention.first].start,
            tokens[mention.last].end,
            mention.readings,
        )
        for mention in mentions
        if mention.sure and mention.readings
    ]


def province_of(text: str) -> str | None:
    """The code of the one province a message speaks of; None when there is none, or a doubt."""
    provinces = {place.province for place in find_places(text)}
    if len(provinces) != 1:
        return None
    province = provinces.pop()
    return province.code if province else None


def _joined(mentions: list[Mention], tokens: list[Token]) -> list[Mention]:
    """Smaller places narrowed by the larger one said after them: "phường 12, Bình Thạnh"."""
    kept: list[Mention] = []
    for mention in reversed(mentions):
        larger = kept[-1] if kept else None
        inside = _inside(mention, larger) if larger and _adjacent(mention, larger, tokens) else ()
        if inside:
            last = kept.pop().last
            mention = replace(mention, last=last, readings=inside, sure=True)
        kept.append(mention)
    kept.reverse()
    return kept


def _entered(mentions: list[Mention], tokens: list[Token]) -> list[Mention]:
    """Smaller places narrowed by the larger one said before them: "TP.HCM, quận 7"."""
    kept: list[Mention] = []
    for mention in mentions:
        larger = kept[-1] if kept and kept[-1].sure else None
        inside = _inside(mention, larger) if larger and _adjacent(larger, mention, tokens) else ()
        if inside:
            first = kept.pop().first
            mention = replace(mention, first=first, readings=inside, sure=True)
        kept.append(mention)
    return kept


def _adjacent(first: Mention, second: Mention, tokens: list[Token]) -> bool:
    between = tokens[first.last + 1 : second.first]
    if first.former and between and between[0].folded == "cu":
        between = between[1:]
    return len(between) <= 1 and all(token.folded in _BETWEEN for token in between)


def _inside(mention: Mention, larger: Mention) -> tuple[Unit, ...]:
    """The readings that lie, or lay, in the larger place."""
    smallest = min(_WEIGHT[rank_of(unit)] for unit in mention.readings)
    if all(_WEIGHT[rank_of(unit)] <= smallest for unit in larger.readings):
        return ()
    for strict in (True, False):
        found = tuple(
            unit
            for unit in mention.readings
            if any(_lies_in(unit, whole, strict) for whole in larger.readings)
        )
        if found:
            return found
    return ()


def _lies_in(unit: Unit, whole: Unit, strict: bool) -> bool:
    if _WEIGHT[rank_of(unit)] >= _WEIGHT[rank_of(whole)]:
        return False
    if isinstance(whole, Province):
        return province_of_unit(unit) == whole
    if not isinstance(whole, FormerUnit):
        return False
    if isinstance(unit, FormerUnit):
        if whole.rank == "district":
            return (unit.former_province, unit.former_district) == (
                whole.former_province, whole.former_district,
            )  # fmt: skip
        return unit.former_province == whole.former_province
    if whole.rank == "district":
        return unit in whole.now
    return not strict and province_of_unit(unit) == whole.province


def _settle(mention: Mention) -> Mention:
    """Each place once: what was before is left out where it went whole into a reading of today."""
    readings = mention.readings
    if mention.former and (before := tuple(u for u in readings if isinstance(u, FormerUnit))):
        readings = before
    today: set[Unit] = {unit for unit in readings if not isinstance(unit, FormerUnit)}
    kept = [unit for unit in readings if not _same_as(unit, today)]
    kept.sort(key=lambda unit: (isinstance(unit, FormerUnit), -_WEIGHT[rank_of(unit)]))
    return replace(mention, readings=tuple(dict.fromkeys(kept)))


def _same_as(unit: Unit, today: set[Unit]) -> bool:
    if not isinstance(unit, FormerUnit):
        return False
    if unit.rank == "province":
        return unit.province in today
    return unit.rank == "commune" and len(unit.now) == 1 and unit.now[0] in today
