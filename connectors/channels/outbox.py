"""The durable way out: calls stored together with what caused them, made in order, once each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from connectors.channels.contract import Outgoing
from connectors.channels.tables import GONE, META, OUTBOX
from connectors.database import create_tables, writing

_OPEN = ("waiting", "sending")


@dataclass(frozen=True)
class Call:
    """A stored call. begun: it was begun and its end is not known. last_done_at: when the call
    before it in the same conversation was made.
    """

    number: int
    channel: str
    conversation: str
    outgoing: Outgoing
    tries: int
    again_at: float
    bookmark: str
    created_at: float
    begun: bool
    begun_at: float
    last_done_at: float | None = None
    last_bookmark: str = ""


@dataclass(frozen=True)
class Dead:
    """A call that nobody will take; a person looks at it. No text."""

    number: int
    channel: str
    title: str
    reason: str
    created_at: float


class Outbox:
    """Blocking; each call one short transaction unless it is given the caller's."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._now = now
        create_tables(engine, META)

    def put(
        self,
        connection: Connection,
        channel: str,
        conversation: str,
        key: str,
        calls: Sequence[Outgoing],
    ) -> bool:
        """Store calls under a key of their own; False when that key was stored before."""
        into = postgresql if connection.dialect.name == "postgresql" else sqlite
        stored = 0
        for part, outgoing in enumerate(calls):
            added = connection.execute(
                into.insert(OUTBOX)
                .values(
                    channel=channel,
                    conversation=conversation,
                    key=f"{key}:{part}",
                    method=outgoing.method,
                    body=dict(outgoing.body),
                    title=outgoing.title[:80],
                    state="waiting",
                    tries=0,
                    again_at=0.0,
                    reason="",
                    bookmark="",
                    forget=False,
                    created_at=self._now(),
                )
                .on_conflict_do_nothing(index_elements=["key"])
                .returning(OUTBOX.c.number)
            )
            stored += added.first() is not None
        return bool(stored)

    def add(self, channel: str, conversation: str, key: str, calls: Sequence[Outgoing]) -> bool:
        """`put` in a transaction of its own; False for a person who is gone."""
        with writing(self._engine) as connection:
            gone = select(GONE.c.since).where(GONE.c.conversation == conversation)
            if connection.execute(gone).first() is not None:
                return False
            self.put(connection, channel, conversation, key, calls)
        return True

    def due(self, channel: str, limit: int = 500) -> tuple[list[str], float | None]:
        """The conversations whose next call may be made now, and the moment of the next ones."""
        firsts = (
            select(func.min(OUTBOX.c.number))
            .where(OUTBOX.c.state.in_((*_OPEN, "closed")), OUTBOX.c.channel == channel)
            .group_by(OUTBOX.c.conversation)
            .order_by(func.min(OUTBOX.c.again_at))
            .limit(limit)
        )
        query = (
            select(OUTBOX.c.conversation, OUTBOX.c.again_at)
            .where(OUTBOX.c.number.in_(firsts), OUTBOX.c.state.in_(_OPEN))
            .order_by(OUTBOX.c.number)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        now = self._now()
        later = [again_at for _, again_at in rows if again_at > now]
        return [who for who, again_at in rows if again_at <= now], min(later, default=None)

    def first(self, conversation: str) -> Call | None:
        """The conversation's next call, due or not; None when there is none, or it waits for the
        person.
        """
        query = (
            select(OUTBOX)
            .where(OUTBOX.c.conversation == conversation, OUTBOX.c.state.in_((*_OPEN, "closed")))
            .order_by(OUTBOX.c.number)
            .limit(1)
        )
        before = (
            select(OUTBOX.c.done_at, OUTBOX.c.bookmark)
            .where(OUTBOX.c.conversation == conversation, OUTBOX.c.state == "sent")
            .order_by(OUTBOX.c.number.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
            if row is None or row["state"] == "closed":
                return None
            last = connection.execute(before).first()
            return _call(row, *(last or (None, "")))

    def begin(self, number: int, bookmark: str) -> None:
        """The call is about to be made."""
        now = self._now()
        self._mark(number, state="sending", started_at=now, bookmark=bookmark)

    def sent(self, number: int, bookmark: str = "") -> None:
        """It arrived; what it said is not kept."""
        with writing(self._engine) as connection:
            mine = OUTBOX.c.number == number
            connection.execute(delete(OUTBOX).where(mine, OUTBOX.c.forget.is_(True)))
            connection.execute(
                update(OUTBOX)
                .where(mine)
                .values(state="sent", body={}, done_at=self._now(), bookmark=bookmark)
            )

    def last_bookmark(self, channel: str) -> str:
        """After the last call of a channel that was made."""
        query = (
            select(OUTBOX.c.bookmark)
            .where(OUTBOX.c.channel == channel, OUTBOX.c.state == "sent", OUTBOX.c.bookmark != "")
            .order_by(OUTBOX.c.number.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or ""

    def later(self, call: Call, again_at: float, reason: str, *, unsure: bool) -> None:
        """It did not arrive; or nobody knows, and that is asked first when its time comes."""
        self._mark(
            call.number,
            state="sending" if unsure else "waiting",
            tries=call.tries + 1,
            again_at=again_at,
            reason=reason[:200],
        )

    def closed(self, conversation: str, reason: str) -> None:
        """Nothing more goes to this person before they write."""
        with writing(self._engine) as connection:
            connection.execute(
                update(OUTBOX)
                .where(OUTBOX.c.conversation == conversation, OUTBOX.c.state.in_(_OPEN))
                .values(state="closed", reason=reason[:200])
            )

    def dead(self, number: int, reason: str) -> None:
        """Nobody will take it; the next one goes on."""
        self._mark(number, state="dead", reason=reason[:200], done_at=self._now())

    def leave(self, connection: Connection, conversation: str) -> None:
        """The person is gone: nothing is sent any more until they come back."""
        into = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(
            into.insert(GONE)
            .values(conversation=conversation, since=self._now())
            .on_conflict_do_nothing(index_elements=["conversation"])
        )
        connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.conversation == conversation, OUTBOX.c.state.in_((*_OPEN, "closed")))
            .values(state="ended", body={}, done_at=self._now())
        )

    def left(self, conversation: str) -> None:
        """`leave` in a transaction of its own: the platform said so."""
        with writing(self._engine) as connection:
            self.leave(connection, conversation)

    def come_back(self, connection: Connection, conversation: str) -> None:
        """The person wrote: what waited for that goes out."""
        connection.execute(delete(GONE).where(GONE.c.conversation == conversation))
        connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.conversation == conversation, OUTBOX.c.state == "closed")
            .values(state="waiting", again_at=0.0)
        )

    def forget(self, conversation: str) -> None:
        """Delete what was said; what is still on its way is deleted when it has arrived."""
        mine = OUTBOX.c.conversation == conversation
        with writing(self._engine) as connection:
            connection.execute(delete(OUTBOX).where(mine, OUTBOX.c.state.not_in(_OPEN)))
            connection.execute(update(OUTBOX).where(mine).values(forget=True))

    def forget_older_than(self, days: int) -> None:
        """Delete what is older, dead letters too."""
        limit = self._now() - days * 86_400
        with writing(self._engine) as connection:
            connection.execute(delete(OUTBOX).where(OUTBOX.c.created_at < limit))

    def dead_letters(self, limit: int = 200) -> list[Dead]:
        """Oldest first."""
        query = (
            select(OUTBOX).where(OUTBOX.c.state == "dead").order_by(OUTBOX.c.number).limit(limit)
        )
        with self._engine.connect() as connection:
            return [
                Dead(row["number"], row["channel"], row["title"] or row["method"],
                     row["reason"], row["created_at"])
                for row in connection.execute(query).mappings()
            ]  # fmt: skip

    def retry(self, numbers: Sequence[int] | None) -> int:
        """Try dead letters again, all of them without numbers; how many there were."""
        return self._settle(numbers, state="waiting", tries=0, again_at=0.0)

    def drop(self, numbers: Sequence[int] | None) -> int:
        """Give dead letters up."""
        return self._settle(numbers, state="ended", body={})

    def open_calls(self) -> dict[tuple[str, str], int]:
        """(channel, state) → how many are not sent."""
        query = (
            select(OUTBOX.c.channel, OUTBOX.c.state, func.count())
            .where(OUTBOX.c.state.in_((*_OPEN, "closed", "dead")))
            .group_by(OUTBOX.c.channel, OUTBOX.c.state)
        )
        with self._engine.connect() as connection:
            return {(channel, state): n for channel, state, n in connection.execute(query)}

    def _settle(self, numbers: Sequence[int] | None, **values: Any) -> int:
        which = [OUTBOX.c.state == "dead"]
        if numbers is not None:
            which.append(OUTBOX.c.number.in_(numbers))
        with writing(self._engine) as connection:
            return connection.execute(update(OUTBOX).where(*which).values(**values)).rowcount

    def _mark(self, number: int, **values: Any) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                update(OUTBOX)
                .where(OUTBOX.c.number == number, OUTBOX.c.state.in_(_OPEN))
                .values(**values)
            )


def _call(row: RowMapping, last_done_at: float | None, last_bookmark: str) -> Call:
    return Call(
        number=row["number"],
        channel=row["channel"],
        conversation=row["conversation"],
        outgoing=Outgoing(row["method"], row["body"], row["title"]),
        tries=row["tries"],
        again_at=row["again_at"],
        bookmark=row["bookmark"],
        created_at=row["created_at"],
        begun=row["state"] == "sending",
        begun_at=row["started_at"] or 0.0,
        last_done_at=last_done_at,
        last_bookmark=last_bookmark,
    )
