"""Who sits beside which helper: a conversation of the assistant, and when the clock started."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from connectors.desk.tables import SEATS, SERVED
from knowledge.dossiers import VIETNAM

CHANNEL = "desk"
MINUTES = 10
_ABANDONED_SECONDS = 3 * 3600


@dataclass(frozen=True)
class Seat:
    """began_at: None until something was looked for. asked: what was looked for last."""

    conversation: str
    began_at: float | None
    asked: str


class Seats:
    """One a session; blocking."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._now = now

    def of(self, session: str) -> Seat:
        """The seat of a session, empty at first."""
        query = select(SEATS).where(SEATS.c.session == session)
        with self._engine.begin() as connection:
            row = connection.execute(query).mappings().first()
            if row is not None:
                return Seat(row["conversation"], row["began_at"], row["asked"])
            fresh = Seat(f"{CHANNEL}:{secrets.token_urlsafe(24)}", None, "")
            connection.execute(
                insert(SEATS).values(session=session, touched_at=self._now(), **asdict(fresh))
            )
        return fresh

    def touch(self, session: str, asked: str | None = None) -> None:
        """Something is being done for this citizen: the clock runs."""
        seat, now = self.of(session), self._now()
        values: dict[str, Any] = {"touched_at": now, "began_at": seat.began_at or now}
        if asked is not None:
            values["asked"] = asked[:300]
        with self._engine.begin() as connection:
            connection.execute(update(SEATS).where(SEATS.c.session == session).values(**values))

    def leave(self, session: str, procedure: str = "", *, finished: bool = False) -> str:
        """The citizen goes; the conversation that everybody has to forget now."""
        seat, now = self.of(session), self._now()
        with self._engine.begin() as connection:
            connection.execute(delete(SEATS).where(SEATS.c.session == session))
            if seat.began_at is not None:
                connection.execute(
                    insert(SERVED).values(
                        day=datetime.fromtimestamp(now, VIETNAM).date(),
                        procedure=procedure,
                        seconds=round(now - seat.began_at),
                        finished=finished,
                    )
                )
        return seat.conversation

    def abandoned(self) -> list[str]:
        """Conversations of seats that nobody touched for hours, gone from the list with this."""
        limit = self._now() - _ABANDONED_SECONDS
        with self._engine.begin() as connection:
            old = SEATS.c.touched_at < limit
            found = list(connection.execute(select(SEATS.c.conversation).where(old)).scalars())
            connection.execute(delete(SEATS).where(old))
        return found
