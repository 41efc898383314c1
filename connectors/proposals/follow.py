"""Every app process serves what is live, within seconds, without a restart.

The old records and their index answer until the new ones are loaded; a message that is being
answered keeps those it began with.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date

from starlette.concurrency import run_in_threadpool

from bot.talk import Assistant
from connectors.memory import settle
from connectors.proposals.deployed import Deployed
from connectors.proposals.launch import Processes
from connectors.proposals.store import Proposals
from connectors.proposals.trials import Trials
from connectors.settings import Settings
from knowledge import library
from knowledge.amend import Change, fingerprint
from knowledge.errors import IndexMismatchError
from knowledge.records import Records
from knowledge.retrieval import Retriever

log = logging.getLogger(__name__)
_PAUSE = 1.0
_AGAIN_SECONDS = 60.0


class Current:
    """The assistant that answers now: `current()`."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def __call__(self) -> Assistant:
        return self._assistant

    def put(self, assistant: Assistant) -> None:
        """Another one from the next message on."""
        self._assistant = assistant


@dataclass(frozen=True)
class Opened:
    """Records and retriever of a set of changes. left: changes that fit no more, and why."""

    records: Records
    retriever: Retriever
    left: dict[int, str]


Opener = Callable[[Sequence[Change]], Opened]


def opener(settings: Settings, processes: Processes) -> Opener:
    """What makes and opens the folders of `var/knowledge`."""
    deployed = Deployed(settings)

    def opened(changes: Sequence[Change]) -> Opened:
        known = library.load(date.today(), deployed.records(changes))
        try:
            index, _ = deployed.open(changes, known)
        except IndexMismatchError:
            processes.build(changes, fingerprint(changes))
            index, _ = deployed.open(changes, known)
        deployed.tidy(changes)
        return Opened(known.records, Retriever(index), deployed.left(changes))

    return opened


class Follower:
    """`step()` looks whether something else is live. Blocking. served: what is served at first."""

    def __init__(
        self, proposals: Proposals, opened: Opener, current: Current, served: Sequence[Change]
    ) -> None:
        self._proposals = proposals
        self._open = opened
        self._current = current
        self._served = tuple(served)
        self._revision = -1
        self._not_before = 0.0
        self.left: dict[int, str] = {}
        self.failed = False

    def step(self) -> bool:
        """Whether other records are served from now on."""
        if time.monotonic() < self._not_before:
            return False
        revision = self._proposals.revision()
        if revision == self._revision:
            return False
        live = tuple(self._proposals.live())
        if live == self._served and not self.failed:
            self._revision = revision
            return False
        try:
            found = self._open(live)
        except Exception:
            # What is served goes on being served; the page says so.
            self.failed, self._not_before = True, time.monotonic() + _AGAIN_SECONDS
            raise
        assistant = replace(self._current(), records=found.records, retriever=found.retriever)
        self._current.put(assistant)
        settle()
        self._served, self._revision = live, revision
        self.left, self.failed = found.left, False
        return True


@asynccontextmanager
async def working(follower: Follower, trials: Trials) -> AsyncIterator[None]:
    """While open, what is live is followed and what waits is tried."""
    tasks = [asyncio.create_task(_every(step)) for step in (follower.step, trials.step)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await run_in_threadpool(trials.close)


async def _every(step: Callable[[], bool]) -> None:
    while True:
        try:
            await run_in_threadpool(step)
        except Exception as error:
            log.error("proposals: %s", type(error).__name__, exc_info=error)
        await asyncio.sleep(_PAUSE)
