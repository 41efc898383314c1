"""Counters of this process, and what the database tells when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine, inspect, text

from bot.replies import Reply
from connectors.chat import Stored

_QUICK = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 25.0)
_CHANNELS = {"web", "telegram", "zalo-oa", "zalo-bot", "desk", "draft"}
_STATES = {
    "tungbuoc_messages_waiting": (
        "Messages stored and not answered yet",
        "inbox",
        "SELECT COUNT(*) FROM inbox WHERE reply IS NULL",
    ),
    "tungbuoc_handovers_waiting": (
        "Citizens who wait for a person",
        "desk_handovers",
        "SELECT COUNT(*) FROM desk_handovers WHERE state = 'waiting'",
    ),
    "tungbuoc_handovers_taken": (
        "Citizens who are with a helper",
        "desk_handovers",
        "SELECT COUNT(*) FROM desk_handovers WHERE state = 'taken'",
    ),
    "tungbuoc_helpers_on_duty": (
        "Helpers at the desk",
        "desk_duty",
        "SELECT COUNT(*) FROM desk_duty WHERE until >= :now",
    ),
    "tungbuoc_lines_untold": (
        "Lines of helpers that have not reached their citizen",
        "desk_lines",
        "SELECT COUNT(*) FROM desk_lines WHERE told_in IS NULL",
    ),
    "tungbuoc_switches_off": (
        "What is switched off",
        "switches",
        "SELECT COUNT(*) FROM switches",
    ),
}
"""Gauge → (what it is, the table it needs, its query)."""


class Meters:
    """One per app; `text()` is what /metrics answers."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "tungbuoc_http_requests", "Requests", ("method", "route", "status"),
            registry=self._registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "tungbuoc_http_seconds", "Time of a request", ("route",), buckets=_QUICK,
            registry=self._registry,
        )  # fmt: skip
        self.replies = Counter(
            "tungbuoc_replies", "Replies", ("channel", "outcome"), registry=self._registry
        )
        self._registry.register(_States(engine, now))

    def text(self) -> bytes:
        """The exposition format of Prometheus."""
        return generate_latest(self._registry)

    # connectors.chat.gate.Gate

    def without(self, message: Stored) -> Reply | None:
        """Nothing instead."""
        return None

    def after(self, message: Stored, reply: Reply) -> Reply:
        """Count a reply."""
        channel = message.conversation.split(":", 1)[0]
        self.replies.labels(channel if channel in _CHANNELS else "other", reply.outcome).inc()
        return reply


class _States(Collector):
    """Read from the database at each scrape, so that every process tells the same."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._now = now

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterable[GaugeMetricFamily]:
        tables = set(inspect(self._engine).get_table_names())
        with self._engine.connect() as connection:
            for name, (what, table, query) in _STATES.items():
                if table in tables:
                    given = {"now": self._now()} if ":now" in query else {}
                    value = connection.execute(text(query), given).scalar_one()
                    yield GaugeMetricFamily(name, what, value=float(value))
