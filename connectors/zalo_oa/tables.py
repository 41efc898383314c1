"""The tables of Zalo OA. Moments are seconds since 1970.

Both tokens stand in clear: whoever reads this database can write as the account. Its SQLite file is
therefore readable by its owner alone (`stored.py`); a PostgreSQL needs the same care.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text

META = MetaData()

TOKENS = Table(
    "zalo_oa_tokens",
    META,
    Column("app_id", String(40), primary_key=True),
    Column("oa_id", String(60), nullable=False, default=""),
    Column("access_token", Text, nullable=False),
    Column("refresh_token", Text, nullable=False),
    Column("obtained_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("generation", Integer, nullable=False, default=1),
    Column("previous_access", Text),
    Column("previous_refresh", Text),
    Column("claimed_by", String(64)),
    Column("claimed_until", Float, nullable=False, default=0.0),
    Column("again_at", Float, nullable=False, default=0.0),
    Column("failures", Integer, nullable=False, default=0),
    Column("alarm", String(10), nullable=False, default=""),
    Column("alarm_at", Float),
    Column("alarm_code", Integer),
)
"""One pair an app. claimed_by: the process that is exchanging the refresh token; still there after
claimed_until, that process died on the way. alarm: `spent` (the refresh token is used up and the
new pair lost: a person must log in) or `refused` (Zalo does not give a new pair)."""

LOGINS = Table(
    "zalo_oa_logins",
    META,
    Column("state", String(64), primary_key=True),
    Column("verifier", String(128), nullable=False),
    Column("made_at", Float, nullable=False),
)
"""Logins that somebody began: each state is good once, for a quarter of an hour."""

LEARNT = Table(
    "zalo_oa_learnt",
    META,
    Column("app_id", String(40), primary_key=True),
    Column("question", String(20), primary_key=True),
    Column("answer", String(20), nullable=False),
)
"""Which of the known shapes this account takes, once it was found out."""
