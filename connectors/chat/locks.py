"""One message of a conversation at a time: in this process, and over all apps on PostgreSQL.

PostgreSQL's advisory locks belong to a connection: an app that is killed gives up its locks the
moment its connection breaks, so that nothing has to expire. SQLite serves one app; there the locks
of the process are enough.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from connectors.database import is_postgres, open_engine

_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.25
_TRY = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_FREE = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")


class BusyError(Exception):
    """Somebody else holds the lock."""


class Locks:
    """`async with locks.hold(name)`; a lock nobody holds is forgotten."""

    def __init__(self) -> None:
        self._held: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, name: str, patience: float | None = None) -> AsyncIterator[None]:
        """The lock, while the block runs. patience: seconds to wait for it; None waits for ever.

        Raises:
            BusyError: not within the patience.

        """
        lock = self._held.get(name)
        if lock is None:
            lock = self._held[name] = asyncio.Lock()
        if patience is not None and patience <= 0 and lock.locked():
            raise BusyError(name)
        try:
            async with asyncio.timeout(patience if patience is None or patience > 0 else None):
                await lock.acquire()
        except TimeoutError:
            raise BusyError(name) from None
        try:
            yield
        finally:
            lock.release()

    def close(self) -> None:
        """Give back connections."""


class SharedLocks(Locks):
    """The same over every app on one PostgreSQL."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._engine: Engine = open_engine(
            url, isolation_level="AUTOCOMMIT", pool_size=4, max_overflow=80
        )

    @asynccontextmanager
    async def hold(self, name: str, patience: float | None = None) -> AsyncIterator[None]:
        """As `Locks.hold`; of this process only one at a time asks the database."""
        started = time.monotonic()
        async with super().hold(name, patience):
            connection = await run_in_threadpool(self._engine.connect)
            try:
                pause = _FIRST_PAUSE
                while not await run_in_threadpool(_take, connection, name):
                    left = None if patience is None else patience - (time.monotonic() - started)
                    if left is not None and left <= 0:
                        raise BusyError(name)
                    await asyncio.sleep(pause if left is None else min(pause, left))
                    pause = min(_LONGEST_PAUSE, pause * 2)
                try:
                    yield
                finally:
                    await run_in_threadpool(_free, connection, name)
            finally:
                connection.close()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_locks(url: str) -> Locks:
    """The locks that fit a database."""
    return SharedLocks(url) if is_postgres(url) else Locks()


def _take(connection: Connection, name: str) -> bool:
    return bool(connection.execute(_TRY, {"name": name}).scalar_one())


def _free(connection: Connection, name: str) -> None:
    try:
        connection.execute(_FREE, {"name": name})
    except SQLAlchemyError:
        # The connection broke, and the lock with it; never hand it to the next one.
        connection.invalidate()
