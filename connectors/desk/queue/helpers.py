"""The helpers' side of the queue: sitting at the desk, taking somebody, writing, giving back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update

from connectors.desk.accounts import Person
from connectors.desk.queue.places import HandOver, Places
from connectors.desk.tables import DUTY, HANDOVERS

LEASE_SECONDS = 90
BEAT_SECONDS = 15


class TakenError(Exception):
    """Somebody else has it, or nobody waits under that number any more."""


class ForHelpers(Places):
    """Those who wait, and those who are held by a helper."""

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

    def _held(self, number: int, helper: Person) -> Any:
        return (
            (HANDOVERS.c.number == number)
            & (HANDOVERS.c.state == "taken")
            & (HANDOVERS.c.helper == helper.number)
        )
