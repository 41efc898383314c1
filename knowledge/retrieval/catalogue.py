"""The portal's own procedures as they are searched: one group for all that bear the same name.

Provinces and levels publish the same procedure many times; which one of a group is meant is
decided only when it is answered (`choose`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.imported import ImportedProcedure
from knowledge.records import Records
from nlu.text import fold, words

_LEVELS = {"commune": 0, None: 1, "province": 2, "ministry": 3}


@dataclass(frozen=True)
class Group:
    """Procedures of one name. code: of the one shown first. codes: of all of them."""

    code: str
    name: str
    codes: tuple[str, ...]


def groups(procedures: Iterable[ImportedProcedure], records: Records) -> list[Group]:
    """Groups by name, without what a curated record answers; by the code shown first."""
    by_name: dict[str, list[ImportedProcedure]] = {}
    for procedure in procedures:
        national = procedure.province is None
        if national and (records.get(procedure.code) or records.successor(procedure.code)):
            continue
        by_name.setdefault(" ".join(words(fold(procedure.name))), []).append(procedure)
    found = []
    for members in by_name.values():
        first = choose(members, None)
        codes = tuple(sorted({member.code for member in members}))
        found.append(Group(first.code, first.name, codes))
    return sorted(found, key=lambda group: (group.code, group.name))


def choose(members: Sequence[ImportedProcedure], province: str | None) -> ImportedProcedure:
    """The member to answer with: of this province, else national; the commune's before others."""

    def order(member: ImportedProcedure) -> tuple[int, int, str, str]:
        if province and member.province_code == province:
            place = 0
        else:
            place = 1 if member.province is None else 2
        return place, _LEVELS[member.level], member.code, member.id

    return min(members, key=order)
