"""Numbers, and words inside a sentence, as they are written in Vietnam."""

from __future__ import annotations

from datetime import date, datetime

_UNITS = {
    "working_day": "ngày làm việc",
    "day": "ngày",
    "hour": "giờ",
    "month": "tháng",
}


def amount(value: int) -> str:
    """8000 → "8.000 đồng"."""
    return f"{value:,}".replace(",", ".") + " đồng"


def day(value: date) -> str:
    """2026-11-05 → "05/11/2026"."""
    return value.strftime("%d/%m/%Y")


def moment(value: datetime) -> str:
    """10:42 on 2026-11-05 → "10:42 ngày 05/11/2026"; the moment is already in Vietnam's time."""
    return f"{value:%H:%M} ngày {day(value)}"


def lower_first(text: str) -> str:
    """The text inside a sentence; an abbreviation keeps its capitals."""
    first, *rest = text.split(" ", 1)
    if len(first) > 1 and first[1:] != first[1:].lower():
        return text
    return " ".join([first[:1].lower() + first[1:], *rest])


def duration(number: int | None, unit: str) -> str:
    """(3, "working_day") → "3 ngày làm việc"; "same_day" needs no number."""
    return "ngay trong ngày" if unit == "same_day" else f"{number} {_UNITS[unit]}"
