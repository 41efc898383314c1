"""The durable counter: one row a day, procedure, event and place; no conversation, no hour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Column, Date, Integer, MetaData, String, Table, func, select, update
from sqlalchemy.exc import IntegrityError

from connectors.database import create_tables, open_engine

_META = MetaData()
_COUNTS = Table(
    "guide_counts",
    _META,
    Column("day", Date, primary_key=True),
    Column("procedure", String(40), primary_key=True),
    Column("event", String(24), primary_key=True),
    Column("place", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
)
_VIETNAM = timedelta(hours=7)


def _today() -> date:
    return (datetime.now(UTC) + _VIETNAM).date()


class Tally:
    """`bot.guide.ports.Figures` over SQLAlchemy. A message answered twice counts twice."""

    def __init__(self, url: str, today: Callable[[], date] = _today) -> None:
        self._engine = open_engine(url)
        self._today = today
        create_tables(self._engine, _META)

    def count(self, procedure: str, events: Sequence[tuple[str, str]]) -> None:
        """Count events; ("moves", n) adds n."""
        for event, place in events:
            amount = int(place) if event == "moves" else 1
            self._add(procedure, event, "" if event == "moves" else place, amount)

    def totals(self) -> dict[tuple[str, str, str], int]:
        """(procedure, event, place) → count over all days."""
        query = select(
            _COUNTS.c.procedure, _COUNTS.c.event, _COUNTS.c.place, func.sum(_COUNTS.c.count)
        ).group_by(_COUNTS.c.procedure, _COUNTS.c.event, _COUNTS.c.place)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return {(procedure, event, place): int(count) for procedure, event, place, count in rows}

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _add(self, procedure: str, event: str, place: str, amount: int) -> None:
        key = {"day": self._today(), "procedure": procedure, "event": event, "place": place}
        if self._increase(key, amount):
            return
        try:
            with self._engine.begin() as connection:
                connection.execute(_COUNTS.insert().values(**key, count=amount))
        except IntegrityError:
            # Another one made the row in between.
            self._increase(key, amount)

    def _increase(self, key: dict[str, object], amount: int) -> bool:
        same = [_COUNTS.c[name] == value for name, value in key.items()]
        with self._engine.begin() as connection:
            done = connection.execute(
                update(_COUNTS).where(*same).values(count=_COUNTS.c.count + amount)
            )
        return done.rowcount > 0
