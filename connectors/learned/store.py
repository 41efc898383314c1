"""Writing down what is counted."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import Engine, insert, update

from bot.replies import Reply
from connectors.database import create_tables
from connectors.learned.tables import META, THUMBS, TURNS
from knowledge.dossiers import VIETNAM

Reason = Literal["", "wrong", "unclear", "other_topic", "too_long"]
REASONS: tuple[Reason, ...] = get_args(Reason)
_NOT_COUNTED = ("draft",)


class Learned:
    """Blocking; each call one short transaction."""

    def __init__(self, engine: Engine, secret: str, now: Callable[[], float]) -> None:
        self._engine = engine
        self._key = secret.encode()
        self._now = now
        create_tables(engine, META)

    def turn(self, conversation: str, reply: Reply) -> None:
        """Count a reply."""
        channel = conversation.split(":", 1)[0]
        if channel in _NOT_COUNTED:
            return
        now = self._moment()
        row = {
            "day": now.date(), "hour": now.hour, "channel": channel[:16],
            "procedure": reply.procedure or "", "section": reply.section or "",
            "outcome": reply.outcome, "who": self.who(conversation, now.date()),
        }  # fmt: skip
        with self._engine.begin() as connection:
            connection.execute(insert(TURNS).values(**row))

    def thumb(
        self, conversation: str, message_id: str, reply: Reply, *, good: bool, reason: Reason
    ) -> None:
        """Count a thumb for a reply; another one for the same reply takes its place."""
        today = self._moment().date()
        key = self._hash(f"{conversation} {message_id}", 64)
        values = {"good": good, "reason": "" if good else reason}
        row = {
            "key": key, "day": today, "procedure": reply.procedure or "",
            "section": reply.section or "", "outcome": reply.outcome,
            "who": self.who(conversation, today),
        }  # fmt: skip
        with self._engine.begin() as connection:
            same = update(THUMBS).where(THUMBS.c.key == key)
            if not connection.execute(same.values(**values)).rowcount:
                connection.execute(insert(THUMBS).values(**row, **values))

    def forget(self, conversation: str) -> None:
        """A deleted talk: its counts stay, and belong to nobody any more."""
        mine = self.who(conversation, self._moment().date())
        with self._engine.begin() as connection:
            for table in (TURNS, THUMBS):
                connection.execute(update(table).where(table.c.who == mine).values(who=""))

    def who(self, conversation: str, day: date) -> str:
        """The month's name of a conversation."""
        return self._hash(f"{day:%Y-%m} {conversation}", 16)

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now(), VIETNAM)

    def _hash(self, text: str, length: int) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:length]
