"""Sessions: the cookie holds a random token, the table its hash and everything else."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select, update

from connectors.desk.accounts.people import People, Person
from connectors.desk.tables import SESSIONS

IDLE_SECONDS = 2 * 3600
LONGEST_SECONDS = 12 * 3600
_TOUCH_SECONDS = 60


@dataclass(frozen=True)
class Signed:
    """Somebody who is signed in. session: the hash of the token. csrf: what every form holds."""

    person: Person
    session: str
    csrf: str


class Sessions:
    """Blocking; each call one short transaction."""

    def __init__(self, engine: Engine, people: People, now: Callable[[], float]) -> None:
        self._engine = engine
        self._people = people
        self._now = now

    def begin(self, person: Person) -> str:
        """A new session; the token for the cookie."""
        token, now = secrets.token_urlsafe(32), self._now()
        row = {
            "hash": _hash(token),
            "person": person.number,
            "csrf": secrets.token_urlsafe(32),
            "began_at": now,
            "seen_at": now,
        }
        with self._engine.begin() as connection:
            connection.execute(
                delete(SESSIONS).where(
                    (SESSIONS.c.seen_at < now - IDLE_SECONDS)
                    | (SESSIONS.c.began_at < now - LONGEST_SECONDS)
                )
            )
            connection.execute(insert(SESSIONS).values(**row))
        return token

    def find(self, token: str) -> Signed | None:
        """Whose session this is, while it lasts and the account is open."""
        now, key = self._now(), _hash(token)
        query = select(SESSIONS).where(
            SESSIONS.c.hash == key,
            SESSIONS.c.seen_at >= now - IDLE_SECONDS,
            SESSIONS.c.began_at >= now - LONGEST_SECONDS,
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        person = self._people.get(row["person"]) if row else None
        if row is None or person is None:
            return None
        if row["seen_at"] < now - _TOUCH_SECONDS:
            with self._engine.begin() as connection:
                connection.execute(
                    update(SESSIONS).where(SESSIONS.c.hash == key).values(seen_at=now)
                )
        return Signed(person, key, row["csrf"])

    def end(self, signed: Signed) -> None:
        """Sign out."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.hash == signed.session))

    def end_all(self, person: int) -> None:
        """Sign somebody out everywhere: the role changed, or the account was closed."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.person == person))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
