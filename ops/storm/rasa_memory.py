"""What the real Rasas remember of a storm: each message of the inbox once."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from sqlalchemy import JSON, Engine, column, create_engine, select, table, text

from connectors.database import is_postgres


def remembered(database: str, folder: Path, inbox: Engine) -> str:
    """A sentence for the page."""
    tracker = inbox if is_postgres(database) else create_engine(f"sqlite:///{folder}/tracker.db")
    with tracker.connect() as connection:
        rows = connection.execute(text("SELECT data FROM events WHERE type_name = 'user'"))
        turns = Counter(json.loads(data).get("message_id") for (data,) in rows)
    with inbox.connect() as connection:
        asked = set(connection.execute(text("SELECT message_id FROM inbox")).scalars())
        replies = connection.execute(select(column("reply", JSON)).select_from(table("inbox")))
        apologies = sum(reply["outcome"] == "error_failed" for (reply,) in replies if reply)
    twice = sum(turns[message] > 1 for message in asked)
    where = "PostgreSQL" if tracker is inbox else "SQLite"
    return (
        f"Of {len(asked)} messages put to Rasa, its memory in {where} holds "
        f"{sum(message in turns for message in asked)}, {twice} of them twice; {apologies} "
        "were answered with an apology."
    )
