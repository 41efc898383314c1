"""The pair of tokens, in a database. Every call is one short transaction; blocking.

An exchange of the single-use refresh token belongs to whoever claims the row's generation: one
conditional UPDATE, which SQLite and PostgreSQL both decide once, over any number of processes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, RowMapping, delete, insert, make_url, select, update
from sqlalchemy.exc import IntegrityError

from connectors.database import create_tables, open_engine
from connectors.zalo_oa.tables import LEARNT, META, TOKENS

LEASE = 90.0
"""Seconds an exchange may take before another process looks after it: several times the longest
time-out, so that clocks of several machines may differ a little."""


@dataclass(frozen=True)
class Pair:
    """What Zalo gave. lasts: seconds from obtained_at."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    obtained_at: float
    lasts: float


@dataclass(frozen=True)
class Kept:
    """A row of tokens."""

    oa_id: str
    pair: Pair
    generation: int
    claimed_by: str | None
    claimed_until: float
    again_at: float
    failures: int
    alarm: str
    alarm_at: float | None
    alarm_code: int | None

    @property
    def expires_at(self) -> float:
        """When the access token ends."""
        return self.pair.obtained_at + self.pair.lasts


def open_private(url: str) -> Engine:
    """The engine; a SQLite file is made readable by its owner only, its journals with it."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite" and made.database and made.database != ":memory:":
        file = Path(made.database)
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            # Only a file that is not there yet: closing one that this process has open in SQLite
            # would drop the locks it holds, and tear what is being written.
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        file.chmod(0o600)
    engine = open_engine(url)
    engine.hide_parameters = True  # an error's text would hold the tokens
    return engine


class Stored:
    """The tokens of one app."""

    def __init__(self, engine: Engine, app_id: str, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._app = app_id
        self._clock = clock
        create_tables(engine, META)

    def tokens(self) -> Kept | None:
        """The pair in use, None before the first login."""
        with self._engine.connect() as connection:
            row = (
                connection.execute(select(TOKENS).where(TOKENS.c.app_id == self._app))
                .mappings()
                .first()
            )
        return None if row is None else _kept(row)

    def login(self, pair: Pair, oa_id: str) -> None:
        """Take the pair of a person's login; what was wrong or learnt before is over."""
        with self._engine.begin() as connection:
            before = connection.execute(
                select(TOKENS.c.generation).where(TOKENS.c.app_id == self._app)
            ).scalar()
            values = {**_columns(pair), **_CALM, "oa_id": oa_id, "generation": (before or 0) + 1}
            if before is None:
                connection.execute(insert(TOKENS).values(app_id=self._app, **values))
            else:
                connection.execute(
                    update(TOKENS)
                    .where(TOKENS.c.app_id == self._app)
                    .values(
                        previous_access=TOKENS.c.access_token,
                        previous_refresh=TOKENS.c.refresh_token,
                        **values,
                    )
                )
            connection.execute(delete(LEARNT).where(LEARNT.c.app_id == self._app))

    def seed(self, refresh_token: str) -> None:
        """Begin with a refresh token alone, when there is nothing yet: the first call exchanges
        it like any other.
        """
        values = _columns(Pair("", refresh_token, self._clock(), 0.0))
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(TOKENS).values(app_id=self._app, generation=1, **values))
        except IntegrityError:
            return  # another process was first, or somebody has logged in

    def claim(self, generation: int, holder: str) -> bool:
        """Whether `holder` may exchange this generation's refresh token now."""
        now = self._clock()
        return self._change(
            generation,
            {"claimed_by": holder, "claimed_until": now + LEASE},
            TOKENS.c.claimed_until <= now,
            TOKENS.c.again_at <= now,
            TOKENS.c.alarm != "spent",
        )

    def exchanged(self, generation: int, pair: Pair) -> bool:
        """Store the new pair of this generation, the old one beside it. Whoever holds a new pair
        stores it, even when its claim has run out meanwhile: the old refresh token is spent.
        """
        return self._change(
            generation,
            {
                **_columns(pair),
                **_CALM,
                "generation": generation + 1,
                "previous_access": TOKENS.c.access_token,
                "previous_refresh": TOKENS.c.refresh_token,
            },
        )

    def failed(
        self, generation: int, holder: str, pause: float, alarm: str = "", code: int | None = None
    ) -> None:
        """Give the claim back after an exchange that brought nothing; not again for `pause`
        seconds. alarm: see `tables.py`; empty keeps the one there was.
        """
        changed: dict[str, Any] = {
            "claimed_by": None,
            "claimed_until": 0.0,
            "again_at": self._clock() + pause,
            "failures": TOKENS.c.failures + 1,
        }
        if alarm:
            changed |= {"alarm": alarm, "alarm_at": self._clock(), "alarm_code": code}
        self._change(generation, changed, TOKENS.c.claimed_by == holder)

    def _change(self, generation: int, values: dict[str, Any], *conditions: Any) -> bool:
        with self._engine.begin() as connection:
            done = connection.execute(
                update(TOKENS)
                .where(TOKENS.c.app_id == self._app, TOKENS.c.generation == generation, *conditions)
                .values(**values)
            )
        return bool(done.rowcount == 1)


_CALM: dict[str, Any] = {
    "claimed_by": None,
    "claimed_until": 0.0,
    "again_at": 0.0,
    "failures": 0,
    "alarm": "",
    "alarm_at": None,
    "alarm_code": None,
}


def _columns(pair: Pair) -> dict[str, Any]:
    return {
        "access_token": pair.access_token,
        "refresh_token": pair.refresh_token,
        "obtained_at": pair.obtained_at,
        "expires_at": pair.obtained_at + pair.lasts,
    }


def _kept(row: RowMapping) -> Kept:
    pair = Pair(
        row["access_token"],
        row["refresh_token"],
        row["obtained_at"],
        row["expires_at"] - row["obtained_at"],
    )
    return Kept(pair=pair, **{name: row[name] for name in _SAME})


_SAME = (
    "oa_id", "generation", "claimed_by", "claimed_until", "again_at", "failures", "alarm",
    "alarm_at", "alarm_code",
)  # fmt: skip
