"""The tables of the store. Nothing in them is SQLite's own: a URL moves them to PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from knowledge.errors import ImportedStoreError

META = MetaData()

RECORDS = Table(
    "portal_record",
    META,
    Column("id", String(64), primary_key=True),
    Column("code", String(40), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("listing", JSON, nullable=False),
    Column("listing_hash", String(64), nullable=False),
    Column("detail", JSON(none_as_null=True)),
    Column("raw_hash", String(64)),
    # The parsed record without its marks, as JSON text; None until its detail was read once.
    Column("record", Text),
    Column("marks", JSON, nullable=False),
    Column("content_hash", String(64)),
    Column("first_seen", Date, nullable=False),
    Column("last_changed", Date, nullable=False),
    Column("fetched_on", Date),
    Column("withdrawn_on", Date),
    Column("withdrawn_reason", Text),
    # Numbers of runs: in which it was last listed, and in which its detail was last asked for.
    Column("listed_run", Integer, nullable=False, index=True),
    Column("tried_run", Integer, nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("problem", Text),
)
"""One row for each id the portal ever listed. A withdrawn record stays, with its reason."""

RUNS = Table(
    "portal_run",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("everything", Boolean, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("phase", String(16), nullable=False),
    Column("cursor", String(200), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("total", Integer),
    # Every transaction of a run raises it by one: a second process at the same run is noticed.
    Column("step", Integer, nullable=False),
    Column("report", JSON(none_as_null=True)),
)
"""Synchronisations. phase: listing → details → done, or abandoned."""

CHANGES = Table(
    "portal_change",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run", Integer, nullable=False, index=True),
    Column("record_id", String(120), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("details", JSON, nullable=False),
    UniqueConstraint("run", "record_id", "kind"),
)
"""What a run found: appeared, changed, returned, withdrawn, bad."""

REVIEWS = Table(
    "portal_review",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("record_id", String(64), nullable=False, index=True),
    Column("code", String(40), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("base", Text, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("settled_on", Date),
    Column("settled_by", Text),
    Column("note", Text),
)
"""Changes to procedures that have a curated record, until a person has looked. base: the portal's
record before the first of them."""


def connect(path_or_url: Path | str) -> Engine:
    """An engine with the tables made; a path is a SQLite file.

    Raises:
        ImportedStoreError: not a usable place.

    """
    url = str(path_or_url)
    try:
        if "://" not in url:
            Path(url).parent.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{url}"
        engine = create_engine(url, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _make_durable)
        META.create_all(engine)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ImportedStoreError(f"địa chỉ kho không dùng được: {type(error).__name__}") from error
    except (OSError, SQLAlchemyError) as error:
        raise ImportedStoreError(
            f"không mở được kho {engine_place(path_or_url)}: {_reason(error)}"
        ) from error
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction.

    Raises:
        ImportedStoreError: the database refuses (disk full, locked, gone).

    """
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise ImportedStoreError(f"kho không ghi được: {_reason(error)}") from error


def engine_place(path_or_url: Path | str) -> str:
    """The place without a password."""
    return str(path_or_url).rsplit("@", 1)[-1]


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _make_durable(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
