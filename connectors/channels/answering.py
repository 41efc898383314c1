"""Answering what lies in the inbox of the channels: one conversation at a time, in order.

Any app that shares the database may answer any conversation; its lock decides who does.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.replies import Reply
from connectors.channels.arrivals import Arrivals
from connectors.channels.contract import Channel
from connectors.channels.counts import Counts
from connectors.channels.outbox import Outbox
from connectors.channels.way_out import WayOut
from connectors.chat.inbox import Inbox, Stored
from connectors.chat.service import ChatService, NotNowError
from connectors.rasa.client import RasaClient

log = logging.getLogger(__name__)

_LOOK_AGAIN = 0.5
_WHILE_DOWN = 1.0
_AT_ONCE = 8
"""Rasa answers one message after the other: more at once would only wait there."""


def keep_with(channels: Mapping[str, Channel], outbox: Outbox) -> Any:
    """What is stored with a reply: the calls that bring it to the person."""

    def kept(connection: Connection, stored: Stored, reply: dict[str, Any]) -> None:
        channel = channels.get(stored.conversation.split(":", 1)[0])
        if channel is not None:
            calls = channel.render(Reply.model_validate(reply), stored.conversation)
            key = f"answer:{stored.number}"
            outbox.put(connection, channel.name, stored.conversation, key, calls)

    return kept


class Answering:
    """`async with answering.running()`; `wake()` when something arrived."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        arrivals: Arrivals,
        inbox: Inbox,
        chat: ChatService,
        rasa: RasaClient,
        way_out: WayOut,
        counts: Counts,
    ) -> None:
        self._channels = channels
        self._arrivals = arrivals
        self._inbox = inbox
        self._chat = chat
        self._rasa = rasa
        self._way_out = way_out
        self._counts = counts
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._is_down = False

    def wake(self) -> None:
        """Look now."""
        self._wake.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While open, what arrived is answered."""
        tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._count())]
        try:
            yield
        finally:
            every = [*tasks, *self._busy.values()]
            for task in every:
                task.cancel()
            await asyncio.gather(*every, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            pause = _LOOK_AGAIN
            try:
                if self._is_down and not await self._rasa.is_ready():
                    pause = _WHILE_DOWN
                else:
                    self._is_down = False
                    pause = min(pause, await self._look())
            except SQLAlchemyError as error:
                log.error("answering: %s", type(error).__name__)
            except Exception as error:
                log.error("answering: %s", type(error).__name__, exc_info=error)
            try:
                async with asyncio.timeout(pause):
                    await self._wake.wait()
                self._wake.clear()
            except TimeoutError:
                pass

    async def _look(self) -> float:
        """Start on every conversation that is due; the seconds until the next one is."""
        next_at: float | None = None
        for name in self._channels:
            due, later = await run_in_threadpool(self._arrivals.due, name)
            owing = await run_in_threadpool(self._inbox.owing, name)
            for conversation in dict.fromkeys([*owing, *due]):
                while len(self._busy) >= _AT_ONCE:
                    await asyncio.wait(self._busy.values(), return_when=asyncio.FIRST_COMPLETED)
                if self._is_down:
                    return _WHILE_DOWN
                if conversation not in self._busy:
                    self._start(name, conversation)
            if later is not None:
                next_at = later if next_at is None else min(next_at, later)
        return _LOOK_AGAIN if next_at is None else max(0.01, next_at - time.time())

    def _start(self, name: str, conversation: str) -> None:
        task = asyncio.create_task(self._answer(name, conversation))
        self._busy[conversation] = task

        def done(_: asyncio.Task[None]) -> None:
            self._busy.pop(conversation, None)

        task.add_done_callback(done)

    async def _answer(self, name: str, conversation: str) -> None:
        try:
            answered = await self._chat.work_off(
                conversation,
                partial(self._arrivals.take, conversation),
                partial(self._way_out.hint, name, conversation),
            )
            self._counts.add(name, "answered", answered)
        except NotNowError as error:
            # Another app may be at it; or Rasa is down, and then no other one would fare better.
            self._is_down = self._is_down or error.rasa_is_down
        except SQLAlchemyError as error:
            log.error("answering: %s", type(error).__name__)
        except Exception as error:
            log.error("answering: %s", type(error).__name__, exc_info=error)
        finally:
            self._way_out.wake()

    async def _count(self) -> None:
        while True:
            await asyncio.sleep(10)
            try:
                await run_in_threadpool(self._counts.store)
            except SQLAlchemyError as error:
                log.error("counting: %s", type(error).__name__)
