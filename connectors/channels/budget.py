"""How fast a platform may be called: calls a second over all chats, and a pause within one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from connectors.channels.contract import Rates

_BURST = 5.0
"""Calls that may be made at once after a quiet time."""


class Budget:
    """Of one channel, in one process. apps: how many processes share the platform's budget."""

    def __init__(
        self,
        rates: Rates,
        apps: int = 1,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._every = apps / rates.per_second
        self._pause = rates.per_chat_seconds
        self._clock = clock
        self._sleep = sleep
        self._full_at = clock() - _BURST * self._every
        self._paused_until = clock()

    def wait_in_chat(self, since_last: float | None) -> float:
        """Seconds until the chat whose last call was so long ago may be called again."""
        return 0.0 if since_last is None else max(0.0, self._pause - since_last)

    async def turn(self) -> None:
        """Wait for a place among all chats."""
        while True:
            now = self._clock()
            if self._paused_until > now:
                await self._sleep(self._paused_until - now)
                continue
            self._full_at = max(self._full_at, now - _BURST * self._every) + self._every
            if self._full_at > now:
                await self._sleep(self._full_at - now)
            # Somebody else may have been told to pause meanwhile.
            if self._paused_until <= self._clock():
                return

    def is_free(self) -> bool:
        """Whether a call that nobody would miss fits in; it takes its place."""
        now = self._clock()
        if self._paused_until > now or self._full_at + self._every > now:
            return False
        self._full_at = max(self._full_at, now - _BURST * self._every) + self._every
        return True

    def rest(self, seconds: float) -> None:
        """The platform asked for silence."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)
