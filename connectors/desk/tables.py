"""The tables of accounts. Moments are seconds since 1970 (UTC), which all databases compare
alike.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, Integer, MetaData, String, Table, Text

META = MetaData()

PEOPLE = Table(
    "desk_people",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("shown", String(80), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password", String(200)),
    Column("subject", String(300), unique=True),
    Column("active", Boolean, nullable=False, default=True),
    Column("code", String(64)),
    Column("code_until", Float),
    Column("created_at", Float, nullable=False),
)
"""name: what is typed to sign in, folded to lower case. shown: what citizens see. password: its
argon2 hash. subject: issuer and subject at the identity provider. code: hash of the one-time code
under which a password may be chosen."""

FAILURES = Table(
    "desk_failures",
    META,
    Column("name", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Float, nullable=False),
    Column("locked_until", Float, nullable=False),
)
"""Failed sign-ins by hash of the name that was typed, whether there is such a name or not."""

SESSIONS = Table(
    "desk_sessions",
    META,
    Column("hash", String(64), primary_key=True),
    Column("person", Integer, nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("began_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
)

VISITS = Table(
    "desk_oidc_visits",
    META,
    Column("state", String(64), primary_key=True),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("until", Float, nullable=False),
)
"""Sign-ins under way at the identity provider. state: its hash."""

SEATS = Table(
    "desk_seats",
    META,
    Column("session", String(64), primary_key=True),
    Column("conversation", String(80), nullable=False),
    Column("began_at", Float),
    Column("asked", String(300), nullable=False),
    Column("touched_at", Float, nullable=False),
)
"""Whoever sits beside a helper now. began_at: when the clock started. asked: what was looked for,
secrets masked. The row goes with the citizen."""

SERVED = Table(
    "desk_served",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("day", Date, nullable=False, index=True),
    Column("procedure", String(40), nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("finished", Boolean, nullable=False),
)
"""One citizen served at the desk: which procedure, how long; no hour, no helper."""

DUTY = Table(
    "desk_duty",
    META,
    Column("person", Integer, primary_key=True),
    Column("until", Float, nullable=False),
)
"""Who is at the desk now; renewed by the open page."""

HANDOVERS = Table(
    "desk_handovers",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("conversation", String(80), nullable=False, index=True),
    Column("open", String(80), unique=True),
    Column("reason", String(16), nullable=False),
    Column("procedure", String(40), nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("asked_at", Float, nullable=False, index=True),
    Column("left_message", Boolean, nullable=False, default=False),
    Column("helper", Integer),
    Column("shown", String(80), nullable=False, default=""),
    Column("lease_until", Float, nullable=False, default=0.0),
    Column("taken_at", Float),
    Column("greeted", Boolean, nullable=False, default=False),
    Column("closed_at", Float),
)
"""One citizen waiting for a person, or with one. open: the conversation while it is, so that each
has one place only; NULL afterwards. state: waiting, taken, done (given back), left (the citizen
went). shown: the helper's name. greeted: the citizen was told that the message was passed on."""

LINES = Table(
    "desk_lines",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("handover", Integer, nullable=False, index=True),
    Column("conversation", String(80), nullable=False, index=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("who", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("after", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("told_in", String(20)),
    Column("tries", Integer, nullable=False, default=0),
    Column("not_before", Float, nullable=False),
)
"""What a helper (or the desk, about a helper) said to a citizen, until it was told. key: a form
sent twice is one line. after: the inbox message it follows, to show the talk in its order."""

AUDIT = Table(
    "desk_audit",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False, index=True),
    Column("person", Integer),
    Column("name", String(80), nullable=False),
    Column("role", String(16), nullable=False),
    Column("did", String(40), nullable=False),
    Column("what", String(200), nullable=False),
    Column("fine", Boolean, nullable=False),
)
"""Who saw and did what; never a word of a citizen. fine: False for what was refused."""
