"""Last known states, and how long dossiers waited; keyed by a salted hash of the code."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from connectors.dossiers.tables import ARRIVALS, KNOWN
from knowledge.dossiers import VIETNAM, Dossier


def salt_in(folder: Path) -> bytes:
    """The salt of this installation, made at the first start and readable by nobody else."""
    file = folder / "dossiers.salt"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(handle, "wb") as opened:
        opened.write(secrets.token_bytes(32))
    return file.read_bytes()


def hashed(code: str, salt: bytes) -> str:
    """What stands for a code in logs and in these tables."""
    return hmac.new(salt, code.encode(), hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True)
class Waited:
    """One dossier's wait. received_at: None while nobody has received it."""

    agency: str
    submitted_at: datetime
    received_at: datetime | None


class KnownStates:
    """Blocking; each call is one short transaction."""

    def __init__(self, engine: Engine, salt: bytes) -> None:
        self._engine = engine
        self._salt = salt

    def hashed(self, code: str) -> str:
        """What stands for the code in a log line."""
        return hashed(code, self._salt)

    def get(self, code: str) -> Dossier | None:
        """The last known state."""
        query = select(KNOWN.c.body).where(KNOWN.c.key == self.hashed(code))
        with self._engine.connect() as connection:
            body = connection.execute(query).scalar()
        return None if body is None else Dossier.model_validate({**body, "code": code})

    def put(self, dossier: Dossier) -> None:
        """Remember a state, and when the office received it."""
        try:
            self._put(dossier)
        except IntegrityError:
            # Another thread was first, a moment ago: what it stored is as new.
            return

    def _put(self, dossier: Dossier) -> None:
        key = self.hashed(dossier.code)
        body = dossier.model_dump(mode="json", exclude={"code", "stale"})
        row = {"body": body, "fetched_at": dossier.fetched_at.timestamp()}
        with self._engine.begin() as connection:
            if not connection.execute(
                update(KNOWN).where(KNOWN.c.key == key).values(**row)
            ).rowcount:
                connection.execute(insert(KNOWN).values(key=key, **row))
            if dossier.submitted_at is None or dossier.demonstration:
                return
            received = dossier.received_at.timestamp() if dossier.received_at else None
            left = None if dossier.status_code in (1, None) else dossier.fetched_at.timestamp()
            arrival = {
                "agency": dossier.agency,
                "submitted_at": dossier.submitted_at.timestamp(),
                "received_at": received,
                "left_at": left,
                "seen_at": dossier.fetched_at.timestamp(),
            }
            if not connection.execute(
                update(ARRIVALS).where(ARRIVALS.c.key == key).values(**arrival)
            ).rowcount:
                connection.execute(insert(ARRIVALS).values(key=key, **arrival))

    def waited(self, since: datetime) -> list[Waited]:
        """Every dossier submitted since then whose wait can be told."""
        query = select(ARRIVALS).where(ARRIVALS.c.submitted_at >= since.timestamp())
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Waited(
                row["agency"],
                datetime.fromtimestamp(row["submitted_at"], VIETNAM),
                datetime.fromtimestamp(row["received_at"], VIETNAM)
                if row["received_at"] is not None
                else None,
            )
            for row in rows
            if row["received_at"] is not None or row["left_at"] is None
        ]

    def forget_older_than(self, limit: datetime) -> None:
        """Delete states nobody asked for since."""
        with self._engine.begin() as connection:
            connection.execute(delete(KNOWN).where(KNOWN.c.fetched_at < limit.timestamp()))
