"""Resume codes: eight characters of Crockford's base 32, kept only as a keyed hash.

A code carries the guide's state and no word of the talk; it works for seven days, for the citizen
it was given to and one other conversation. Look-ups that find nothing are limited by conversation
and altogether: 40 bits behind 60 wrong tries a minute are not guessed in seven days.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    select,
    update,
)

from bot.guide.ports import ALPHABET, CODE_LENGTH, SURE_DIGITS, Issued, Redeemed
from connectors.database import create_tables, open_engine

DAYS = 7
_META = MetaData()
_CODES = Table(
    "resume_codes",
    _META,
    Column("hash", String(64), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("person", Integer, nullable=False),
    Column("redeemer", String(64)),
    Column("state", JSON, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)
_WRONG_EACH = parse("5/hour")
_WRONG_ALL = parse("60/minute")
# Four digits in a row could be taken for a one-time password and masked (nlu.text.secrets).
_UNREADABLE = re.compile(r"\d{4}")
_VIETNAM = timedelta(hours=7)


class ResumeStore:
    """`bot.guide.ports.ResumeCodes` over SQLAlchemy. Blocking; each call one transaction."""

    def __init__(
        self,
        url: str,
        secret: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        if not secret:
            raise ValueError("resume codes need a secret")
        self._key = secret.encode()
        self._now = now
        self._engine = open_engine(url)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        create_tables(self._engine, _META)

    def issue(self, conversation: str, person: int, state: dict[str, Any]) -> Issued:
        """A new code; the one this citizen had before stops working."""
        code = _new_code()
        owner = self._hash(f"owner:{conversation}")
        expires = self._now() + timedelta(days=DAYS)
        row = {
            "hash": self._hash(f"code:{code}"),
            "owner": owner,
            "person": person,
            "state": state,
            "expires_at": expires,
        }
        with self._engine.begin() as connection:
            connection.execute(
                delete(_CODES).where(_CODES.c.owner == owner, _CODES.c.person == person)
            )
            connection.execute(delete(_CODES).where(_CODES.c.expires_at < self._now()))
            connection.execute(_CODES.insert().values(**row))
        return Issued(f"{code[:4]}-{code[4:]}", (expires + _VIETNAM).date())

    def redeem(self, code: str, conversation: str) -> Redeemed:
        """The state behind a code, for one other conversation and no third."""
        if not self._may_look(conversation):
            return Redeemed(None, too_many=True)
        seeker = self._hash(f"owner:{conversation}")
        row = self._row(code)
        mine = row is not None and row["owner"] == seeker
        if row is None or not (mine or row["redeemer"] in (None, seeker)):
            self._wrong(conversation)
            return Redeemed(None)
        if not mine and row["redeemer"] is None and not self._take(row["hash"], seeker):
            return Redeemed(None)
        return Redeemed(dict(row["state"]))

    def look(self, code: str, client: str) -> Redeemed:
        """The state behind a code, to print: whoever holds the paper may see it again."""
        if not self._may_look(client):
            return Redeemed(None, too_many=True)
        row = self._row(code)
        if row is None:
            self._wrong(client)
            return Redeemed(None)
        return Redeemed(dict(row["state"]))

    def forget(self, conversation: str) -> None:
        """Delete the codes of a conversation."""
        owner = self._hash(f"owner:{conversation}")
        with self._engine.begin() as connection:
            connection.execute(
                delete(_CODES).where((_CODES.c.owner == owner) | (_CODES.c.redeemer == owner))
            )

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _row(self, code: str) -> Any:
        query = select(_CODES).where(
            _CODES.c.hash == self._hash(f"code:{code}"), _CODES.c.expires_at >= self._now()
        )
        with self._engine.connect() as connection:
            return connection.execute(query).mappings().first()

    def _take(self, hashed: str, seeker: str) -> bool:
        """Bind a code to whoever came first, also when two come at once."""
        with self._engine.begin() as connection:
            done = connection.execute(
                update(_CODES)
                .where(_CODES.c.hash == hashed, _CODES.c.redeemer.is_(None))
                .values(redeemer=seeker)
            )
        return done.rowcount == 1

    def _may_look(self, who: str) -> bool:
        return all(self._limiter.test(limit, *key) for limit, key in _limits(who))

    def _wrong(self, who: str) -> None:
        for limit, key in _limits(who):
            self._limiter.hit(limit, *key)

    def _hash(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _limits(who: str) -> tuple[tuple[RateLimitItem, tuple[str, ...]], ...]:
    return (_WRONG_EACH, ("resume", who)), (_WRONG_ALL, ("resume",))


def _new_code() -> str:
    """Letters and digits mixed, so that it is never read as a word or a one-time password."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        digits = sum(char in SURE_DIGITS for char in code)
        letters = sum(char.isalpha() for char in code)
        if digits >= 2 and letters >= 2 and not _UNREADABLE.search(code):
            return code
