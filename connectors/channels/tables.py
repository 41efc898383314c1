"""The tables of the channels that we write to. Moments are seconds since 1970.

They lie beside the inbox, in the same database: what an answer brings about is stored in the
transaction that stores the answer.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

META = MetaData()

ARRIVALS = Table(
    "arrivals",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("channel", String(20), nullable=False),
    Column("key", String(80), nullable=False),
    Column("conversation", String(80), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("choice", String(80)),
    Column("masked", JSON, nullable=False),
    Column("group", Boolean, nullable=False),
    Column("sent_at", BigInteger, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("message", String(80)),
    UniqueConstraint("channel", "key"),
    Index("arrivals_untaken", "message", "conversation"),
    Index("arrivals_by_conversation", "conversation"),
)
"""What people did, once each, texts masked. message: the inbox's message that they became part
of; None while they wait for it."""

OUTBOX = Table(
    "outbox",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("channel", String(20), nullable=False),
    Column("conversation", String(80), nullable=False),
    Column("key", String(160), nullable=False, unique=True),
    Column("method", String(40), nullable=False),
    Column("body", JSON, nullable=False),
    Column("title", String(80), nullable=False),
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("again_at", Float, nullable=False),
    Column("reason", String(200), nullable=False, default=""),
    Column("bookmark", String(80), nullable=False, default=""),
    Column("forget", Boolean, nullable=False, default=False),
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),
    Column("done_at", Float),
    Index("outbox_open", "state", "channel", "conversation"),
    Index("outbox_by_conversation", "conversation", "number"),
)
"""Calls to the platforms, in order within a conversation. state: `waiting`, `sending` (begun; when
nobody is at it, its end is unknown), `closed` (until the person writes), `sent`, `dead` (somebody
must look), `ended` (not to be sent any more). body is emptied when it was sent."""

GONE = Table(
    "channel_gone",
    META,
    Column("conversation", String(80), primary_key=True),
    Column("since", Float, nullable=False),
)
"""Who blocked or left us, until they write again."""

COUNTS = Table(
    "channel_counts",
    META,
    Column("day", Date, primary_key=True),
    Column("channel", String(20), primary_key=True),
    Column("event", String(24), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""How often what happened, a day, and nothing about whom."""
