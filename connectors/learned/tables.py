"""The tables the figures are read from. `who` is a keyed hash of the month and the conversation: it
tells that five rows are five people, and leads back to nobody; another month has other hashes.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table

META = MetaData()

TURNS = Table(
    "learned_turns",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("day", Date, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("procedure", String(40), nullable=False),
    Column("section", String(16), nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("who", String(16), nullable=False, index=True),
)
"""One reply: when (day and hour in Vietnam), where, about what, how it ended; not a word of it."""

Index(
    "learned_turns_by_day",
    TURNS.c.day, TURNS.c.hour, TURNS.c.procedure, TURNS.c.outcome, TURNS.c.who,
)  # fmt: skip
"""All that the figures ask of a month, without a look at the table: half the time."""

THUMBS = Table(
    "learned_thumbs",
    META,
    Column("key", String(64), primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("procedure", String(40), nullable=False),
    Column("section", String(16), nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("good", Boolean, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("who", String(16), nullable=False),
)
"""A thumb for one reply. key: a keyed hash of the message: a second tap changes the first."""
