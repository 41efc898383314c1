"""Bringing helpers' lines to channels that we write to, and watching over the leases."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool

from bot.replies import Message, Reply
from connectors.desk.queue.lines import Line, Lines
from connectors.desk.queue.queue import Queue
from connectors.dossiers.delivery import Delivery, DeliveryError

log = logging.getLogger(__name__)
_PAUSE = 1.0


def reply_of(line: Line) -> Reply:
    """A line as a citizen gets it."""
    return Reply(outcome="with_person", messages=(Message(text=line.text, speak=line.text),))


class Bringer:
    """`step()` sweeps the leases and brings what is due. Blocking."""

    def __init__(self, queue: Queue, lines: Lines, channels: Mapping[str, Delivery]) -> None:
        self._queue = queue
        self._lines = lines
        self._channels = channels

    def step(self) -> int:
        """How many lines arrived."""
        self._queue.sweep()
        arrived = 0
        while (line := self._lines.next_to_push(tuple(self._channels))) is not None:
            arrived += self._bring(line)
        return arrived

    def _bring(self, line: Line) -> bool:
        channel = line.conversation.split(":", 1)[0]
        try:
            self._channels[channel].deliver(
                line.conversation, reply_of(line), f"desk-line-{line.number}"
            )
        except DeliveryError as error:
            self._lines.not_pushed(line, error.again_at.timestamp() if error.again_at else None)
            return False
        self._lines.pushed(line, channel)
        return True


@asynccontextmanager
async def bringing(bringer: Bringer) -> AsyncIterator[None]:
    """While open, helpers' lines are brought and leases watched."""
    task = asyncio.create_task(_run(bringer))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _run(bringer: Bringer) -> None:
    while True:
        try:
            await run_in_threadpool(bringer.step)
        except Exception as error:
            # An error may quote what was written: its kind alone is logged.
            log.error("desk: %s", type(error).__name__)
        await asyncio.sleep(_PAUSE)
