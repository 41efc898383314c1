"""The units of the country: the 34 provinces and their communes, and what they were before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Rank = Literal["province", "district", "commune"]


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 34. code: two digits, as on the portal."""

    code: str
    name: str
    kind: str

    @property
    def title(self) -> str:
        """As it is written: "tỉnh Nghệ An", "TP. Hồ Chí Minh"."""
        return f"TP. {self.name}" if self.kind == "Thành phố" else f"tỉnh {self.name}"


@dataclass(frozen=True, slots=True)
class Commune:
    """A ward of today. code: five digits, as the statistics office writes it."""

    code: str
    name: str
    kind: str
    province: Province

    @property
    def title(self) -> str:
        """As it is written in a sentence: "phường Tân Hưng"."""
        return f"{self.kind.lower()} {self.name}"


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """What existed until 30 June 2025.

    former_province, former_district: what it belonged to, by full name. now: the communes that
    took it over, the one with the greatest part first (empty for a province). province: the
    province of today.
    """

    rank: Rank
    name: str
    kind: str
    former_province: str
    former_district: str | None
    province: Province
    now: tuple[Commune, ...] = field(default=(), repr=False)

    @property
    def title(self) -> str:
        """As it was written in a sentence: "quận 7", "thị trấn Sóc Sơn"."""
        return f"{self.kind.lower()} {self.name}"


Unit: TypeAlias = Province | Commune | FormerUnit


def province_of_unit(unit: Unit) -> Province:
    """The province of today that a unit lies in."""
    return unit if isinstance(unit, Province) else unit.province


def rank_of(unit: Unit) -> Rank:
    """At which of the three levels a unit is or was."""
    if isinstance(unit, Province):
        return "province"
    return "commune" if isinstance(unit, Commune) else unit.rank


MOST_NAMED = 6
"""So many communes are named of those a former unit became."""


def said_now(unit: Unit) -> str:
    """What a unit is today, as a part of a sentence."""
    if isinstance(unit, Province):
        return unit.title
    if isinstance(unit, Commune):
        return f"{unit.title}, {unit.province.title}"
    if unit.rank == "province":
        return f"{unit.title} cũ nay thuộc {unit.province.title}"
    names = [commune.title for commune in unit.now[:MOST_NAMED]]
    if unit.rank == "commune":
        where = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} hoặc {names[-1]}"
        return f"{unit.title} cũ nay thuộc {where}, {unit.province.title}"
    more = f" và {rest} nơi nữa" if (rest := len(unit.now) - len(names)) > 0 else ""
    listed = ", ".join(names)
    return (
        f"{unit.title} cũ: không còn cấp huyện; nay thuộc {len(unit.now)} xã, phường của "
        f"{unit.province.title}: {listed}{more}"
    )
