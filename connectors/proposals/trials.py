"""Trying proposals in the background: one at a time a process, each by one process only.

The row is the work: whoever claims it holds a lease and renews it while the trial runs in a process
of its own. A process that dies leaves a lease that runs out, and another begins anew.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Engine, select, update

from connectors.database import writing
from connectors.proposals.store import live_in
from connectors.proposals.tables import PROPOSALS, REVISION
from knowledge.amend import Change

LEASE_SECONDS = 60.0
MOST_TRIES = 3
_P = PROPOSALS.c


@dataclass(frozen=True)
class Job:
    """A change to try on top of those that are live."""

    token: str
    live: tuple[Change, ...]
    change: Change


class Run(Protocol):
    """A trial under way."""

    def poll(self) -> dict[str, Any] | None:
        """Its report once it is done; an empty one when it broke."""
        ...

    def stop(self) -> None:
        """End it; nothing comes of it."""
        ...


class Launcher(Protocol):
    """What starts trials."""

    def start(self, job: Job) -> Run:
        """Begin, and return at once."""
        ...


@dataclass
class _Running:
    number: int
    token: str
    run: Run
    lease_until: float


class Trials:
    """`step()` claims, renews and settles. Blocking. package: as `Proposals` has it."""

    def __init__(
        self, engine: Engine, launcher: Launcher, now: Callable[[], float], package: str
    ) -> None:
        self._engine = engine
        self._launcher = launcher
        self._now = now
        self._package = package
        self._running: _Running | None = None

    def step(self) -> bool:
        """Whether there is anything under way here."""
        if self._running is None:
            self._free()
            self._running = self._claim()
        elif (report := self._running.run.poll()) is not None:
            self._settle(self._running, report)
            self._running = None
        elif self._now() > self._running.lease_until - LEASE_SECONDS / 2:
            self._renew(self._running)
        return self._running is not None

    def close(self) -> None:
        """What is under way is left to others at once."""
        if self._running:
            self._running.run.stop()
            self._update(self._running, state="waiting", token=None)
            self._running = None

    def _free(self) -> None:
        """What a dead process had begun waits again; what broke every time is refused."""
        lost = (_P.state == "running") & (_P.lease_until < self._now())
        with self._engine.begin() as connection:
            connection.execute(
                update(PROPOSALS)
                .where(lost, _P.tries >= MOST_TRIES)
                .values(state="refused", token=None, report=_BROKEN)
            )
            connection.execute(update(PROPOSALS).where(lost).values(state="waiting", token=None))

    def _claim(self) -> _Running | None:
        token, now = secrets.token_hex(16), self._now()
        with writing(self._engine) as connection:
            # The revision first: what goes live after it makes this trial stale, never wrong.
            revision = connection.execute(select(REVISION.c.revision)).scalar_one()
            waiting = select(_P.number, _P.body).where(_P.state == "waiting").order_by(_P.number)
            row = connection.execute(waiting.limit(1)).first()
            if row is None:
                return None
            claimed = connection.execute(
                update(PROPOSALS)
                .where(_P.number == row.number, _P.state == "waiting")
                .values(
                    state="running", token=token, lease_until=now + LEASE_SECONDS,
                    tries=_P.tries + 1, tried_on=f"{revision} {self._package}",
                )
            )  # fmt: skip
            live = live_in(connection)
        if not claimed.rowcount:
            return None
        job = Job(token, tuple(live), Change.model_validate_json(row.body))
        return _Running(row.number, token, self._launcher.start(job), now + LEASE_SECONDS)

    def _renew(self, running: _Running) -> None:
        running.lease_until = self._now() + LEASE_SECONDS
        if not self._update(running, lease_until=running.lease_until):
            # Taken back by its proposer, or taken over by another process.
            running.run.stop()
            self._running = None

    def _settle(self, running: _Running, report: dict[str, Any]) -> None:
        if not report:
            with self._engine.connect() as connection:
                query = select(_P.tries).where(_P.number == running.number)
                tries = connection.execute(query).scalar() or 0
            if tries < MOST_TRIES:
                self._update(running, state="waiting", token=None)
                return
        self._update(
            running,
            state="passed" if report.get("passed") else "refused",
            token=None,
            tried_at=self._now(),
            report=json.dumps(report, ensure_ascii=False) if report else _BROKEN,
        )

    def _update(self, running: _Running, **values: Any) -> bool:
        with self._engine.begin() as connection:
            done = connection.execute(
                update(PROPOSALS)
                .where(
                    _P.number == running.number,
                    _P.token == running.token,
                    _P.state == "running",
                )
                .values(**values)
            )
        return bool(done.rowcount)


_BROKEN = json.dumps(
    {
        "passed": False,
        "reasons": [
            "Máy thử ba lần đều không xong. Báo người phụ trách máy; thay đổi này chưa có hiệu lực."
        ],
    },
    ensure_ascii=False,
)
