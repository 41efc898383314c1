"""The durable list of followed dossiers and the outbox of their news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Engine,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from connectors.dossiers.night import is_night
from connectors.dossiers.rows import (
    Checked,
    Due,
    Follow,
    arrived_of,
    body_of,
    dossier_of,
    follow_of,
    moment_of,
    seconds_of,
)
from connectors.dossiers.tables import FOLLOWS, NEWS
from knowledge.dossiers import Arrived, Dossier, Saved

MOST_FOLLOWED = 10
BY_NEWS = "news"
# Asked every second, mostly for nothing: put together once.
_DUE = (
    select(FOLLOWS)
    .where(
        FOLLOWS.c.ended_at.is_(None),
        FOLLOWS.c.next_at <= bindparam("at"),
        FOLLOWS.c.claimed_until <= bindparam("at"),
    )
    .order_by(FOLLOWS.c.next_at, FOLLOWS.c.number)
    .limit(1)
)


class Follows:
    """Blocking; each call is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, person: str, code: str, last: Dossier | None, now: datetime) -> bool:
        """Follow from `now` on; False when this person follows too many. Twice is once."""
        followed = select(func.count()).where(
            FOLLOWS.c.person == person, FOLLOWS.c.ended_at.is_(None)
        )
        row = {
            "person": person,
            "code": code,
            "since": now.timestamp(),
            "last": body_of(last),
            "changed_at": now.timestamp(),
            "next_at": now.timestamp(),
            "claimed_until": 0.0,
            "failures": 0,
            "told_overdue": False,
            "told_waiting": False,
            "sequence": 0,
        }
        try:
            with self._engine.begin() as connection:
                if int(connection.execute(followed).scalar_one()) >= MOST_FOLLOWED:
                    return False
                connection.execute(insert(FOLLOWS).values(**row))
        except IntegrityError:
            pass
        return True

    def remove(self, person: str, code: str) -> bool:
        """Stop, its untold news with it; whether it was followed."""
        mine = and_(FOLLOWS.c.person == person, FOLLOWS.c.code == code)
        with self._engine.begin() as connection:
            connection.execute(
                delete(NEWS).where(NEWS.c.follow.in_(select(FOLLOWS.c.number).where(mine)))
            )
            return bool(connection.execute(delete(FOLLOWS).where(mine)).rowcount)

    def forget(self, person: str) -> None:
        """Delete all of this person's."""
        with self._engine.begin() as connection:
            connection.execute(delete(NEWS).where(NEWS.c.person == person))
            connection.execute(delete(FOLLOWS).where(FOLLOWS.c.person == person))

    def forget_ended_before(self, limit: datetime) -> None:
        """Delete what ended long ago, and news that was told long ago."""
        with self._engine.begin() as connection:
            connection.execute(delete(NEWS).where(NEWS.c.told_at < limit.timestamp()))
            connection.execute(delete(FOLLOWS).where(FOLLOWS.c.ended_at < limit.timestamp()))

    def saved(self, person: str) -> list[Saved]:
        """What this person follows, oldest first."""
        query = select(FOLLOWS).where(FOLLOWS.c.person == person).order_by(FOLLOWS.c.number)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Saved(
                row["code"],
                moment_of(row["since"]),
                dossier_of(row["last"]),
                row["ended_at"] is not None,
            )
            for row in rows
        ]

    def is_followed(self, person: str, code: str) -> bool:
        """Whether this person follows it."""
        query = select(FOLLOWS.c.number).where(FOLLOWS.c.person == person, FOLLOWS.c.code == code)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def next_due(self, now: datetime, claim: timedelta = timedelta(minutes=2)) -> Follow | None:
        """The longest due row, claimed for this process; None when nothing is due."""
        at = now.timestamp()
        with self._engine.begin() as connection:
            row = connection.execute(_DUE, {"at": at}).mappings().first()
            if row is None:
                return None
            mine = connection.execute(
                update(FOLLOWS)
                .where(FOLLOWS.c.number == row["number"], FOLLOWS.c.claimed_until <= at)
                .values(claimed_until=(now + claim).timestamp())
            ).rowcount
        return follow_of(row) if mine else None

    def checked(self, follow: Follow, found: Checked) -> None:
        """Store what a check found and what is to be told, both or neither."""
        values: dict[str, Any] = {
            "next_at": found.next_at.timestamp(),
            "claimed_until": 0.0,
            "last": body_of(found.last),
            "changed_at": found.changed_at.timestamp(),
            "failures": found.failures,
            "lost_at": seconds_of(found.lost_at),
            "ended_at": seconds_of(found.ended_at),
            "told_overdue": found.told_overdue,
            "told_waiting": found.told_waiting,
            "sequence": follow.sequence + len(found.news),
        }
        # The sequence guards against a second process whose claim ran out in between.
        same = and_(FOLLOWS.c.number == follow.number, FOLLOWS.c.sequence == follow.sequence)
        with self._engine.begin() as connection:
            if not connection.execute(update(FOLLOWS).where(same).values(**values)).rowcount:
                return
            for shift, (kind, dossier) in enumerate(found.news, 1):
                connection.execute(
                    insert(NEWS).values(
                        follow=follow.number,
                        sequence=follow.sequence + shift,
                        person=follow.person,
                        kind=kind,
                        body=body_of(dossier),
                        happened_at=dossier.fetched_at.timestamp(),
                        not_before=(found.not_before or dossier.fetched_at).timestamp(),
                        tries=0,
                    )
                )

    def tell_with(self, person: str, token: str, now: datetime) -> list[Arrived]:
        """Untold news, now told with `token`; the same token gets the same news again."""
        with self._engine.begin() as connection:
            connection.execute(
                update(NEWS)
                .where(NEWS.c.person == person, NEWS.c.told_in.is_(None))
                .values(told_in=token, told_at=now.timestamp())
            )
            rows = connection.execute(
                select(NEWS)
                .where(NEWS.c.person == person, NEWS.c.told_in == token)
                .order_by(NEWS.c.number)
            ).mappings()
            return [arrived_of(row) for row in rows]

    def tell_after(self, person: str, after: int, now: datetime) -> list[Arrived]:
        """News past number `after`, for a client that asks; by night nothing new."""
        with self._engine.begin() as connection:
            if not is_night(now):
                connection.execute(
                    update(NEWS)
                    .where(NEWS.c.person == person, NEWS.c.told_in.is_(None))
                    .values(told_in=BY_NEWS, told_at=now.timestamp())
                )
            rows = connection.execute(
                select(NEWS)
                .where(NEWS.c.person == person, NEWS.c.told_in == BY_NEWS, NEWS.c.number > after)
                .order_by(NEWS.c.number)
            ).mappings()
            return [arrived_of(row) for row in rows]

    def to_push(self, channels: Sequence[str], now: datetime, limit: int = 20) -> list[Due]:
        """The first untold news of each person on these channels, when its hour has come."""
        if not channels:
            return []
        of_channel = or_(*(NEWS.c.person.startswith(f"{name}:") for name in channels))
        firsts = (
            select(func.min(NEWS.c.number))
            .where(NEWS.c.told_in.is_(None), of_channel)
            .group_by(NEWS.c.person)
        )
        query = (
            select(NEWS)
            .where(NEWS.c.number.in_(firsts), NEWS.c.not_before <= now.timestamp())
            .order_by(NEWS.c.number)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [Due(row["person"], arrived_of(row), row["tries"]) for row in rows]

    def pushed(self, number: int, channel: str, now: datetime) -> None:
        """It has been told."""
        self._mark(number, told_in=channel, told_at=now.timestamp())

    def not_pushed(self, number: int, tries: int, again_at: datetime) -> None:
        """It could not be told; it stays first in its row."""
        self._mark(number, tries=tries, not_before=again_at.timestamp())

    def _mark(self, number: int, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(NEWS).where(NEWS.c.number == number).values(**values))
