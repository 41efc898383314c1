"""The channels of an app put together: what the app starts, asks and stops."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import make_url

from connectors.background import beside
from connectors.channels.answering import Answering, keep_with
from connectors.channels.arrivals import Arrivals
from connectors.channels.contract import Channel, ChannelError
from connectors.channels.counts import Counts
from connectors.channels.delivery import ChannelDelivery
from connectors.channels.front_door import FrontDoor
from connectors.channels.outbox import Outbox
from connectors.channels.polling import polling
from connectors.channels.registry import ChannelSettingsError
from connectors.channels.way_out import WayOut
from connectors.chat.inbox import Inbox
from connectors.chat.locks import Locks
from connectors.chat.service import ChatService
from connectors.dossiers.delivery import Delivery
from connectors.rasa.client import RasaClient
from connectors.settings import Settings


class ChannelDesk:
    """One of an app. With no channel configured it does nothing."""

    def __init__(
        self, channels: Mapping[str, Channel], inbox: Inbox, locks: Locks, settings: Settings
    ) -> None:
        self._channels = dict(channels)
        self._inbox = inbox
        self._locks = locks
        self.outbox = Outbox(inbox.engine)
        self.arrivals = Arrivals(inbox, self.outbox, settings.channel_settle)
        self.counts = Counts(inbox.engine)
        self._way_out = WayOut(channels, self.outbox, locks, self.counts, settings.apps)
        self._answering: Answering | None = None
        self.door = FrontDoor(self._channels, self.arrivals, self.counts, self._arrived)
        self.keep = keep_with(self._channels, self.outbox)

    @property
    def deliveries(self) -> dict[str, Delivery]:
        """Who brings news of followed dossiers."""
        return {
            name: ChannelDelivery(channel, self.outbox, self._stored)
            for name, channel in self._channels.items()
        }

    def _arrived(self) -> None:
        if self._answering:
            self._answering.wake()
        self._way_out.wake()  # what was tapped is put away

    def _stored(self) -> None:
        """Called from another thread: the way out looks often enough."""

    def forget(self, conversation: str) -> None:
        """Delete a conversation."""
        self.arrivals.forget(conversation)
        self.outbox.forget(conversation)

    def forget_older_than(self, days: int) -> None:
        """Delete what is older."""
        self.arrivals.forget_older_than(days)
        self.outbox.forget_older_than(days)

    @asynccontextmanager
    async def running(self, chat: ChatService, rasa: RasaClient) -> AsyncIterator[None]:
        """While open, what arrives is answered and what is to be said is sent.

        Raises:
            ChannelSettingsError: another app works on the same SQLite file.

        """
        if not self._channels:
            yield
            return
        answering = Answering(
            self._channels, self.arrivals, self._inbox, chat, rasa, self._way_out, self.counts
        )
        self._answering = answering
        async with AsyncExitStack() as stack:
            stack.enter_context(_alone(str(self._inbox.engine.url)))
            for channel in self._channels.values():
                stack.push_async_callback(channel.close)
                if getattr(channel, "polls", False):
                    await stack.enter_async_context(polling(channel, self.door, self._locks))
                if hasattr(channel, "start"):
                    await stack.enter_async_context(beside(_start(channel)))
            await stack.enter_async_context(self._way_out.running())
            await stack.enter_async_context(answering.running())
            yield
        self.counts.store()


async def _start(channel: Any) -> None:
    """Ask the channel's first question until it is answered."""
    pause = 1.0
    while True:
        try:
            await channel.start()
        except ChannelError:
            await asyncio.sleep(pause)
            pause = min(300.0, pause * 2)
        else:
            return


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """SQLite has no lock over processes that fits: one app only, and a second one says so."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        yield
        return
    path = Path(f"{parsed.database}.lock")
    with path.open("w") as file:
        _lock(file, path)
        yield


def _lock(file: IO[str], path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise ChannelSettingsError(
            f"một ứng dụng khác đang dùng {path.with_suffix('')}: nhiều ứng dụng cùng lúc cần "
            "PostgreSQL (docs/channels.md)"
        ) from None
    file.write(str(os.getpid()))
    file.flush()
