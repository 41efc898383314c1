"""Logins that were begun, and what was learnt of the account; in the database of the tokens."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from connectors.database import create_tables
from connectors.zalo_oa.tables import LEARNT, LOGINS, META

_LOGIN_LASTS = 15 * 60


class Remembered:
    """Blocking; every call is one short transaction."""

    def __init__(self, engine: Engine, app_id: str, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._app = app_id
        self._clock = clock
        create_tables(engine, META)

    def begin_login(self, state: str, verifier: str) -> None:
        """Remember a login that was begun."""
        now = self._clock()
        with self._engine.begin() as connection:
            connection.execute(delete(LOGINS).where(LOGINS.c.made_at < now - _LOGIN_LASTS))
            connection.execute(insert(LOGINS).values(state=state, verifier=verifier, made_at=now))

    def end_login(self, state: str) -> str | None:
        """The verifier of a begun login, once; None when there is no such login (any more)."""
        oldest = self._clock() - _LOGIN_LASTS
        this = LOGINS.c.state == state
        with self._engine.begin() as connection:
            found: str | None = connection.execute(
                select(LOGINS.c.verifier).where(this, LOGINS.c.made_at >= oldest)
            ).scalar()
            gone = connection.execute(delete(LOGINS).where(this)).rowcount
        return found if gone else None

    def learnt(self) -> dict[str, str]:
        """What is known of the shapes that this account takes."""
        query = select(LEARNT.c.question, LEARNT.c.answer).where(LEARNT.c.app_id == self._app)
        with self._engine.connect() as connection:
            return {row.question: row.answer for row in connection.execute(query)}

    def learn(self, question: str, answer: str) -> None:
        """Remember a shape."""
        key = {"app_id": self._app, "question": question}
        this = (LEARNT.c.app_id == self._app, LEARNT.c.question == question)
        try:
            with self._engine.begin() as connection:
                done = connection.execute(update(LEARNT).where(*this).values(answer=answer))
                if not done.rowcount:
                    connection.execute(insert(LEARNT).values(**key, answer=answer))
        except IntegrityError:
            return  # another process learnt it a moment ago
