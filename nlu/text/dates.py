"""Days as people say them: "05/11", "mùng năm tháng mười một", "thứ hai vừa rồi", "3 hôm trước".

`find_dates("nộp hôm thứ hai vừa rồi", date(2026, 11, 22))` → `[SpokenDay(2026-11-16, …)]`. Words
are read without accents. Only days of the common calendar: "tháng giêng" and "tháng chạp" belong to
the lunar one and are left alone, and so is what names no day ("tuần trước", "mấy hôm nay").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from nlu.text.dossier_codes import DossierCode, NearCode, find_codes
from nlu.text.folding import fold

Prefer = Literal["past", "future"]

_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_ONE = "|".join(_DIGITS)
_NUMBER = (
    rf"(?:[0-9]{{1,2}}|(?:(?:hai|ba)? ?muoi|ham)(?: (?:{_ONE}))?|(?:hai|ba) (?:mot|tu|lam)|{_ONE})"
)
_MONTH = r"(?:[0-9]{1,2}|muoi mot|muoi hai|muoi|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin)"
_YEAR = (
    rf"(?:20[0-9]{{2}}|nay|ngoai|hai (?:nghin |ngan )?(?:khong tram |khong |le |linh )?"
    rf"(?:(?:hai|ba) muoi(?: (?:{_ONE}))?|(?:hai|ba) (?:{_ONE})))"
)
_WEEKDAY = r"(?:thu (?:[2-7]|hai|ba|tu|nam|sau|bay)|t[2-7]|chu nhat|cn)"
_LAST = r"(?:vua roi|vua qua|moi roi|hom truoc|bua truoc|truoc|roi)"
_SPOKEN = re.compile(
    rf"\b(?:(?:ngay|mung|mong|hom|bua) )+(?P<day>{_NUMBER}) thang (?P<month>{_MONTH})\b"
    rf"(?:(?: nam)? (?P<year>{_YEAR})\b)?"
)
_BARE = re.compile(
    rf"\b(?P<day>[0-9]{{1,2}}|(?:hai|ba)? ?muoi(?: (?:{_ONE}))?) thang (?P<month>{_MONTH})\b"
    rf"(?: nam (?P<year>{_YEAR})\b)?"
)
_ISO = re.compile(r"(?<![\w./\-])(20[0-9]{2})[-/](0?[1-9]|1[0-2])[-/]([0-9]{1,2})(?![\w/\-])")
_NUMERIC = re.compile(
    r"(?<![\w./\-])([0-9]{1,2})\s?([/\-])\s?([0-9]{1,2})(?:\s?\2\s?([0-9]{4}|[0-9]{2}))?(?![\w/\-])"
)
_DOTTED = re.compile(r"(?<![\w./\-])([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?![\w/\-])")
_OF_WEEK = re.compile(
    rf"(?<!lan )(?<!nguoi )(?<!con )(?<!dua )(?<!buoc )(?<!cai )(?<!trang )(?<!muc )(?<!giay )"
    rf"\b(?P<weekday>{_WEEKDAY})\b"
    rf"(?: (?P<week>tuan (?:truoc|roi|qua|nay|sau|toi)|{_LAST}|toi|sau|nay)\b)?"
)
_AGO = re.compile(
    rf"\b(?:cach day (?P<a>{_NUMBER}) (?P<unit_a>ngay|hom|bua|tuan)"
    rf"|(?P<b>{_NUMBER}) (?P<unit_b>ngay|hom|bua|tuan) (?:truoc|nay|roi|qua))\b"
)
_NEAR_DAYS = re.compile(
    r"(?<!may )\b(?:(?P<today>(?:hom|sang|chieu|trua|toi|bua) nay)"
    r"|(?P<before>(?:hom|bua) kia)|(?P<yesterday>(?:hom|bua|toi|chieu|sang) qua|hom qua)"
    r"|(?P<tomorrow>ngay mai|sang mai|chieu mai|mai))\b"
)
_COMPOUND = rf"(?:(?:hai|ba)? ?muoi(?: (?:{_ONE}))?|ham (?:{_ONE})|(?:hai|ba) (?:mot|tu|lam))"
_DAY_ALONE = re.compile(
    rf"\b(?:(?:(?:ngay|hom|bua) )?(?:mung|mong) (?P<first>{_NUMBER})"
    rf"|(?:ngay|hom|bua) (?P<day>[0-9]{{1,2}}|{_COMPOUND}))\b"
    rf"(?! (?:thang|lan|nguoi|buoi|gio|tieng|ban|{_ONE})\b)(?![/.\-][0-9])"
)
_NEVER_SLASHED = {(24, 7)}
"""Not a day: "24/7" is how people say "always"."""


@dataclass(frozen=True)
class SpokenDay:
    """A day that was named, and the words that named it (without accents)."""

    day: date
    said: str


def find_dates(text: str, today: date, prefer: Prefer = "past") -> list[SpokenDay]:
    """The days a message names, in its order.

    prefer: where a day without a year, or a weekday without a week, is looked for.
    """
    folded = _without_codes(text)
    found: list[tuple[int, SpokenDay]] = []
    for pattern, read in _READERS:

        def keep(match: re.Match[str]) -> str:
            day = read(match, today, prefer)  # noqa: B023 (used before the loop goes on)
            if day is None:
                return match.group()
            found.append((match.start(), SpokenDay(day, match.group().strip())))
            return " " * len(match.group())

        folded = pattern.sub(keep, folded)
    return [spoken for _, spoken in sorted(found, key=lambda item: item[0])]


def _without_codes(text: str) -> str:
    """Folded, one space between words, dossier codes blanked: their dates are no days meant."""
    codes = find_codes(text)
    parts: tuple[DossierCode | NearCode, ...] = (*codes.codes, *codes.near)
    for part in parts:
        text = text[: part.start] + "#" * (part.end - part.start) + text[part.end :]
    return re.sub(r"\s+", " ", fold(text))


def _number(said: str) -> int | None:
    """1 to 31 in digits or words."""
    if said.isdigit():
        return int(said)
    value = 0
    for word in said.replace("muoi", " muoi ").split():
        if word == "ham":
            value = 20
        elif word == "muoi":
            value = (value or 1) * 10
        elif value in (2, 3) and "muoi" not in said:
            value = value * 10 + _DIGITS[word]
        else:
            value += _DIGITS[word]
    return value if 1 <= value <= 31 else None


def _year(said: str | None, today: date) -> int | None:
    """A year in digits or words; None when it was not said."""
    if not said:
        return None
    if said.isdigit():
        return int(said)
    if said in ("nay", "ngoai"):
        return today.year - (said == "ngoai")
    rest = re.sub(r"^hai |\b(?:nghin|ngan|khong|tram|le|linh)\b", " ", said).split()
    value = _number(" ".join(rest))
    return 2000 + value if value else None


def _on(
    day: int | None, month: int | None, year: int | None, today: date, prefer: Prefer
) -> date | None:
    """That day; without a year the nearest one on the preferred side."""
    if day is None or month is None:
        return None
    if year is not None:
        return _date(year, month, day)
    years = range(today.year, today.year - 5, -1)
    if prefer == "future":
        years = range(today.year, today.year + 5)
    for candidate in years:
        found = _date(candidate, month, day)
        if found and (found <= today if prefer == "past" else found >= today):
            return found
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _spoken(match: re.Match[str], today: date, prefer: Prefer) -> date | None:
    year = _year(match["year"], today)
    if match["year"] and year is None:
        return None
    return _on(_number(match["day"].strip()), _number(match["month"]), year, today, prefer)


def _iso(match: re.Match[str], today: date, prefer: Prefer) -> date | None:
    return _date(int(match[1]), int(match[2]), int(match[3]))


def _numeric(match: re.Match[str], today: date, prefer: Prefer) -> date | None:
    day, month, said = int(match[1]), int(match[3]), match[4]
    if said is None and (day, month) in _NEVER_SLASHED:
        return None
    year = None if said is None else int(said) + (2000 if len(said) == 2 else 0)
    return _on(day, month, year, today, prefer)


def _dotted(match: re.Match[str], today: date, prefer: Prefer) -> date | None:
    return _date(int(match[3]), int(match[2]), int(match[1]))


def _of_week(match: re.Match[str], today: date, prefer: Prefer) -> date | None:
    said = match["weekday"]
    last = said.split()[-1]
    if said in ("cn", "chu nhat"):
        wanted = 6
    else:
        wanted = int(said[-1]) - 2 if said[-1].isdigit() else _DIGITS[last] - 2
    week = match["week"] or ""
    monday = today - timedelta(days=today.weekday())
    if week in ("tuan truoc", "tuan roi", "tuan qua"):
        return monday + timedelta(days=wanted - 7)
    if week in ("tuan nay", "nay"):
        return monday + timedelta(days=wanted)
    if week in ("tuan sau", "tuan toi"):
        return monday + timedelta(days=wanted + 7)
    if week in ("toi", "sau") or (not week and prefer == "future"):
        ahead = (wanted - today.weekday()) % 7
        return today + timedelta(days=ahead or (7 if week else 0))
    back = (today.weekday() - wanted) % 7
    return today - timedelta(days=back or (7 if week else 0))


def _ago(match: re.Match[str], today: date, prefer: Prefer) -> date | None:
    count = _number((match["a"] or match["b"]).strip())
    if count is None:
        return None
    unit = match["unit_a"] or match["unit_b"]
    return today - timedelta(days=count * (7 if unit == "tuan" else 1))


def _near(match: re.Match[str], today: date, prefer: Prefer) -> date | None:
    shift = {"today": 0, "yesterday": -1, "before": -2, "tomorrow": 1}[str(match.lastgroup)]
    return today + timedelta(days=shift)


def _alone(match: re.Match[str], today: date, prefer: Prefer) -> date | None:
    """A day without its month: the nearest one that has come, or that is to come."""
    day = _number((match["first"] or match["day"]).strip())
    if day is None:
        return None
    first = today.replace(day=1)
    for _ in range(3):
        found = _date(first.year, first.month, day)
        if found and (found <= today if prefer == "past" else found >= today):
            return found
        back = first - timedelta(days=1)
        ahead = first + timedelta(days=32)
        first = (back if prefer == "past" else ahead).replace(day=1)
    return None


_READERS = (
    (_SPOKEN, _spoken),
    (_BARE, _spoken),
    (_ISO, _iso),
    (_DOTTED, _dotted),
    (_NUMERIC, _numeric),
    (_OF_WEEK, _of_week),
    (_AGO, _ago),
    (_NEAR_DAYS, _near),
    (_DAY_ALONE, _alone),
)
"""In this order: what is longest and clearest takes its words first."""
