"""When a result can be expected: the record's time limits, counted from now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.wording.numbers import duration
from knowledge.dossiers.clock import add_working_days, is_working_day
from knowledge.schema import TimeLimit

_AFTER_THREE = re.compile(r"sau 15 giờ", re.IGNORECASE)
_THREE = 15

Expected = tuple[str, str, date | None, str]
"""(title, span, last day, the record's own words)."""


def expected(limits: Sequence[TimeLimit], now: datetime) -> list[Expected]:
    """Each time limit of the office, with the day it ends on when it can be counted."""
    return [
        (
            limit.title,
            duration(limit.amount, limit.unit) if limit.unit else "",
            _last_day(limit, now),
            limit.text or "",
        )
        for limit in limits
    ]


def received_on(now: datetime, after_three: bool) -> date:
    """The day a dossier counts as received: the next working day outside office days, and after
    15:00 where the record says so.
    """
    today = now.date()
    late = after_three and now.hour >= _THREE
    return today if is_working_day(today) and not late else add_working_days(today, 1)


def _last_day(limit: TimeLimit, now: datetime) -> date | None:
    start = received_on(now, bool(_AFTER_THREE.search(limit.text or "")))
    if limit.unit == "same_day":
        return start
    if limit.amount is None:
        return None
    if limit.unit == "working_day":
        return add_working_days(start, limit.amount)
    if limit.unit == "day":
        return start + timedelta(days=limit.amount)
    return None
