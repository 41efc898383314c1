"""The way out: makes the stored calls, in order within a conversation, within the budgets.

A call is marked before it is made and after. Whoever finds a marked one that nobody is at knows
that a process died in between, and asks the platform first where it can be asked
(docs/decisions/0007-the-way-out.md).
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from connectors.channels.budget import Budget
from connectors.channels.contract import (
    Askable,
    BlockedError,
    Channel,
    ChannelError,
    LaterError,
    Outgoing,
    RefusedError,
    Repeating,
    WindowClosedError,
)
from connectors.channels.counts import Counts
from connectors.channels.outbox import Call, Outbox
from connectors.chat.locks import BusyError, Locks

log = logging.getLogger(__name__)

_LOOK_AGAIN = 0.5
_AT_ONCE = 40
_UNDER_WAY = 5
"""Calls of a channel that may be begun and not ended: what is in doubt after a kill. One where the
platform cannot be asked, since each of them would be made again."""
_FIRST_AGAIN, _LONGEST_AGAIN = 1.0, 300.0
_OLDEST = 24 * 3600.0
_LAST_CALLS = 5.0
"""Seconds that calls under way get to end when the app stops, so that they are not in doubt."""
ASK_AFTER = 10.0
"""Seconds a call may still be on its way after the process that made it died, or gave it up: asked
sooner, a slow platform would say that it has not arrived."""


class WayOut:
    """`async with way_out.running()`; `wake(conversation)` when something was stored."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        outbox: Outbox,
        locks: Locks,
        counts: Counts,
        apps: int = 1,
        now: Callable[[], float] = time.time,
    ) -> None:
        """apps: processes that share the platforms' budgets."""
        self._channels = dict(channels)
        self._outbox = outbox
        self._locks = locks
        self._counts = counts
        self._now = now
        self._budgets = {name: Budget(channel.rates, apps) for name, channel in channels.items()}
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._hints: set[asyncio.Task[None]] = set()
        self._calling: set[asyncio.Task[Any]] = set()
        self._ending = False
        self._wake = asyncio.Event()
        self._recalled: set[str] = set()
        self._asking = {name: asyncio.Lock() for name in channels}
        self._under_way = {
            name: asyncio.Semaphore(_UNDER_WAY if isinstance(channel, Askable) else 1)
            for name, channel in channels.items()
        }

    def wake(self) -> None:
        """Look now."""
        self._wake.set()

    def hint(self, name: str, conversation: str) -> None:
        """Show that an answer is coming, when the budget has room; never missed, never stored."""
        channel = self._channels[name]
        sign = channel.typing(conversation)
        if sign is None or len(self._hints) >= _AT_ONCE or not self._budgets[name].is_free():
            return
        task = asyncio.create_task(self._try(name, sign))
        self._hints.add(task)
        task.add_done_callback(self._hints.discard)

    async def _try(self, name: str, sign: Outgoing) -> None:
        try:
            await self._channels[name].call(sign)
        except LaterError as error:
            if error.seconds:
                self._budgets[name].rest(error.seconds)
        except ChannelError:
            pass

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While open, stored calls are made."""
        tasks = [asyncio.create_task(self._run(name)) for name in self._channels]
        self._ending = False
        try:
            yield
        finally:
            self._ending = True
            every = {*tasks, *self._busy.values(), *self._hints}
            for task in every - self._calling:
                task.cancel()
            if self._calling:
                await asyncio.wait(self._calling, timeout=_LAST_CALLS)
            for task in every:
                task.cancel()
            await asyncio.gather(*every, return_exceptions=True)

    async def _run(self, name: str) -> None:
        while True:
            pause = _LOOK_AGAIN
            try:
                due, later = await run_in_threadpool(self._outbox.due, name)
                for conversation in due:
                    while len(self._busy) >= _AT_ONCE:
                        await asyncio.wait(self._busy.values(), return_when=asyncio.FIRST_COMPLETED)
                    if conversation not in self._busy:
                        self._start(name, conversation)
                if later is not None:
                    pause = max(0.01, min(pause, later - self._now()))
            except SQLAlchemyError as error:
                log.error("way out: %s", type(error).__name__)
            try:
                async with asyncio.timeout(pause):
                    await self._wake.wait()
                self._wake.clear()
            except TimeoutError:
                pass

    def _start(self, name: str, conversation: str) -> None:
        task = asyncio.create_task(self._send_all(name, conversation))
        self._busy[conversation] = task
        task.add_done_callback(lambda _: self._busy.pop(conversation, None))

    async def _send_all(self, name: str, conversation: str) -> None:
        """Make a conversation's calls until none is due."""
        try:
            async with self._locks.hold(f"out:{conversation}", 0):
                while True:
                    call = await run_in_threadpool(self._outbox.first, conversation)
                    if call is None or not await self._send(name, call) or self._ending:
                        return
        except BusyError:
            return
        except SQLAlchemyError as error:
            log.error("way out: %s", type(error).__name__)

    async def _send(self, name: str, call: Call) -> bool:
        """Make one call; whether the next one may follow."""
        now = self._now()
        since = None if call.last_done_at is None else now - call.last_done_at
        wait = max(call.again_at - now, self._budgets[name].wait_in_chat(since))
        if wait > 5:
            return False
        if wait > 0:
            await asyncio.sleep(wait)
        channel = self._channels[name]
        outgoing, in_doubt = call.outgoing, False
        try:
            if call.begun:
                arrived = await self._has_arrived(name, channel, call)
                if arrived:
                    await self._done(name, call)
                    return True
                in_doubt = arrived is None
                if in_doubt and isinstance(channel, Repeating):
                    outgoing = channel.again(outgoing)
            async with self._under_way[name]:
                await self._budgets[name].turn()
                if self._ending:
                    return False
                mark = await self._bookmark(name, channel, call)
                with self._ends_before_we_do():
                    await run_in_threadpool(self._outbox.begin, call.number, mark)
                    await channel.call(outgoing)
                    await self._done(name, call)
        except ChannelError as error:
            return await self._failed(name, call, error, in_doubt=in_doubt)
        except SQLAlchemyError:
            raise  # the store is away; the call is taken up again where it stands
        except Exception as error:
            # Ours, not the platform's: a call that breaks us must not stand before the others.
            log.error("way out: %s", type(error).__name__, exc_info=error)
            await run_in_threadpool(self._outbox.dead, call.number, type(error).__name__)
            self._counts.add(name, "dead")
        return True

    @contextmanager
    def _ends_before_we_do(self) -> Iterator[None]:
        """What stops waits for it."""
        task = asyncio.current_task()
        assert task is not None
        self._calling.add(task)
        try:
            yield
        finally:
            self._calling.discard(task)

    async def _bookmark(self, name: str, channel: Channel, call: Call) -> str:
        if not isinstance(channel, Askable):
            return ""
        before = call.last_bookmark
        if name not in self._recalled:
            # The first call of this process: what an earlier one knew.
            before = await run_in_threadpool(self._outbox.last_bookmark, name) or before
            self._recalled.add(name)
            channel.bookmark(call.outgoing, before)
        return channel.bookmark(call.outgoing, call.last_bookmark)

    async def _done(self, name: str, call: Call) -> None:
        channel = self._channels[name]
        mark = channel.bookmark(call.outgoing) if isinstance(channel, Askable) else ""
        await run_in_threadpool(self._outbox.sent, call.number, mark)
        self._counts.add(name, "sent")

    async def _has_arrived(self, name: str, channel: Channel, call: Call) -> bool | None:
        """Whether a call whose end is unknown has arrived; None when nobody can tell."""
        arrived: bool | None = None
        if isinstance(channel, Askable):
            await asyncio.sleep(max(0.0, ASK_AFTER - (self._now() - call.begun_at)))
            # Asking takes calls, too: after one at a time.
            async with self._asking[name]:
                await self._budgets[name].turn()
                arrived = await channel.arrived(call.outgoing, call.bookmark)
        event = {True: "unsure_arrived", False: "unsure_not_arrived", None: "unsure_sent_again"}
        self._counts.add(name, event[arrived])
        return arrived

    async def _failed(
        self, name: str, call: Call, error: ChannelError, *, in_doubt: bool = False
    ) -> bool:
        """Note why; whether the next call may follow. in_doubt: an earlier try may have arrived."""
        if isinstance(error, WindowClosedError):
            await run_in_threadpool(self._outbox.closed, call.conversation, str(error))
            self._counts.add(name, "window_closed")
            return False
        if isinstance(error, BlockedError):
            await run_in_threadpool(self._outbox.left, call.conversation)
            self._counts.add(name, "blocked")
            return False
        if isinstance(error, RefusedError):
            await run_in_threadpool(self._outbox.dead, call.number, str(error))
            self._counts.add(name, "dead")
            return True
        now = self._now()
        if now - call.created_at > _OLDEST:
            await run_in_threadpool(self._outbox.dead, call.number, f"quá 24 giờ: {error}")
            self._counts.add(name, "dead")
            return True
        seconds = error.seconds if isinstance(error, LaterError) else None
        unsure = in_doubt or not isinstance(error, LaterError) or error.unsure
        if seconds:
            self._budgets[name].rest(seconds)
        pause = seconds or min(_LONGEST_AGAIN, _FIRST_AGAIN * 2 ** min(call.tries, 10))
        again_at = now + pause * random.uniform(1.0, 1.25)  # noqa: S311 (spreads load)
        await run_in_threadpool(
            lambda: self._outbox.later(call, again_at, str(error), unsure=unsure)
        )
        self._counts.add(name, "later")
        return False
