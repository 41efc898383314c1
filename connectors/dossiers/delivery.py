"""Bringing news to people on channels that we write to, and running the schedule.

A channel registers a `Delivery` under the first part of its persons' names ("zalo" for
"zalo:123"). The web needs none: it asks (GET …/news) or is told with the next message.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from bot.replies import Reply
from connectors.background import beside
from connectors.dossiers.follows import Follows
from connectors.dossiers.night import is_night, morning_of
from connectors.dossiers.rows import Due
from connectors.dossiers.watch import Watcher
from knowledge.dossiers import Arrived

log = logging.getLogger(__name__)

_IDLE = 5.0
_FIRST_AGAIN, _LONGEST_AGAIN = timedelta(minutes=1), timedelta(hours=6)


class DeliveryError(Exception):
    """Not delivered. again_at: the channel's rules forbid it until then, when it knows."""

    def __init__(self, reason: str, again_at: datetime | None = None) -> None:
        super().__init__(reason)
        self.again_at = again_at


class Delivery(Protocol):
    """A channel that can be written to. Blocking. The same key is delivered once at most: a
    message that arrived although its answer was lost must not be sent a second time.
    """

    def deliver(self, person: str, reply: Reply, key: str) -> None:
        """Bring a reply to a person.

        Raises:
            DeliveryError: it did not arrive.

        """


class Courier:
    """Tells each person's news in their order, by day, until they arrived."""

    def __init__(
        self,
        follows: Follows,
        channels: Mapping[str, Delivery],
        words: Callable[[Arrived], Reply],
        now: Callable[[], datetime],
    ) -> None:
        self._follows = follows
        self._channels = channels
        self._words = words
        self._now = now

    def step(self) -> int:
        """Deliver what is due; how many arrived."""
        now = self._now()
        if is_night(now):
            return 0
        due = self._follows.to_push(tuple(self._channels), now)
        return sum(self._deliver(item) for item in due)

    def _deliver(self, due: Due) -> bool:
        channel = due.person.split(":", 1)[0]
        try:
            self._channels[channel].deliver(
                due.person, self._words(due.news), f"dossier-news-{due.news.number}"
            )
        except DeliveryError as error:
            pause = min(_LONGEST_AGAIN, _FIRST_AGAIN * 2 ** min(due.tries, 10))
            again = morning_of(error.again_at or self._now() + pause)
            self._follows.not_pushed(due.news.number, due.tries + 1, again)
            return False
        self._follows.pushed(due.news.number, channel, self._now())
        return True


def running(watcher: Watcher, courier: Courier, rate: float) -> AbstractAsyncContextManager[None]:
    """While open, followed dossiers are watched, at most `rate` a second, and news delivered."""
    return beside(_run(watcher, courier, rate))


async def _run(watcher: Watcher, courier: Courier, rate: float) -> None:
    while True:
        worked = False
        try:
            worked = await run_in_threadpool(watcher.step)
            worked = bool(await run_in_threadpool(courier.step)) or worked
        except Exception as error:
            # The error may hold a code: its kind alone is logged.
            log.error("dossiers: %s", type(error).__name__)
        await asyncio.sleep(1 / rate if worked else _IDLE)
