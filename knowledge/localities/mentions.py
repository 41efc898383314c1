"""Finding the names of places in a text, before their neighbours are heard.

A unit word ("quận", "p.", "tx") makes a name a place. A bare name counts only where it can hardly
be anything else: a province, or a name written with its accents or after a word like "ở", "quê".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.localities.names import Named, exact, index
from knowledge.localities.units import Unit, rank_of
from knowledge.localities.words import MARKERS, Marker, Token

_CUES = frozenset(
    (
        "o", "tai", "que", "ve", "tu", "den", "thuoc", "ra", "vao", "dan", "nguoi", "khu", "ben",
        "xu", "len", "xuong", "ngoai", "trong", "duoi",
    )
)  # fmt: skip
"""Folded words after which a name is a place's."""
_PLAIN_CUES = frozenset(["o", "tai", "que", "ve"])
"""Those of them that are trusted before a district's name without accents."""
_PEOPLE = frozenset(
    (
        "anh", "chi", "co", "chu", "bac", "ong", "ba", "em", "chau", "ten", "la", "di", "cau",
        "thay", "me", "con", "vo", "chong", "ban", "ho",
    )
)  # fmt: skip
"""Folded words after which a single-word name is a person's."""
_NOT_UNIT_WORDS = frozenset(
    (
        "dia phuong", "doi phuong", "da phuong", "co quan", "lien quan", "hai quan", "tham quan",
    )
)  # fmt: skip
"""Folded words whose end looks like a unit word."""
_FORMER = re.compile(r"^\W*(?:cu|truoc day|ngay truoc|truoc kia|truoc sap nhap)\b")
_INNER = (" ", "-", " - ", "–", " – ", "'", "’")
"""What may stand between the words of one name."""


@dataclass(frozen=True)
class Mention:
    """A name in the text. first, last: its tokens; readings: the units of that name; sure: a place
    whatever its neighbours say; former: what was before 1 July 2025 is meant.
    """

    first: int
    last: int
    readings: tuple[Unit, ...]
    sure: bool
    former: bool = False


def mentions_in(text: str, tokens: list[Token]) -> Iterator[Mention]:
    """The names in a text, left to right, none inside another."""
    accented = any(token.typed != token.folded for token in tokens)
    at = 0
    while at < len(tokens):
        found = _marked(tokens, at, accented) or _bare_or_inner(tokens, at, accented)
        if found is None:
            at += 1
            continue
        yield _with_former(found, text, tokens)
        at = found.last + 1


def _bare_or_inner(tokens: list[Token], at: int, accented: bool) -> Mention | None:
    """A bare name, unless it hides a surer one: "là | Hải Dương", "về tận | Thanh Hóa"."""
    found = _bare(tokens, at, accented)
    if found is None:
        return None
    for inside in range(at + 1, found.last + 1):
        other = _marked(tokens, inside, accented) or _bare(tokens, inside, accented)
        if other is None:
            continue
        ranks = rank_of(found.readings[0]), rank_of(other.readings[0])
        if found.sure and ranks[0] != "province" == ranks[1] and other.last > found.last:
            return replace(other, sure=True)
        if other.sure and not found.sure:
            return other
    return found


def _marked(tokens: list[Token], at: int, accented: bool) -> Mention | None:
    """A unit word and a name: "quận 7", "tx. Thuận An"."""
    for length in (2, 1):
        said = tokens[at : at + length]
        typed = " ".join(token.typed for token in said)
        marker = MARKERS.get(" ".join(token.folded for token in said))
        if marker is None or typed not in marker.typed:
            continue
        before = f"{tokens[at - 1].folded}{tokens[at - 1].gap}" if at else ""
        if before + said[0].folded in _NOT_UNIT_WORDS:
            return None
        if tokens[at].inside or said[-1].gap not in marker.gaps:
            continue
        strict = accented and typed not in marker.proper
        if found := _after_marker(tokens, at, at + length, marker, strict):
            return found
    return None


def _after_marker(
    tokens: list[Token], at: int, start: int, marker: Marker, strict: bool
) -> Mention | None:
    """strict: the unit word lacks its accents where others have theirs; then only capitals and
    numbers make a name of what follows.
    """
    longest = True
    for end, named in index().longest(tokens, start):
        said = tokens[start:end]
        capitals = all(token.capital for token in said)
        fitting = [name for name in named if name.compatible(said)]
        if len(said) == 1 and not (longest and _is_name(said[0], marker)):
            return None
        longest = longest and not fitting
        if (strict and not capitals) or not _is_whole(said):
            continue
        of_kind = [name for name in fitting if name.unit_kind in marker.kinds]
        chosen = of_kind or [name for name in fitting if name.rank in marker.ranks]
        if chosen:
            sure = capitals or not _is_doubtful(said, chosen, bool(of_kind))
            return Mention(at, end - 1, tuple(name.unit for name in chosen), sure)
    return None


