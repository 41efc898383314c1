"""The citizen's side of the queue: a place in it, how long that takes, and going away."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.talk.people import Reason, Standing
from connectors.desk.queue.lines import Lines
from connectors.desk.queue.places import Places, Telling
from connectors.desk.tables import HANDOVERS

_NO_DESK = ("desk:", "draft:")
_LAST, _LEAST = 30, 3
"""So many hand-overs the usual time is taken from, and at least so many."""


@dataclass(frozen=True)
class Office:
    """What this desk tells about itself, as far as it is set."""

    hours: str = ""
    place: str = ""
    phone: str = ""


class ForCitizens(Places):
    """`bot.talk.people.HelpDesk`."""

    def __init__(
        self,
        engine: Engine,
        lines: Lines,
        telling: Telling,
        office: Office,
        now: Callable[[], float],
    ) -> None:
        super().__init__(engine, lines, telling, now)
        self._office = office

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

    def _change(self, conversation: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(HANDOVERS).where(HANDOVERS.c.open == conversation).values(**values)
            )

    def _open(self, conversation: str) -> RowMapping | None:
        query = select(HANDOVERS).where(HANDOVERS.c.open == conversation)
        with self._engine.connect() as connection:
            return connection.execute(query).mappings().first()

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
