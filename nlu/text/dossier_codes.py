"""Dossier codes as people type, paste and break them.

Shapes (`unit-date-number`): `000.00.16.H29-231121-0005`, `H29.16-231121-0001`, the national
`G09.20-20260609-0092637`, and the insurer's `03706/2026/07906`. Lower case, spaces, any dash and
missing dots are read; a date that is none is refused and said. A number of twelve digits, or a
longer run of them, is taken for an identity number: never a code, and never kept, not even as what
was refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal

Kind = Literal["full", "short", "national", "insurance"]
Reason = Literal[
    "bad_date",
    "future_date",
    "too_short",
    "too_long",
    "broken_unit",
    "missing_unit",
    "letters",
    "identity",
]
"""Why something that looks like a code is none: its date part is no day; that day has not come;
a part is missing or too short; too much stands in it; the unit before the date is incomplete, or
could be cut in more than one way; that unit is missing; a letter stands where a digit belongs; it
is an identity number."""

_EARLIEST = 2008
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d_~"
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(_DASHES, "-"),
        **{chr(code): chr(code - 32) for code in range(ord("a"), ord("z") + 1)},
    }
)
_DOT = r"(?:\s?[.,]\s?|\s)"
_SEP = r"(?:\s{0,3}-\s{0,3}|\s{1,3})"
_START = r"(?<![^\W_])"
# What stands before the tail of a longer unit whose beginning is broken.
_TORN = re.compile(r"(?:[0-9][.,\-]|[0-9][.\-]\s|[0-9]{2}\s)\Z")
_BETWEEN_CODES = re.compile(r"[\s.,;/\-]{0,4}")
_END = r"(?![^\W_])(?!\s?-\s?[0-9])(?![./][0-9])"
_FULL = rf"(?P<full>[0-9]{{3}}{_DOT}?[0-9]{{2}}{_DOT}?[0-9]{{2}}{_DOT}?[GHK]\s?[0-9]{{2}})"
_GLUED = r"(?P<glued>[GHK][0-9]{4,9})"
_SHORT = rf"(?P<short>[GHK]\s?[0-9]{{2}}(?:{_DOT}[0-9]{{2,3}}(?![0-9])){{0,3}})"
_CODE = re.compile(
    rf"{_START}(?:{_FULL}|{_GLUED}|{_SHORT}){_SEP}"
    rf"(?P<date>[0-9]{{8}}|[0-9]{{6}}){_SEP}(?P<number>[0-9]{{4,8}}){_END}"
)
_INSURANCE = re.compile(
    r"(?<![^\W_])(?<![0-9][/.,\-])(?P<office>[0-9]{5})\s?/\s?(?P<year>[0-9]{4})\s?/\s?"
    r"(?P<number>[0-9]{5,6})(?![^\W_])(?!\s?[/\-]\s?[0-9])(?!\.[0-9])"
)
_BROKEN_NUMBER = re.compile(r"\s[0-9]")
_IDENTITY = re.compile(r"(?<![0-9])(?:[0-9]{12,}|[0-9](?:[ .\-]?[0-9]){11})(?![0-9])")
_RUN = re.compile(r"[0-9]{12}")
_NEAR = re.compile(
    r"(?<![^\W_])(?:[0-9]{2,3}[.,\s]?[0-9]{2}[.,\s]?[0-9]{2}[.,\s]?)?"
    r"[GHK]\s?[0-9]{2}[0-9OIL.,\-/\s]{0,48}[0-9OIL](?![^\W_])"
)
_NO_UNIT = re.compile(r"(?<![^\W_])(?<![.\-/])(?P<date>[0-9]{8}|[0-9]{6})-[0-9]{4,8}(?![^\W_\s]|-)")
_LEAST_DIGITS = 8
_NATIONAL_NUMBER = 7


@dataclass(frozen=True)
class DossierCode:
    """A code in its canonical form. unit: the office's identifier. day: the date part (the first
    of January for the insurer's, which has only a year). start, end: where it stood.
    """

    code: str
    kind: Kind
    unit: str
    day: date
    start: int
    end: int


@dataclass(frozen=True)
class NearCode:
    """What looks like a code and is none. text: as typed; empty for an identity number."""

    text: str
    reason: Reason
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """What a message holds, in its order; the same code once."""

    codes: tuple[DossierCode, ...] = ()
    near: tuple[NearCode, ...] = ()


def find_codes(text: str, today: date | None = None) -> Found:
    """Every code in a message, and what was nearly one.

    today: a code dated after it (and a day of grace for clocks) is refused; the current day in
    Vietnam when not given.
    """
    plain = text.translate(_PLAIN)
    latest = (today or _today()) + timedelta(days=1)
    codes: list[DossierCode] = []
    near: list[NearCode] = []
    for read, start, end in _readings(plain, latest):
        if isinstance(read, DossierCode):
            codes.append(read)
        else:
            near.append(NearCode(text[start:end], read, start, end))
    taken = [(code.start, code.end) for code in codes] + [(item.start, item.end) for item in near]
    near += _nearly(plain, text, taken, latest)
    unique = {code.code: code for code in sorted(codes, key=lambda item: item.start, reverse=True)}
    return Found(
        tuple(sorted(unique.values(), key=lambda item: item.start)),
        tuple(sorted(near, key=lambda item: item.start)),
    )


def canonical(text: str, today: date | None = None) -> DossierCode | None:
    """The code that the whole text is; None when it is anything else."""
    found = find_codes(text, today).codes
    whole = text.strip()
    start = len(text) - len(text.lstrip())
    if len(found) == 1 and (found[0].start, found[0].end) == (start, start + len(whole)):
        return found[0]
    return None


def in_canonical_form(text: str, today: date | None = None) -> str:
    """The text with every code in it rewritten, so that no reader of numbers takes it apart."""
    for code in reversed(_standing(text, today)):
        text = text[: code.start] + code.code + text[code.end :]
    return text


def without_identity_numbers(text: str, label: str, today: date | None = None) -> str:
    """The text with every identity number replaced by `label`; codes are left as they are."""
    near = find_codes(text, today).near
    for item in reversed([item for item in near if item.reason == "identity"]):
        text = text[: item.start] + label + text[item.end :]
    return text


def _standing(text: str, today: date | None) -> list[DossierCode]:
    """Every code where it stands, the same one as often as it was said."""
    latest = (today or _today()) + timedelta(days=1)
    read = (reading for reading, _, _ in _readings(text.translate(_PLAIN), latest))
    codes = [reading for reading in read if isinstance(reading, DossierCode)]
    return sorted(codes, key=lambda code: code.start)


def _readings(plain: str, latest: date) -> Iterator[tuple[DossierCode | Reason, int, int]]:
    """What each match of a code's shape is read as, and where it stands."""
    before = 0
    for match in _CODE.finditer(plain):
        torn = _TORN.search(plain, max(0, match.start() - 3), match.start())
        if torn and not (before and _BETWEEN_CODES.fullmatch(plain, before, match.start())):
            yield "broken_unit", *match.span()
        else:
            yield _read(match, plain, latest), *match.span()
        before = match.end()
    for match in _INSURANCE.finditer(plain):
        yield _read_insurance(match, latest), *match.span()


