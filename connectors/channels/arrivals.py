"""What people did, stored once each, until the assistant takes it up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from connectors.channels.contract import Arrival, Outgoing
from connectors.channels.outbox import Outbox
from connectors.channels.runs import (
    MOST_CHARACTERS,
    PROCEDURE,
    Line,
    first_run,
    is_settled,
    said,
    settled_at,
)
from connectors.channels.tables import ARRIVALS, GONE, META
from connectors.chat.inbox import Inbox
from connectors.chat.service import safe
from connectors.database import create_tables, writing

_ALONE = ("choice", "started")


@dataclass(frozen=True)
class Claimed:
    """What a delivery brought. fresh: conversations with something new to answer. repeats: how
    many arrivals had been claimed before.
    """

    fresh: tuple[str, ...]
    repeats: int


class Arrivals:
    """Blocking; each call is one short transaction."""

    def __init__(
        self,
        inbox: Inbox,
        outbox: Outbox,
        settle: float,
        now: Callable[[], float] = time.time,
    ) -> None:
        """settle: seconds after the last line of a conversation in which another may follow."""
        self._inbox = inbox
        self._outbox = outbox
        self._engine = inbox.engine
        self._settle = settle
        self._now = now
        create_tables(self._engine, META)

    def claim(
        self,
        channel: str,
        arrivals: Sequence[Arrival],
        tapped: Callable[[Arrival], Sequence[Outgoing]] = lambda arrival: (),
    ) -> Claimed:
        """Store all of a delivery, or nothing. A repeat changes nothing. tapped: what is done at
        once for an arrival; stored with it.

        Raises:
            SQLAlchemyError: the store is down or full.

        """
        fresh, repeats = [], 0
        with writing(self._engine) as connection:
            for arrival in arrivals:
                if not self._put(connection, channel, arrival):
                    repeats += 1
                    continue
                if arrival.kind == "left":
                    self._outbox.leave(connection, arrival.conversation)
                    continue
                self._outbox.come_back(connection, arrival.conversation)
                self._outbox.put(
                    connection, channel, arrival.conversation, f"tap:{channel}:{arrival.key}",
                    tapped(arrival) if arrival.kind == "choice" else (),
                )  # fmt: skip
                fresh.append(arrival.conversation)
        return Claimed(tuple(dict.fromkeys(fresh)), repeats)

    def _put(self, connection: Connection, channel: str, arrival: Arrival) -> bool:
        """Whether it is new."""
        text, masked = safe(arrival.text[: 2 * MOST_CHARACTERS])
        if arrival.kind == "started" and PROCEDURE.fullmatch(arrival.text):
            text, masked = arrival.text, ()  # six digits in a row, and no one-time password
        into = postgresql if connection.dialect.name == "postgresql" else sqlite
        added = connection.execute(
            into.insert(ARRIVALS)
            .values(
                channel=channel,
                key=arrival.key,
                conversation=arrival.conversation,
                kind=arrival.kind,
                text=text[:MOST_CHARACTERS],
                choice=arrival.choice,
                masked=list(masked),
                group=arrival.group,
                sent_at=arrival.sent_at,
                turn=arrival.turn,
                received_at=self._now(),
                # Whoever left is not answered.
                message="" if arrival.kind == "left" else None,
            )
            .on_conflict_do_nothing(index_elements=["channel", "key"])
            # PostgreSQL's row count is unknown here; what comes back is not.
            .returning(ARRIVALS.c.number)
        )
        return added.first() is not None

    def due(self, channel: str, limit: int = 200) -> tuple[list[str], float | None]:
        """The conversations whose lines are settled, longest waiting first; and the moment at
        which the next ones will be.
        """
        first, last = func.min(ARRIVALS.c.received_at), func.max(ARRIVALS.c.received_at)
        lines = func.sum(case((ARRIVALS.c.kind.in_(_ALONE), 0), else_=1))
        query = (
            select(ARRIVALS.c.conversation, first, last, lines)
            .where(ARRIVALS.c.message.is_(None), ARRIVALS.c.channel == channel)
            .group_by(ARRIVALS.c.conversation)
            .order_by(first)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        now = self._now()
        moments = {
            conversation: settled_at(begun, ended, self._settle) if joinable else begun
            for conversation, begun, ended, joinable in rows
        }
        later = [moment for moment in moments.values() if moment > now]
        return [who for who, moment in moments.items() if moment <= now], min(later, default=None)

    def take(self, conversation: str) -> bool:
        """Make a message of the inbox out of the lines that belong together; False when there are
        none, or more may follow. To be called by whoever holds the conversation's lock.
        """
        query = (
            select(ARRIVALS)
            .where(ARRIVALS.c.conversation == conversation, ARRIVALS.c.message.is_(None))
            .order_by(ARRIVALS.c.sent_at, ARRIVALS.c.turn, ARRIVALS.c.number)
            .limit(60)
        )
        with writing(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
            lines = [
                Line(
                    row["number"], row["key"], row["kind"], row["text"], row["choice"],
                    tuple(row["masked"]), row["group"], row["sent_at"], row["received_at"],
                )
                for row in rows
            ]  # fmt: skip
            if not lines or not is_settled(lines, self._now(), self._settle):
                return False
            run = first_run(lines)
            message = said(run)
            self._inbox.put(
                connection, conversation, run[0].key, message.text, message.choice, message.details
            )
            connection.execute(
                update(ARRIVALS)
                .where(ARRIVALS.c.number.in_([line.number for line in run]))
                .values(message=run[0].key)
            )
        return True

    def forget(self, conversation: str) -> None:
        """Delete what was said; that something came under this key stays, without whose it was,
        since the platform may bring it again.
        """
        with writing(self._engine) as connection:
            connection.execute(
                update(ARRIVALS)
                .where(ARRIVALS.c.conversation == conversation, ARRIVALS.c.message.is_not(None))
                .values(conversation="", text="", choice=None, masked=[], sent_at=0)
            )
            connection.execute(delete(GONE).where(GONE.c.conversation == conversation))

    def forget_older_than(self, days: int) -> None:
        """Delete what is older; platforms bring nothing again after a day."""
        limit = self._now() - days * 86_400
        with writing(self._engine) as connection:
            connection.execute(delete(ARRIVALS).where(ARRIVALS.c.received_at < limit))

    def unanswered(self, channel: str) -> int:
        """How many lines wait to be taken up."""
        query = select(func.count()).where(
            ARRIVALS.c.channel == channel, ARRIVALS.c.message.is_(None)
        )
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())