def _is_name(word: Token, marker: Marker) -> bool:
    """Whether one word after a unit word can be a name: a number only after some of them."""
    if word.folded.isdigit():
        return marker.numbered and not word.runs_on
    return not marker.short


def _is_doubtful(said: list[Token], chosen: list[Named], of_kind: bool) -> bool:
    """Whether a name without capitals is a place's only where a larger place is said, too."""
    if said[0].folded.isdigit():
        return False
    if "commune" in {name.rank for name in chosen}:
        return len(said) == 1 or _is_ordinary(said)
    return _is_ordinary(said) and not of_kind and chosen[0].rank != "province"


def _is_whole(said: list[Token]) -> bool:
    """Whether nothing but what names have inside stands between the words."""
    return all(token.gap in _INNER for token in said[:-1])


def _bare(tokens: list[Token], at: int, accented: bool) -> Mention | None:
    for end, named in index().longest(tokens, at):
        said = tokens[at:end]
        if said[0].folded.isdigit() or not _is_whole(said) or _in_a_code(tokens, at, end):
            continue
        full = exact(named, said, accented)
        before = tokens[at - 1].folded if at else ""
        if not full or (before == "viet" and said[0].folded == "nam"):
            continue
        chosen = _bare_readings(full)
        sure = _is_sure(chosen, tokens, at, end)
        if len(said) == 1 and (not sure or before in _PEOPLE):
            continue
        return Mention(at, end - 1, tuple(name.unit for name in chosen), sure)
    return None


def _bare_readings(names: list[Named]) -> list[Named]:
    """Without a unit word a province is meant before all else, and a commune of before last."""
    provinces = [name for name in names if name.rank == "province"]
    if provinces:
        return provinces
    larger = [name for name in names if name.rank == "district" or not name.is_former]
    return larger or names


def _is_sure(names: list[Named], tokens: list[Token], at: int, end: int) -> bool:
    """Whether a name without a unit word is a place's, whatever its neighbours say."""
    said = tokens[at:end]
    ranks = {name.rank for name in names}
    typed = any(token.typed != token.folded for token in said)
    capitals = all(token.capital for token in said)
    before = tokens[at - 1] if at and not tokens[at - 1].stopped else None
    cue = before is not None and before.folded in _CUES
    asked = len(tokens) == len(said) or (end < len(tokens) and tokens[end].folded == "cu")
    alone = any(name.alone for name in names)
    ordinary = _is_ordinary(said)
    if "province" in ranks:
        return cue or asked or (alone and (typed or capitals or not ordinary))
    if ordinary and not (typed and capitals and "district" in ranks):
        return False
    if "district" in ranks:
        if len(said) > 1 and (typed or capitals):
            return cue or asked or alone
        plain_cue = before is not None and before.folded in _PLAIN_CUES
        return plain_cue or (asked and len(said) > 1)
    return capitals and len(said) > 1 and (cue or asked)


def _in_a_code(tokens: list[Token], at: int, end: int) -> bool:
    """Whether the words are a part of a code or an address ("x.hcm.vn", "tphcm_1")."""
    dotted = bool(at) and tokens[at - 1].gap == "." and end - at == 1
    return tokens[at].inside or tokens[end - 1].runs_on or dotted


def _is_ordinary(said: list[Token]) -> bool:
    """Whether the words mean something else in daily speech."""
    return " ".join(token.folded for token in said) in index().ordinary


def _with_former(mention: Mention, text: str, tokens: list[Token]) -> Mention:
    """What was before 1 July 2025, and nothing of today: "Long An cũ", "quận 7 (cũ)"."""
    rest = tokens[mention.last + 1 : mention.last + 4]
    if not rest or not _FORMER.match(" ".join(token.folded for token in rest)):
        return mention
    gap = text[tokens[mention.last].end : rest[0].start]
    if gap.strip(" (") or (rest[0].typed not in ("cũ", "cu", "trước", "truoc", "ngày", "ngay")):
        return mention
    return replace(mention, former=True)
