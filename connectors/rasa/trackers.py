"""Rasa's own memory of conversations: only ever to forget."""

from __future__ import annotations

import time

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError


class Trackers:
    """The SQL tracker store that Rasa writes; Rasa itself has no way to delete a conversation."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, pool_pre_ping=True)

    def forget(self, conversation: str) -> None:
        """Delete everything Rasa keeps of a conversation."""
        try:
            with self._engine.begin() as connection:
                if self._engine.dialect.name == "sqlite":
                    connection.execute(text("PRAGMA secure_delete=ON"))
                connection.execute(
                    text("DELETE FROM events WHERE sender_id = :sender"), {"sender": conversation}
                )
        except OperationalError as error:
            if "no such table" not in str(error):
                raise

    def forget_older_than(self, days: int) -> None:
        """Delete every conversation in which nothing was said for so long."""
        query = text(
            "DELETE FROM events WHERE sender_id IN (SELECT sender_id FROM events "
            "GROUP BY sender_id HAVING MAX(timestamp) < :limit)"
        )
        try:
            with self._engine.begin() as connection:
                connection.execute(query, {"limit": time.time() - days * 86_400})
        except OperationalError as error:
            if "no such table" not in str(error):
                raise

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
