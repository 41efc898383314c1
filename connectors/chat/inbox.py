"""The durable inbox: every message under a unique key, its reply beside it.

Texts are stored masked (`nlu.text.secrets`). SQLite or PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Engine,
    Index,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    select,
    update,
)
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from connectors.database import create_tables, open_engine, writing

_META = MetaData()
_MESSAGES = Table(
    "inbox",
    _META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("conversation", String(80), nullable=False, index=True),
    Column("message_id", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("choice", String(80)),
    Column("details", JSON, nullable=False),
    Column("reply", JSON(none_as_null=True)),
    Column("received_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("conversation", "message_id"),
)


Index(
    "inbox_unanswered",
    _MESSAGES.c.number,
    sqlite_where=_MESSAGES.c.reply.is_(None),
    postgresql_where=_MESSAGES.c.reply.is_(None),
)
"""The workers look twice a second; almost everything has its reply."""

NOT_UNDERSTOOD = "reply ->> 'outcome' = 'unanswerable_not_understood'"
"""SQL (SQLite from 3.38, PostgreSQL): which messages the assistant did not understand."""
Index(
    "inbox_not_understood",
    _MESSAGES.c.number,
    sqlite_where=sql(NOT_UNDERSTOOD),
    postgresql_where=sql(NOT_UNDERSTOOD),
)
"""The review at the desk asks for them; few are, and the replies of a month are long to read."""


@dataclass(frozen=True)
class Stored:
    """A message as it lies in the inbox; `reply` is None until it was answered."""

    number: int
    conversation: str
    message_id: str
    text: str
    choice: str | None
    details: dict[str, Any]
    reply: dict[str, Any] | None


Kept = Callable[[Connection, Stored, dict[str, Any]], None]
"""What else is stored in the transaction that stores a reply."""


class Inbox:
    """Claim first, answer later. Every call is one short transaction; blocking."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        create_tables(self._engine, _META)

    @property
    def engine(self) -> Engine:
        """Where the inbox lies: what is stored in one transaction with it uses the same."""
        return self._engine

    def claim(
        self,
        conversation: str,
        message_id: str,
        text: str,
        choice: str | None,
        details: dict[str, Any],
    ) -> Stored:
        """Store a message once; a repeat gives back what is stored."""
        try:
            with writing(self._engine) as connection:
                self.put(connection, conversation, message_id, text, choice, details)
        except IntegrityError:
            pass
        return self.get(conversation, message_id)

    def put(
        self,
        connection: Connection,
        conversation: str,
        message_id: str,
        text: str,
        choice: str | None,
        details: dict[str, Any],
    ) -> None:
        """Store a message within a transaction of the caller's.

        Raises:
            IntegrityError: it is there already.

        """
        connection.execute(
            _MESSAGES.insert().values(
                conversation=conversation,
                message_id=message_id,
                text=text,
                choice=choice,
                details=details,
                received_at=datetime.now(UTC),
            )
        )

    def get(self, conversation: str, message_id: str) -> Stored:
        """A claimed message.

        Raises:
            KeyError: it was never claimed, or has been deleted.

        """
        query = select(_MESSAGES).where(
            _MESSAGES.c.conversation == conversation, _MESSAGES.c.message_id == message_id
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise KeyError(message_id)
        return _stored(row)

    def unanswered(self, conversation: str, up_to: int | None = None) -> list[Stored]:
        """The conversation's messages without a reply, oldest first."""
        query = (
            select(_MESSAGES)
            .where(_MESSAGES.c.conversation == conversation, _MESSAGES.c.reply.is_(None))
            .order_by(_MESSAGES.c.number)
        )
        if up_to is not None:
            query = query.where(_MESSAGES.c.number <= up_to)
        with self._engine.connect() as connection:
            return [_stored(row) for row in connection.execute(query).mappings()]

    def waiting(self, limit: int = 50, but: Sequence[str] = ()) -> list[Stored]:
        """Messages without a reply, oldest first, of every channel but these."""
        query = (
            select(_MESSAGES)
            .where(
                _MESSAGES.c.reply.is_(None),
                *(~_MESSAGES.c.conversation.startswith(f"{channel}:") for channel in but),
            )
            .order_by(_MESSAGES.c.number)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [_stored(row) for row in connection.execute(query).mappings()]

    def owing(self, channel: str, limit: int = 200) -> list[str]:
        """The conversations of a channel with a message without a reply, longest waiting first."""
        query = (
            select(_MESSAGES.c.conversation)
            .where(_MESSAGES.c.reply.is_(None), _MESSAGES.c.conversation.startswith(f"{channel}:"))
            .order_by(_MESSAGES.c.number)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return list(dict.fromkeys(connection.execute(query).scalars()))

    def answer(self, stored: Stored, reply: dict[str, Any], kept: Kept | None = None) -> bool:
        """Store the reply to a message, and what is kept with it, or neither. False when it has
        one already: a process that lost its lock on the way must not answer a second time.
        """
        with writing(self._engine) as connection:
            done = connection.execute(
                update(_MESSAGES)
                .where(_MESSAGES.c.number == stored.number, _MESSAGES.c.reply.is_(None))
                .values(reply=reply)
            )
            if done.rowcount and kept:
                kept(connection, stored, reply)
        return bool(done.rowcount)

    def history(self, conversation: str, limit: int = 30) -> list[Stored]:
        """The last messages of a conversation, oldest first."""
        query = (
            select(_MESSAGES)
            .where(_MESSAGES.c.conversation == conversation)
            .order_by(_MESSAGES.c.number.desc())
            .limit(limit)
        )
        with self._engine.connect() as connection:
            rows: Sequence[RowMapping] = connection.execute(query).mappings().all()
        return [_stored(row) for row in reversed(rows)]

    def forget(self, conversation: str) -> None:
        """Delete a conversation."""
        with self._engine.begin() as connection:
            connection.execute(delete(_MESSAGES).where(_MESSAGES.c.conversation == conversation))

    def forget_older_than(self, days: int) -> int:
        """Delete what is older, and say how many messages that were."""
        limit = datetime.now(UTC) - timedelta(days=days)
        with self._engine.begin() as connection:
            done = connection.execute(delete(_MESSAGES).where(_MESSAGES.c.received_at < limit))
        return done.rowcount

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _stored(row: RowMapping) -> Stored:
    return Stored(
        number=row["number"],
        conversation=row["conversation"],
        message_id=row["message_id"],
        text=row["text"],
        choice=row["choice"],
        details=row["details"],
        reply=row["reply"],
    )
