"""Counting what the channels do, without knowing who: kept in memory, stored now and then.

A forged delivery must not cost us a write, so nothing is stored while it is handled.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.dialects import postgresql, sqlite

from connectors.channels.tables import COUNTS, META
from connectors.database import create_tables, writing

_VIETNAM = timedelta(hours=7)


def _today() -> date:
    return (datetime.now(UTC) + _VIETNAM).date()


class Counts:
    """`add` from anywhere; `store` from a worker."""

    def __init__(self, engine: Engine, today: Callable[[], date] = _today) -> None:
        self._engine = engine
        self._today = today
        self._new: Counter[tuple[str, str]] = Counter()
        self._guard = threading.Lock()
        create_tables(engine, META)

    def add(self, channel: str, event: str, amount: int = 1) -> None:
        """Count."""
        if amount:
            with self._guard:
                self._new[channel, event] += amount

    def store(self) -> None:
        """Write down what was counted since. Blocking."""
        with self._guard:
            new, self._new = self._new, Counter()
        if not new:
            return
        try:
            self._store(new)
        except Exception:
            with self._guard:
                self._new.update(new)
            raise

    def _store(self, new: Counter[tuple[str, str]]) -> None:
        day = self._today()
        with writing(self._engine) as connection:
            into = postgresql if connection.dialect.name == "postgresql" else sqlite
            for (channel, event), amount in sorted(new.items()):
                row = into.insert(COUNTS).values(
                    day=day, channel=channel, event=event, count=amount
                )
                connection.execute(
                    row.on_conflict_do_update(
                        index_elements=["day", "channel", "event"],
                        set_={"count": COUNTS.c.count + amount},
                    )
                )

    def totals(self) -> dict[tuple[str, str], int]:
        """(channel, event) → how often, over all days, with what is not stored yet."""
        query = select(COUNTS.c.channel, COUNTS.c.event, func.sum(COUNTS.c.count)).group_by(
            COUNTS.c.channel, COUNTS.c.event
        )
        with self._engine.connect() as connection:
            found = Counter({(c, e): int(n) for c, e, n in connection.execute(query)})
        with self._guard:
            return dict(found + self._new)