def _read(match: re.Match[str], plain: str, latest: date) -> DossierCode | Reason:
    unit, kind = _unit(match)
    digits, number = match["date"], match["number"]
    if unit is None:
        return "broken_unit"
    if len(digits) == 8:
        kind = "national"
        if len(number) < _NATIONAL_NUMBER and _BROKEN_NUMBER.match(plain, match.end()):
            return "too_short"
    day = _day(digits)
    if day is None:
        return "bad_date"
    if day > latest:
        return "future_date"
    code = f"{unit}-{digits}-{number}"
    return DossierCode(code, kind, unit, day, match.start(), match.end())


def _unit(match: re.Match[str]) -> tuple[str | None, Kind]:
    """The unit with its dots; None when its digits can be cut in more than one way."""
    if full := match["full"]:
        digits = re.sub(r"[\s.,]", "", full)
        return f"{digits[:3]}.{digits[3:5]}.{digits[5:7]}.{digits[7:]}", "full"
    if glued := match["glued"]:
        head, rest = glued[:3], glued[3:]
        if len(rest) in (2, 3):
            return f"{head}.{rest}", "short"
        return (f"{head}.{rest[:2]}.{rest[2:]}", "short") if len(rest) == 4 else (None, "short")
    parts = re.findall(r"[0-9]+", match["short"])
    return match["short"][0] + ".".join(parts), "short"


def _read_insurance(match: re.Match[str], latest: date) -> DossierCode | Reason:
    year = int(match["year"])
    if not year >= _EARLIEST:
        return "bad_date"
    if year > latest.year:
        return "future_date"
    code = f"{match['office']}/{match['year']}/{match['number']}"
    start, end = match.span()
    return DossierCode(code, "insurance", match["office"], date(year, 1, 1), start, end)


def _day(digits: str) -> date | None:
    """yyMMdd or yyyyMMdd; None when that is no day, or long before there were such codes."""
    whole = digits if len(digits) == 8 else "20" + digits
    try:
        day = date(int(whole[:4]), int(whole[4:6]), int(whole[6:]))
    except ValueError:
        return None
    return day if day.year >= _EARLIEST else None


def _nearly(
    plain: str, text: str, taken: list[tuple[int, int]], latest: date
) -> Iterator[NearCode]:
    """What is left over and looks like a code, or is an identity number."""

    def free(match: re.Match[str]) -> bool:
        return all(match.end() <= start or match.start() >= end for start, end in taken)

    for match in _NEAR.finditer(plain):
        if free(match) and (reason := _why(match.group())):
            taken.append(match.span())
            yield NearCode(text[match.start() : match.end()], reason, *match.span())
    for match in _NO_UNIT.finditer(plain):
        day = _day(match["date"])
        if free(match) and day and day <= latest:
            taken.append(match.span())
            yield NearCode(text[match.start() : match.end()], "missing_unit", *match.span())
    for match in _IDENTITY.finditer(plain):
        if free(match):
            taken.append(match.span())
            yield NearCode("", "identity", *match.span())


def _why(near: str) -> Reason | None:
    """Why this is no code; None when it does not even look like one."""
    digits = sum(char.isdigit() for char in near)
    parts = [part.strip(" .,/") for part in near.split("-")]
    if digits < _LEAST_DIGITS or (len(parts) == 1 and digits < _LEAST_DIGITS + 4):
        return None
    if _RUN.search(near):
        return None
    if any(letter in part for part in parts[1:] for letter in "OIL"):
        return "letters"
    if len(parts) > 3:
        return "too_long"
    if len(parts) < 3 or len(parts[2]) < 4 or len(parts[1]) < 6:
        return "too_short"
    if len(parts[2]) > 8 or len(parts[1]) > 8:
        return "too_long"
    return "bad_date" if len(parts[1]) == 7 else "too_short"


def _today() -> date:
    return datetime.now(timezone(timedelta(hours=7))).date()
