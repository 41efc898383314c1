"""What somebody must look at again, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from knowledge.aids import Aids
from knowledge.checks.spoken import spoken
from knowledge.freshness import MAX_AGE, max_age
from knowledge.records import Record, Records
from knowledge.yaml_file import Location

# "đến hết ngày 31/12/2026", "từ 01/01/2027"; a law's number has no two slashes before its year.
_DAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(20\d\d)(?![\d/])")


@dataclass(frozen=True, order=True)
class Due:
    """on: the last day it holds, or for what begins the first. begins: it begins rather than
    ends. line: from 1.
    """

    on: date
    code: str
    line: int
    file: Path
    name: str
    what: str
    begins: bool = False

    @property
    def flips_on(self) -> date:
        """The first day on which something else is true."""
        return self.on if self.begins else self.on + timedelta(days=1)


def find(records: Records, today: date, aids: Aids | None = None) -> list[Due]:
    """Everything with a day, soonest first; of what begins and of dates in a text only those still
    to come. aids: the troubles beside the procedures, which are looked at again too.
    """
    found = [item for record in records.all for item in _of(record, today)]
    return sorted([*found, *(_of_troubles(aids) if aids else ())])


def _of_troubles(aids: Aids) -> Iterator[Due]:
    for entry in aids.troubles.entries:
        checked = entry.trouble.checked_on
        yield Due(
            checked + MAX_AGE,
            entry.trouble.id,
            entry.file.line((*entry.at, "checked_on")),
            entry.file.path,
            entry.trouble.title,
            f"trục trặc phải xem lại (lần trước {_day(checked)})",
        )


def flips(found: list[Due], today: date) -> list[Due]:
    """What changes on the next 1 January."""
    new_year = date(today.year + 1, 1, 1)
    return [item for item in found if item.flips_on == new_year]


def _of(record: Record, today: date) -> Iterator[Due]:
    procedure = record.procedure

    def item(on: date, at: Location, what: str, begins: bool = False) -> Due:
        line = record.file.line(at)
        path = record.file.path
        return Due(on, procedure.code, line, path, procedure.short_name, what, begins)

    checked = procedure.checked_on
    told = f"đối chiếu lại với Cổng và văn bản (lần trước {_day(checked)})"
    at: Location
    days = [item(checked + max_age(procedure), ("checked_on",), told)]
    if procedure.valid_until:
        days.append(item(procedure.valid_until, ("valid_until",), "cả bản ghi phải đọc lại"))
    for name, said in (("fees", "khoản phí"), ("benefits", "khoản được nhận")):
        for index, fact in enumerate(getattr(procedure, name)):
            title = f"{said} {fact.id} ({fact.title})"
            if fact.valid_until:
                at = (name, index, "valid_until")
                days.append(item(fact.valid_until, at, f"{title} hết hạn"))
            if fact.valid_from and fact.valid_from > today:
                at = (name, index, "valid_from")
                days.append(item(fact.valid_from, at, f"{title} bắt đầu", begins=True))
    for index, law in enumerate(procedure.legal_basis):
        if law.in_force_to:
            at = ("legal_basis", index, "in_force_to")
            days.append(item(law.in_force_to, at, f"{law.number} hết hiệu lực"))
        if law.in_force_from and law.in_force_from > today:
            at = ("legal_basis", index, "in_force_from")
            days.append(item(law.in_force_from, at, f"{law.number} có hiệu lực", begins=True))
    yield from days
    known = {day.on for day in days} | {day.flips_on for day in days}
    for on, at in sorted(_days_in_texts(record, today)):
        if on not in known:
            known.add(on)
            yield item(on, at, f"câu chữ nhắc ngày {_day(on)}")


def _days_in_texts(record: Record, today: date) -> Iterator[tuple[date, Location]]:
    for at, text in spoken(record.procedure):
        for day, month, year in _DAY.findall(text):
            try:
                on = date(int(year), int(month), int(day))
            except ValueError:
                continue
            if on >= today:
                yield on, at


def render(found: list[Due], today: date, days: int) -> str:
    """A line each: the day, how long until then, file and line, and what; then what flips on the
    next 1 January.
    """
    until = today + timedelta(days=days)
    near = [item for item in found if item.on <= until]
    lines = [f"Đến ngày {_day(until)} ({days} ngày tới): {len(near)} việc"]
    lines += [_line(item, today) for item in near]
    turning = flips(found, today)
    lines += ["", f"Ngày 01/01/{today.year + 1} đổi: {len(turning)} việc"]
    lines += [_line(item, today) for item in turning]
    if later := found[len(near) :]:
        lines += ["", f"Sau đó còn {len(later)} việc, sớm nhất ngày {_day(later[0].on)}"]
    return "\n".join(lines)


def _line(item: Due, today: date) -> str:
    left = (item.on - today).days
    when = f"quá {-left} ngày" if left < 0 else "hôm nay" if left == 0 else f"còn {left} ngày"
    place = f"{_shown(item.file)}:{item.line}"
    return f"  {_day(item.on)}  {when:<13} {item.code} {item.name}: {item.what}  ({place})"


def _shown(path: Path) -> str:
    """From the project's folder where it is inside."""
    here = Path(__file__).parents[2]
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _day(on: date) -> str:
    return f"{on:%d/%m/%Y}"
