"""Opening a database: SQLite made durable, PostgreSQL through psycopg 3."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

_POSTGRES = {"postgres", "postgresql", "postgresql+psycopg2"}
_ONE_CREATES = text("SELECT pg_advisory_xact_lock(hashtextextended('tungbuoc:tables', 0))")
_WRITERS: dict[str, threading.Lock] = {}
_WRITERS_GUARD = threading.Lock()


def is_postgres(url: str) -> bool:
    """Whether an SQLAlchemy URL leads to PostgreSQL."""
    return make_url(url).get_backend_name() in ("postgres", "postgresql")


def open_engine(url: str, **more: Any) -> Engine:
    """An engine for this SQLAlchemy URL; `postgres://` and `postgresql://` mean psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in _POSTGRES:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "postgresql":
        # A dead server must be noticed: a webhook that waits is a webhook that the platform
        # gives up on.
        arguments = {"connect_timeout": 3, "keepalives_idle": 10, "keepalives_interval": 3,
                     "keepalives_count": 3, "application_name": "tungbuoc"}  # fmt: skip
        more = {"pool_size": 8, "max_overflow": 24, "pool_timeout": 5,
                "connect_args": arguments, **more}  # fmt: skip
    # An error may be logged; what somebody wrote may not.
    engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True, **more)
    if engine.dialect.name == "sqlite":
        _make_durable(engine)
    return engine


def create_tables(engine: Engine, *kinds: MetaData) -> None:
    """Make what is missing. Apps that start at once on one PostgreSQL wait for each other; on a
    SQLite file that another process makes tables in, it is tried once more.
    """
    try:
        _create(engine, kinds)
    except OperationalError:
        _create(engine, kinds)


def _create(engine: Engine, kinds: Sequence[MetaData]) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(_ONE_CREATES)
        for metadata in kinds:
            metadata.create_all(connection)
            for table in metadata.sorted_tables:
                for index in table.indexes:  # an older table may lack it
                    index.create(connection, checkfirst=True)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads before it writes.

    SQLite has one writer at a time, and makes the others sleep for up to 100 ms: those of this
    process wait for each other instead, and the lock is taken before the first read, so that no
    transaction fails half way because another one wrote in between.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with _writer(str(engine.url)), engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def _writer(url: str) -> threading.Lock:
    with _WRITERS_GUARD:
        return _WRITERS.setdefault(url, threading.Lock())


def _make_durable(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()
