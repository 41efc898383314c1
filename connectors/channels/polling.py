"""Fetching what people did, for a machine without a public address."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractAsyncContextManager

from connectors.background import beside
from connectors.channels.contract import Channel, LaterError
from connectors.channels.front_door import ClosedError, FrontDoor
from connectors.chat.locks import BusyError, Locks

log = logging.getLogger(__name__)

_AFTER_FAILURE = 3.0
_ANOTHER_POLLS = 10.0


def polling(channel: Channel, door: FrontDoor, locks: Locks) -> AbstractAsyncContextManager[None]:
    """While open, one of all apps polls this channel."""
    return beside(_run(channel, door, locks))


async def _run(channel: Channel, door: FrontDoor, locks: Locks) -> None:
    while True:
        try:
            async with locks.hold(f"poll:{channel.name}", 0):
                while True:
                    await _poll(channel, door)
        except BusyError:
            await asyncio.sleep(_ANOTHER_POLLS)
        except Exception as error:
            log.error("%s: polling failed (%s)", channel.name, type(error).__name__)
            await asyncio.sleep(_AFTER_FAILURE)


async def _poll(channel: Channel, door: FrontDoor) -> None:
    """One poll; what it brought is stored before the next one confirms it."""
    try:
        brought = await channel.poll()
    except LaterError as error:
        await asyncio.sleep(error.seconds or _AFTER_FAILURE)
        return
    for body in brought:
        while True:
            try:
                await door.take(channel.name, body)
                break
            except ClosedError:
                await asyncio.sleep(_AFTER_FAILURE)
