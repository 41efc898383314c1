"""Rasa's own memory of conversations: to read a slot, and to forget."""

from __future__ import annotations

import json
import time
from typing import Any

from sqlalchemy import create_engine, inspect, text

from connectors.database import is_postgres, open_engine


class Trackers:
    """The SQL tracker store that Rasa writes; Rasa itself has no way to delete a conversation."""

    def __init__(self, url: str) -> None:
        # Rasa's SQLite file is Rasa's: its journal mode is not ours to change.
        self._engine = open_engine(url) if is_postgres(url) else create_engine(url)

    def forget(self, conversation: str) -> None:
        """Delete everything Rasa keeps of a conversation."""
        self._delete("DELETE FROM events WHERE sender_id = :sender", sender=conversation)

    def slot(self, conversation: str, name: str) -> Any:
        """The value a slot was last set to; None where it never was."""
        query = text(
            "SELECT data FROM events WHERE sender_id = :sender AND type_name = 'slot' "
            "AND action_name = :name ORDER BY id DESC LIMIT 1"
        )
        with self._engine.connect() as connection:
            if not inspect(connection).has_table("events"):
                return None
            data = connection.execute(query, {"sender": conversation, "name": name}).scalar()
        return json.loads(data).get("value") if data else None

    def forget_older_than(self, days: int) -> None:
        """Delete every conversation in which nothing was said for so long."""
        self._delete(
            "DELETE FROM events WHERE sender_id IN (SELECT sender_id FROM events "
            "GROUP BY sender_id HAVING MAX(timestamp) < :limit)",
            limit=time.time() - days * 86_400,
        )

    def _delete(self, query: str, **values: object) -> None:
        with self._engine.begin() as connection:
            if self._engine.dialect.name == "sqlite":
                connection.execute(text("PRAGMA secure_delete=ON"))
            # Rasa makes its table when it first starts.
            if inspect(connection).has_table("events"):
                connection.execute(text(query), values)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
