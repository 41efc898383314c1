"""Nobody is told anything between 21:00 and 07:00."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from knowledge.dossiers import VIETNAM

NIGHT_FROM, NIGHT_UNTIL = time(21), time(7)


def morning_of(moment: datetime) -> datetime:
    """The moment itself by day; the next 07:00 in Vietnam by night."""
    here = moment.astimezone(VIETNAM)
    morning = here.replace(hour=NIGHT_UNTIL.hour, minute=0, second=0, microsecond=0)
    if here.time() >= NIGHT_FROM:
        return morning + timedelta(days=1)
    return morning if here.time() < NIGHT_UNTIL else here


def is_night(moment: datetime) -> bool:
    """Whether it is that time."""
    return morning_of(moment) > moment
