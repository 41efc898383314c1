"""One message of a conversation at a time, within this process."""

from __future__ import annotations

import asyncio
import weakref


class Locks:
    """`async with locks.of(conversation)`; a lock nobody holds is forgotten."""

    def __init__(self) -> None:
        self._held: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    def of(self, conversation: str) -> asyncio.Lock:
        """The conversation's lock."""
        lock = self._held.get(conversation)
        if lock is None:
            lock = self._held[conversation] = asyncio.Lock()
        return lock
