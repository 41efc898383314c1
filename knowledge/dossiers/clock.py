"""Working days and the clocks over a dossier.

Working days are Monday to Friday without Vietnam's public holidays (package `holidays`), with the
Saturdays the government swaps in. Lateness follows the rule of Quyết định 766/QĐ-TTg as noted in
docs/dossiers.md: on time when it was finished by the appointed day; the time the citizen took for a
supplement does not count; more than one request for a supplement counts as late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from knowledge.dossiers.model import VIETNAM, Dossier
from knowledge.schema import Procedure

OPENS, CLOSES = time(8), time(15)
"""When offices open; what comes later in the day counts from the next working day."""
SUPPLEMENT_LIMIT = "bo_sung"
"""The id of a record's time limit for answering a request (linked birth and death records have
one); elsewhere the request itself names the day.
"""
GAP_LIMIT = 1
"""Working days after which a submitted dossier that nobody received is worth a call."""
_DONE = frozenset({3, 7, 8, 9, 10})
_ENDED = frozenset({3, 7, 8, 10})


@lru_cache(maxsize=1)
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("VN", language="vi")


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return bool(_calendar().is_working_day(day))


def holiday_name(day: date) -> str | None:
    """What is celebrated on a day."""
    name = _calendar().get(day)
    return str(name) if name else None


def add_working_days(day: date, count: int) -> date:
    """The day on which `count` working days after `day` are over; `day` itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start`, up to and with `end`; 0 when it is not later."""
    days = (start + timedelta(days=shift) for shift in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))


def counts_from(moment: datetime) -> date:
    """The day from which a time limit runs: the day itself, the next working day after 15:00 or
    when nobody works.
    """
    here = moment.astimezone(VIETNAM)
    if is_working_day(here.date()) and here.time() < CLOSES:
        return here.date()
    return add_working_days(here.date(), 1)


@dataclass(frozen=True)
class Gap:
    """Submitted, and not yet received. waited: whole working days since. call_from: the day from
    which it is worth calling. over: that day has come.
    """

    submitted_at: datetime
    waited: int
    call_from: date
    over: bool


def gap(dossier: Dossier, now: datetime) -> Gap | None:
    """The clock of the silence between portal and office; None when it does not run."""
    if dossier.status_code != 1 or dossier.submitted_at is None:
        return None
    return gap_since(dossier.submitted_at, now)


def gap_since(submitted_at: datetime, now: datetime) -> Gap:
    """The same for a day the citizen named."""
    submitted, here = submitted_at.astimezone(VIETNAM), now.astimezone(VIETNAM)
    start = counts_from(submitted)
    call_from = add_working_days(start, GAP_LIMIT)
    # A whole working day: to the hour of the submission, or to the opening of the offices.
    hour = max(OPENS, submitted.time()) if start == submitted.date() else OPENS
    over = (here.date(), here.time()) >= (call_from, hour)
    return Gap(submitted_at, working_days_between(start, here.date()), call_from, over)


def due_on(dossier: Dossier, procedure: Procedure | None = None) -> date | None:
    """The last day: the appointed one, else the procedure's own longest limit since it was
    received.
    """
    if dossier.due_at:
        return dossier.due_at.astimezone(VIETNAM).date()
    if procedure is None or dossier.received_at is None:
        return None
    limits = [
        limit.amount
        for limit in procedure.time_limits
        if limit.who == "office" and limit.unit == "working_day" and limit.amount
    ]
    return add_working_days(counts_from(dossier.received_at), max(limits)) if limits else None


def days_waited_for_citizen(dossier: Dossier, now: datetime) -> int:
    """Working days that passed between requests for a supplement and their answers."""
    total = 0
    for request in dossier.supplements:
        if request.asked_at:
            start = request.asked_at.astimezone(VIETNAM).date()
            end = (request.answered_at or now).astimezone(VIETNAM).date()
            total += working_days_between(start, end)
    return total


@dataclass(frozen=True)
class Lateness:
    """late_days: working days past the last day, the citizen's own time taken off; 0 is on time.
    again: more than one supplement was asked for, which counts as late by itself.
    """

    due: date
    late_days: int
    again: bool

    @property
    def is_late(self) -> bool:
        """Whether the rule calls it late."""
        return self.late_days > 0 or self.again


def lateness(
    dossier: Dossier, now: datetime, procedure: Procedure | None = None
) -> Lateness | None:
    """How late it is, or was when it was finished; None when no last day is known."""
    due = due_on(dossier, procedure)
    if due is None:
        return None
    if dossier.status_code in _DONE:
        end = dossier.finished_at
        if end is None:
            return Lateness(due, 0, len(dossier.supplements) > 1)
    else:
        end = now
    late = working_days_between(due, end.astimezone(VIETNAM).date())
    late = max(0, late - days_waited_for_citizen(dossier, now))
    return Lateness(due, late, len(dossier.supplements) > 1)


def supplement_due(dossier: Dossier, procedure: Procedure | None = None) -> date | None:
    """The last day to hand in what was asked for: named in the request, else by the record."""
    if dossier.status_code != 5 or not dossier.supplements:
        return None
    request = dossier.supplements[-1]
    if request.due_at:
        return request.due_at.astimezone(VIETNAM).date()
    limit = (
        next((t for t in procedure.time_limits if t.id == SUPPLEMENT_LIMIT), None)
        if procedure
        else None
    )
    if request.asked_at and limit and limit.unit == "working_day" and limit.amount:
        return add_working_days(request.asked_at.astimezone(VIETNAM).date(), limit.amount)
    return None


def has_ended(dossier: Dossier) -> bool:
    """Whether nothing more will happen to it."""
    return dossier.status_code in _ENDED


def is_done(dossier: Dossier) -> bool:
    """Whether the office has finished with it, one way or another."""
    return dossier.status_code in _DONE
