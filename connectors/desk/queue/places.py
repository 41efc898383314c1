"""The rows of the queue: reading them, telling about them, and what time does to them.

A helper holds a citizen by a lease that the open page renews; when it runs out the citizen goes
back to the queue, in the old place, and is told. Every change is conditional on the state that was
seen, so that two processes never do the same thing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Engine, RowMapping, delete, func, select, update

from bot.talk.people import Reason
from connectors.desk.queue.lines import Lines
from connectors.desk.tables import DUTY, HANDOVERS


class Telling(Protocol):
    """The words for a citizen, in the pair that fits, and where in the talk they stand."""

    def words(self, conversation: str, template: str, helper: str) -> str:
        """The template `people.<template>`."""

    def last_message(self, conversation: str) -> int:
        """The number of the last message in the inbox."""


@dataclass(frozen=True)
class HandOver:
    """One row of the queue. helper: the account that holds it."""

    number: int
    conversation: str
    reason: Reason
    procedure: str
    state: str
    asked_at: float
    left_message: bool
    helper: int | None
    shown: str

    @property
    def channel(self) -> str:
        """Where the citizen writes."""
        return self.conversation.split(":", 1)[0]


class Places:
    """What both sides of the queue do with it. Blocking; each call short transactions."""

    def __init__(
        self, engine: Engine, lines: Lines, telling: Telling, now: Callable[[], float]
    ) -> None:
        self._engine = engine
        self._lines = lines
        self._telling = telling
        self._now = now

    def get(self, number: int) -> HandOver | None:
        """A hand-over that is open."""
        found = self._all(
            select(HANDOVERS).where(HANDOVERS.c.number == number, HANDOVERS.c.open.is_not(None))
        )
        return found[0] if found else None

    def on_duty(self) -> int:
        """How many helpers sit at the desk."""
        query = select(func.count()).where(DUTY.c.until >= self._now())
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def sweep(self) -> int:
        """Back to the queue with those whose helper is gone; how many that were."""
        now, done = self._now(), 0
        over = (HANDOVERS.c.state == "taken") & (HANDOVERS.c.lease_until < now)
        for held in self._all(select(HANDOVERS).where(over)):
            if self._release(over & (HANDOVERS.c.number == held.number)):
                self._add(held, "interrupted", held.shown, f"lost-{held.number}-{now}")
                done += 1
        return done

    def forget(self, conversation: str) -> None:
        """Delete what is kept for a conversation."""
        with self._engine.begin() as connection:
            self._lines.forget(connection, conversation)
            connection.execute(delete(HANDOVERS).where(HANDOVERS.c.conversation == conversation))

    def forget_older_than(self, days: int) -> None:
        """Delete the lines of talks that are over and old; of the hand-over its figures stay,
        without the conversation.
        """
        limit = self._now() - days * 86_400
        old = (HANDOVERS.c.closed_at < limit) & (HANDOVERS.c.conversation != "")
        for held in self._all(select(HANDOVERS).where(old)):
            with self._engine.begin() as connection:
                self._lines.forget(connection, held.conversation)
                connection.execute(
                    update(HANDOVERS)
                    .where(HANDOVERS.c.number == held.number)
                    .values(conversation="")
                )

    def _tell(self, number: int, template: str, helper: str, key: str) -> None:
        held = self.get(number)
        if held is not None:
            self._add(held, template, helper, key)

    def _add(self, held: HandOver, template: str, helper: str, key: str) -> None:
        after = self._telling.last_message(held.conversation)
        text = self._telling.words(held.conversation, template, helper)
        self._lines.add(held.number, held.conversation, "desk", text, after, key)

    def _release(self, condition: Any) -> bool:
        values = {"state": "waiting", "helper": None, "shown": "", "lease_until": 0.0}
        with self._engine.begin() as connection:
            done = connection.execute(update(HANDOVERS).where(condition).values(**values))
        return done.rowcount == 1

    def _all(self, query: Any) -> list[HandOver]:
        with self._engine.connect() as connection:
            return [_hand_over(row) for row in connection.execute(query).mappings()]


def _hand_over(row: RowMapping) -> HandOver:
    return HandOver(
        number=row["number"],
        conversation=row["conversation"],
        reason=row["reason"],
        procedure=row["procedure"],
        state=row["state"],
        asked_at=row["asked_at"],
        left_message=row["left_message"],
        helper=row["helper"],
        shown=row["shown"],
    )
