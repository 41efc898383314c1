"""The tables of proposals. Moments are seconds since 1970 (UTC)."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text

META = MetaData()

PROPOSALS = Table(
    "desk_proposals",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("procedure", String(40), nullable=False, index=True),
    Column("state", String(12), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("origin", String(12), nullable=False),
    Column("by", Integer, nullable=False),
    Column("by_shown", String(80), nullable=False),
    Column("made_at", Float, nullable=False),
    Column("report", Text),
    Column("tried_at", Float),
    Column("tried_on", String(64)),
    Column("token", String(64)),
    Column("lease_until", Float),
    Column("tries", Integer, nullable=False, default=0),
    Column("decided_by", Integer),
    Column("decided_shown", String(80)),
    Column("decided_at", Float),
    Column("live_from", Integer),
    Column("note", String(300), nullable=False, default=""),
)
"""body: the edits and their source, as JSON. report: what the trial said, as JSON. tried_on: the
revision and the records it was tried with. token, lease_until: of the process that tries it now.
live_from: the revision it went live with."""

REVISION = Table(
    "desk_knowledge",
    META,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
)
"""One row: counts what went live and what was taken back. Whoever changes what is live moves it on
from the number that was seen, so that two never do so at once."""
