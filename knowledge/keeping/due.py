"""What somebody must look at again, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from knowledge.aids import Aids
from knowledge.checks.spoken import spoken
from knowledge.freshness import MAX_AGE, max_age
from knowledge.localities.gazetteer import gazetteer
from knowledge.localities.policy import LocalFee, Policies, Service
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


def find(
    records: Records, today: date, aids: Aids | None = None, policies: Policies | None = None
) -> list[Due]:
    """Everything with a day, soonest first; of what begins and of dates in a text only those still
    to come. aids, policies: the troubles beside the procedures and what provinces charge of their
    own, which are looked at again too.
    """
    found = [item for record in records.all for item in _of(record, today)]
    found += _of_troubles(aids) if aids else ()
    found += _of_policies(policies, today) if policies else ()
    return sorted(found)


def _of_troubles(aids: Aids) -> Iterator[Due]:
    for entry in aids.troubles.entries:
        checked, title = entry.trouble.checked_on, entry.trouble.title
        what = f"trục trặc phải xem lại (lần trước {day_of(checked)})"
        line = entry.file.line((*entry.at, "checked_on"))
        yield Due(checked + MAX_AGE, entry.trouble.id, line, entry.file.path, title, what)


def _of_policies(policies: Policies, today: date) -> Iterator[Due]:
    for item in policies.all:
        policy, file = item.policy, item.file
        code, place = f"tỉnh {policy.province}", gazetteer().province(policy.province)
        name = place.name if place else ""
        checked = policy.checked_on
        told = f"đối chiếu lại mức của tỉnh (lần trước {day_of(checked)})"
        yield Due(checked + MAX_AGE, code, file.line(("checked_on",)), file.path, name, told)
        groups: tuple[tuple[str, Sequence[LocalFee | Service]], ...] = (
            ("fees", policy.fees),
            ("services", policy.services),
        )
        for key, facts in groups:
            for index, fact in enumerate(facts):
                line, said = file.line((key, index)), f"{fact.id} ({fact.title})"
                if fact.valid_until and fact.valid_until >= today:
                    ends = f"{said} hết hạn"
                    yield Due(fact.valid_until, code, line, file.path, name, ends)
                if fact.valid_from > today:
                    begins = f"{said} bắt đầu"
                    yield Due(fact.valid_from, code, line, file.path, name, begins, begins=True)


def flips(found: Sequence[Due], today: date) -> list[Due]:
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
    told = f"đối chiếu lại với Cổng và văn bản (lần trước {day_of(checked)})"
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
            yield item(on, at, f"câu chữ nhắc ngày {day_of(on)}")


def _days_in_texts(record: Record, today: date) -> Iterator[tuple[date, Location]]:
    for at, text in spoken(record):
        for day, month, year in _DAY.findall(text):
            try:
                on = date(int(year), int(month), int(day))
            except ValueError:
                continue
            if on >= today:
                yield on, at


def day_of(on: date) -> str:
    """22/11/2026."""
    return f"{on:%d/%m/%Y}"
