"""What is switched off now. Every app process looks at most `FRESH_SECONDS` late."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Engine, Float, MetaData, String, Table, delete, insert, select

META = MetaData()
_SWITCHES = Table(
    "switches",
    META,
    Column("what", String(60), primary_key=True),
    Column("reason", String(16), nullable=False),
    Column("by", String(80), nullable=False),
    Column("since", Float, nullable=False),
)
FRESH_SECONDS = 2.0
CHANNELS = ("web", "telegram", "zalo-oa", "zalo-bot", "desk")
REASONS = ("wrong", "maintenance", "overload", "ordered")
ALL, CHANNEL, PROCEDURE = "all", "channel:", "procedure:"


@dataclass(frozen=True)
class Switch:
    """What is off: `all`, `channel:<name>` or `procedure:<code>`; why (a key of the wording), by
    whom, since when (seconds since 1970).
    """

    what: str
    reason: str
    by: str
    since: float


class Switches:
    """Blocking. What a process sees is at most `FRESH_SECONDS` old."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._now = now
        self._lock = threading.Lock()
        self._known: Mapping[str, Switch] = {}
        self._read_at = float("-inf")

    def off(self, what: str, reason: str, by: str) -> None:
        """Switch off; whoever does it last gives the reason.

        Raises:
            ValueError: nothing of that name can be switched, or there is no such reason.

        """
        if not _is_known(what) or reason not in REASONS:
            raise ValueError(what)
        row = {"what": what, "reason": reason, "by": by, "since": self._now()}
        with self._engine.begin() as connection:
            connection.execute(delete(_SWITCHES).where(_SWITCHES.c.what == what))
            connection.execute(insert(_SWITCHES).values(**row))
        self._read_at = float("-inf")

    def on(self, what: str) -> None:
        """Switch on again."""
        with self._engine.begin() as connection:
            connection.execute(delete(_SWITCHES).where(_SWITCHES.c.what == what))
        self._read_at = float("-inf")

    def all(self) -> dict[str, Switch]:
        """Everything that is off, as the database has it now."""
        query = select(_SWITCHES).order_by(_SWITCHES.c.since)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return {
            row["what"]: Switch(row["what"], row["reason"], row["by"], row["since"]) for row in rows
        }

    def of(self, *names: str) -> Switch | None:
        """The first of these that is off."""
        now = self._now()
        if now - self._read_at >= FRESH_SECONDS or now < self._read_at:
            with self._lock:
                if now - self._read_at >= FRESH_SECONDS or now < self._read_at:
                    self._known, self._read_at = self.all(), now
        known = self._known
        return next((known[name] for name in names if name in known), None)


def _is_known(what: str) -> bool:
    if what.startswith(CHANNEL):
        return what.removeprefix(CHANNEL) in CHANNELS
    return what == ALL or (what.startswith(PROCEDURE) and 0 < len(what) - len(PROCEDURE) <= 40)
