"""Places in the queue, who takes whom, and what happens when a helper's browser dies.

A helper holds a citizen by a lease that the open page renews; when it runs out the citizen goes
back to the queue, in the old place, and is told. Every change is conditional on the state that was
seen, so that two processes never do the same thing twice.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Engine, RowMapping, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.talk.people import Reason, Standing
from connectors.desk.accounts import Person
from connectors.desk.queue.lines import Lines
from connectors.desk.tables import DUTY, HANDOVERS

LEASE_SECONDS = 90
BEAT_SECONDS = 15
_NO_DESK = ("desk:", "draft:")
_LAST, _LEAST = 30, 3
"""So many hand-overs the usual time is taken from, and at least so many."""


class Telling(Protocol):
    """The words for a citizen, in the pair that fits, and where in the talk they stand."""

    def words(self, conversation: str, template: str, helper: str) -> str:
        """The template `people.<template>`."""

    def last_message(self, conversation: str) -> int:
        """The number of the last message in the inbox."""


@dataclass(frozen=True)
class Office:
    """What this desk tells about itself, as far as it is set."""

    hours: str = ""
    place: str = ""
    phone: str = ""


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


class TakenError(Exception):
    """Somebody else has it, or nobody waits under that number any more."""


class Queue:
    """`bot.talk.people.HelpDesk` over SQLAlchemy, and the helpers' side of it. Blocking."""

    def __init__(
        self,
        engine: Engine,
        lines: Lines,
        telling: Telling,
        office: Office,
        now: Callable[[], float],
    ) -> None:
        self._engine = engine
        self._lines = lines
        self._telling = telling
        self._office = office
        self._now = now

    # the citizen's side

    def ask(self, conversation: str, reason: Reason, procedure: str) -> Standing | None:
        """Take a place, or keep the one there is."""
        if conversation.startswith(_NO_DESK):
            return None
        row = {
            "conversation": conversation, "open": conversation, "reason": reason,
            "procedure": procedure, "state": "waiting", "asked_at": self._now(),
        }  # fmt: skip
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(HANDOVERS).values(**row))
        except IntegrityError:
            pass  # has a place
        return self.standing(conversation)

    def standing(self, conversation: str) -> Standing | None:
        """Where a citizen stands."""
        row = self._open(conversation)
        if row is None:
            return None
        if row["state"] == "taken":
            return Standing("with", helper=row["shown"])
        before = select(func.count()).where(
            HANDOVERS.c.state == "waiting", HANDOVERS.c.asked_at < row["asked_at"]
        )
        with self._engine.connect() as connection:
            place = int(connection.execute(before).scalar_one()) + 1
        on_duty = self.on_duty()
        usual = self._usual_minutes()
        return Standing(
            "waiting",
            place=place,
            minutes=max(1, round(usual * place / on_duty)) if usual and on_duty else None,
            on_duty=on_duty,
            hours=self._office.hours,
            office=self._office.place,
            phone=self._office.phone,
            left_message=row["left_message"],
        )

    def leave(self, conversation: str) -> None:
        """The citizen goes."""
        self._change(conversation, state="left", open=None, closed_at=self._now())

    def left_message(self, conversation: str) -> None:
        """The last message is for whoever comes."""
        self._change(conversation, left_message=True)

    def first_since_taken(self, conversation: str) -> bool:
        """True once after each taking."""
        mine = (HANDOVERS.c.open == conversation) & HANDOVERS.c.greeted.is_(False)
        with self._engine.begin() as connection:
            done = connection.execute(update(HANDOVERS).where(mine).values(greeted=True))
        return done.rowcount == 1

    # the helpers' side

    def waiting(self) -> list[HandOver]:
        """Those who wait, in their order."""
        query = (
            select(HANDOVERS)
            .where(HANDOVERS.c.state == "waiting")
            .order_by(HANDOVERS.c.asked_at, HANDOVERS.c.number)
        )
        return self._all(query)

    def held_by(self, helper: Person) -> list[HandOver]:
        """Those a helper has taken."""
        query = (
            select(HANDOVERS)
            .where(HANDOVERS.c.state == "taken", HANDOVERS.c.helper == helper.number)
            .order_by(HANDOVERS.c.taken_at)
        )
        return self._all(query)

    def get(self, number: int) -> HandOver | None:
        """A hand-over that is open."""
        found = self._all(
            select(HANDOVERS).where(HANDOVERS.c.number == number, HANDOVERS.c.open.is_not(None))
        )
        return found[0] if found else None

    def take(self, number: int, helper: Person) -> None:
        """Take somebody who waits; the citizen is told who is there.

        Raises:
            TakenError: somebody else was quicker, or the citizen has gone.

        """
        now = self._now()
        values = {
            "state": "taken", "helper": helper.number, "shown": helper.shown, "taken_at": now,
            "lease_until": now + LEASE_SECONDS, "greeted": False,
        }  # fmt: skip
        waiting = (HANDOVERS.c.number == number) & (HANDOVERS.c.state == "waiting")
        with self._engine.begin() as connection:
            if not connection.execute(update(HANDOVERS).where(waiting).values(**values)).rowcount:
                raise TakenError(number)
        self._tell(number, "taken", helper.shown, f"taken-{number}-{now}")

    def say(self, number: int, helper: Person, text: str, key: str) -> None:
        """Write to the citizen; the same key twice is one line.

        Raises:
            TakenError: the helper does not hold this citizen (any more).

        """
        self.renew(helper, number)
        held = self.get(number)
        if held is None or held.helper != helper.number:
            raise TakenError(number)
        after = self._telling.last_message(held.conversation)
        told = f"{helper.shown}: {text}"
        self._lines.add(number, held.conversation, "helper", told, after, f"{number}-{key}")

    def give_back(self, number: int, helper: Person) -> None:
        """To the assistant: the helper is done.

        Raises:
            TakenError: the helper does not hold this citizen.

        """
        held = self.get(number)
        mine = self._held(number, helper)
        values = {"state": "done", "open": None, "closed_at": self._now()}
        with self._engine.begin() as connection:
            if not connection.execute(update(HANDOVERS).where(mine).values(**values)).rowcount:
                raise TakenError(number)
        if held is not None:
            self._add(held, "given_back", helper.shown, f"back-{number}")

    def put_back(self, number: int, helper: Person) -> None:
        """To the queue, in the old place, for another helper.

        Raises:
            TakenError: the helper does not hold this citizen.

        """
        if not self._release(self._held(number, helper)):
            raise TakenError(number)
        self._tell(number, "put_back", helper.shown, f"put-{number}-{self._now()}")

    def renew(self, helper: Person, number: int | None = None) -> None:
        """The helper's page is open: on duty if that was said, and the leases go on."""
        now = self._now()
        mine = (HANDOVERS.c.state == "taken") & (HANDOVERS.c.helper == helper.number)
        if number is not None:
            mine &= HANDOVERS.c.number == number
        with self._engine.begin() as connection:
            connection.execute(
                update(HANDOVERS)
                .where(mine, HANDOVERS.c.lease_until >= now)
                .values(lease_until=now + LEASE_SECONDS)
            )
            connection.execute(
                update(DUTY)
                .where(DUTY.c.person == helper.number, DUTY.c.until >= now)
                .values(until=now + LEASE_SECONDS)
            )

    def sweep(self) -> int:
        """Back to the queue with those whose helper is gone; how many that were."""
        now, done = self._now(), 0
        over = (HANDOVERS.c.state == "taken") & (HANDOVERS.c.lease_until < now)
        for held in self._all(select(HANDOVERS).where(over)):
            if self._release(over & (HANDOVERS.c.number == held.number)):
                self._add(held, "interrupted", held.shown, f"lost-{held.number}-{now}")
                done += 1
        return done

    def duty(self, helper: Person, *, on: bool) -> None:
        """Begin or end sitting at the desk."""
        with self._engine.begin() as connection:
            connection.execute(delete(DUTY).where(DUTY.c.person == helper.number))
            if on:
                until = self._now() + LEASE_SECONDS
                connection.execute(insert(DUTY).values(person=helper.number, until=until))

    def is_on_duty(self, helper: Person) -> bool:
        """Whether this helper sits at the desk."""
        query = select(DUTY.c.until).where(
            DUTY.c.person == helper.number, DUTY.c.until >= self._now()
        )
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def on_duty(self) -> int:
        """How many helpers sit at the desk."""
        query = select(func.count()).where(DUTY.c.until >= self._now())
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

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

    def _held(self, number: int, helper: Person) -> Any:
        return (
            (HANDOVERS.c.number == number)
            & (HANDOVERS.c.state == "taken")
            & (HANDOVERS.c.helper == helper.number)
        )

    def _change(self, conversation: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(HANDOVERS).where(HANDOVERS.c.open == conversation).values(**values)
            )

    def _open(self, conversation: str) -> RowMapping | None:
        query = select(HANDOVERS).where(HANDOVERS.c.open == conversation)
        with self._engine.connect() as connection:
            return connection.execute(query).mappings().first()

    def _all(self, query: Any) -> list[HandOver]:
        with self._engine.connect() as connection:
            return [_hand_over(row) for row in connection.execute(query).mappings()]

    def _usual_minutes(self) -> float | None:
        """The usual length of a hand-over."""
        query = (
            select(HANDOVERS.c.closed_at - HANDOVERS.c.taken_at)
            .where(HANDOVERS.c.state == "done", HANDOVERS.c.taken_at.is_not(None))
            .order_by(HANDOVERS.c.number.desc())
            .limit(_LAST)
        )
        with self._engine.connect() as connection:
            spans = [float(span) for span in connection.execute(query).scalars()]
        return statistics.median(spans) / 60 if len(spans) >= _LEAST else None


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
