"""The audit trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select

from connectors.desk.accounts.people import Person
from connectors.desk.tables import AUDIT

KEPT_DAYS = 365


@dataclass(frozen=True)
class Noted:
    """One line of the trail."""

    at: float
    name: str
    role: str
    did: str
    what: str
    fine: bool


class Audit:
    """Appends and reads; nothing is ever changed. Blocking."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._now = now

    def note(self, person: Person | None, did: str, what: str = "", *, fine: bool = True) -> None:
        """person: None for somebody who is not signed in. did: an action of the permission table,
        or `sign_in`. what: numbers and codes, never a citizen's words.
        """
        with self._engine.begin() as connection:
            connection.execute(
                insert(AUDIT).values(
                    at=self._now(),
                    person=person.number if person else None,
                    name=person.name if person else "",
                    role=person.role if person else "",
                    did=did,
                    what=what[:200],
                    fine=fine,
                )
            )

    def last(self, limit: int = 200, before: int | None = None) -> list[Noted]:
        """The newest lines first."""
        query = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(AUDIT.c.number < before)
        with self._engine.connect() as connection:
            return [
                Noted(row["at"], row["name"], row["role"], row["did"], row["what"], row["fine"])
                for row in connection.execute(query).mappings()
            ]

    def forget_old(self) -> None:
        """Delete what is older than a year."""
        with self._engine.begin() as connection:
            limit = self._now() - KEPT_DAYS * 86_400
            connection.execute(delete(AUDIT).where(AUDIT.c.at < limit))
