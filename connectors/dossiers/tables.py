"""The tables of dossiers. Moments are seconds since 1970 (UTC), which every database compares
alike.

`known` and `arrivals` are keyed by a salted hash of the code; the code itself stands only where
somebody asked to follow it.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

META = MetaData()

KNOWN = Table(
    "dossier_known",
    META,
    Column("key", String(64), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("fetched_at", Float, nullable=False, index=True),
)
"""The last known state of a dossier, without its code."""

ARRIVALS = Table(
    "dossier_arrivals",
    META,
    Column("key", String(64), primary_key=True),
    Column("agency", String(300), nullable=False),
    Column("submitted_at", Float, nullable=False),
    Column("received_at", Float),
    Column("left_at", Float),
    Column("seen_at", Float, nullable=False),
)
"""How long dossiers waited between the portal and the office. left_at: they went on without a
moment of reception being known."""

FOLLOWS = Table(
    "dossier_follows",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("person", String(80), nullable=False, index=True),
    Column("code", String(40), nullable=False),
    Column("since", Float, nullable=False),
    Column("last", JSON(none_as_null=True)),
    Column("changed_at", Float, nullable=False),
    Column("next_at", Float, nullable=False, index=True),
    Column("claimed_until", Float, nullable=False, default=0.0),
    Column("failures", Integer, nullable=False, default=0),
    Column("lost_at", Float),
    Column("ended_at", Float),
    Column("told_overdue", Boolean, nullable=False, default=False),
    Column("told_waiting", Boolean, nullable=False, default=False),
    Column("sequence", Integer, nullable=False, default=0),
    UniqueConstraint("person", "code"),
)
"""What somebody consented to have followed."""

NEWS = Table(
    "dossier_news",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("follow", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("person", String(80), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("body", JSON, nullable=False),
    Column("happened_at", Float, nullable=False),
    Column("not_before", Float, nullable=False),
    Column("told_in", String(120)),
    Column("told_at", Float),
    Column("tries", Integer, nullable=False, default=0),
    UniqueConstraint("follow", "sequence"),
)
"""The outbox: each change once, in order. told_in: the message it was told with, or `news`, or the
channel that pushed it."""
