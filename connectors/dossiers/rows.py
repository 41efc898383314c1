"""The rows of followed dossiers and of their news, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import RowMapping

from knowledge.dossiers import VIETNAM, Arrived, Dossier

NewsKind = Literal["changed", "overdue", "waiting", "lost"]


@dataclass(frozen=True)
class Follow:
    """One row of the schedule."""

    number: int
    person: str
    code: str
    since: datetime
    last: Dossier | None
    changed_at: datetime
    failures: int
    lost_at: datetime | None
    told_overdue: bool
    told_waiting: bool
    sequence: int


@dataclass(frozen=True)
class Checked:
    """What a check found, to be stored in one transaction."""

    next_at: datetime
    last: Dossier | None
    changed_at: datetime
    failures: int = 0
    lost_at: datetime | None = None
    ended_at: datetime | None = None
    told_overdue: bool = False
    told_waiting: bool = False
    news: tuple[tuple[NewsKind, Dossier], ...] = ()
    not_before: datetime | None = None


@dataclass(frozen=True)
class Due:
    """News for a channel that is written to by us."""

    person: str
    news: Arrived
    tries: int


def moment_of(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, VIETNAM)


def seconds_of(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def body_of(dossier: Dossier | None) -> dict[str, Any] | None:
    return dossier.model_dump(mode="json") if dossier else None


def dossier_of(body: Any) -> Dossier | None:
    return Dossier.model_validate(body) if body else None


def follow_of(row: RowMapping) -> Follow:
    return Follow(
        number=row["number"],
        person=row["person"],
        code=row["code"],
        since=moment_of(row["since"]),
        last=dossier_of(row["last"]),
        changed_at=moment_of(row["changed_at"]),
        failures=row["failures"],
        lost_at=None if row["lost_at"] is None else moment_of(row["lost_at"]),
        told_overdue=row["told_overdue"],
        told_waiting=row["told_waiting"],
        sequence=row["sequence"],
    )


def arrived_of(row: RowMapping) -> Arrived:
    return Arrived(
        row["number"],
        row["kind"],
        Dossier.model_validate(row["body"]),
        moment_of(row["happened_at"]),
    )
