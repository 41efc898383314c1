"""The store of imported records, as the retriever, the replies and the editors use it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, RowMapping, Select, select, true
from sqlalchemy.exc import SQLAlchemyError

from knowledge.errors import ImportedStoreError
from knowledge.imported import reviews
from knowledge.imported.changes import SectionChange
from knowledge.imported.model import ImportedProcedure, Mark
from knowledge.imported.report import Report
from knowledge.imported.reviews import Review
from knowledge.imported.tables import RECORDS, RUNS, connect, transaction

__all__ = ["ImportedStore", "Review", "SectionChange"]

_SHOWN = (RECORDS.c.record, RECORDS.c.marks)
_ACTIVE = RECORDS.c.withdrawn_on.is_(None) & RECORDS.c.record.is_not(None)


class ImportedStore:
    """Reading never needs the portal. A store that was never filled is empty, not an error.

    Raises:
        ImportedStoreError: from the constructor, when the place cannot be used.

    """

    def __init__(self, path_or_url: Path | str) -> None:
        self.engine: Engine = connect(path_or_url)

    def active(self, today: date | None = None, withheld: bool = False) -> list[ImportedProcedure]:
        """Every record the portal still lists, by code and id; those with a grave mark (wrong
        content, a test record) only when `withheld` asks for them too.
        """
        return self._read(true(), today, withheld)

    def by_code(
        self, code: str, today: date | None = None, withheld: bool = False
    ) -> list[ImportedProcedure]:
        """The active records under a code, national ones first: provinces re-use codes."""
        found = self._read(RECORDS.c.code == code, today, withheld)
        return sorted(found, key=lambda record: record.province is not None)

    def get(self, record_id: str) -> ImportedProcedure | None:
        """One active record by the portal's id, withheld or not (ask `withheld_on`)."""
        found = self._read(RECORDS.c.id == record_id, None, withheld=True)
        return found[0] if found else None

    def version(self) -> str:
        """Changes if and only if an active record's content or marks do."""
        query = select(RECORDS.c.id, RECORDS.c.content_hash).where(_ACTIVE).order_by(RECORDS.c.id)
        digest = hashlib.sha256()
        for record_id, content in self._rows(query):
            digest.update(f"{record_id} {content}\n".encode())
        return digest.hexdigest()[:16]

    def open_reviews(self) -> list[Review]:
        """Changes to curated procedures that nobody has looked at, oldest first."""
        with transaction(self.engine) as connection:
            return reviews.read_open(connection)

    def open_review(self, code: str) -> Review | None:
        """The oldest open review of a code: until it is settled a reply says that the portal now
        shows something else.
        """
        with transaction(self.engine) as connection:
            found = reviews.read_open(connection, code)
        return found[0] if found else None

    def settle(self, number: int, by: str, note: str, today: date) -> Review:
        """Close a review.

        Raises:
            NoSuchReviewError: none is open under that number.

        """
        with transaction(self.engine) as connection:
            return reviews.settle(connection, number, by, note, today)

    def last_report(self) -> Report | None:
        """The report of the last whole synchronisation."""
        query = (
            select(RUNS.c.report)
            .where(RUNS.c.phase == "done")
            .order_by(RUNS.c.number.desc())
            .limit(1)
        )
        for (report,) in self._rows(query):
            return Report.model_validate(report)
        return None

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _read(
        self, which: ColumnElement[bool], today: date | None, withheld: bool
    ) -> list[ImportedProcedure]:
        query = select(*_SHOWN).where(_ACTIVE, which).order_by(RECORDS.c.code, RECORDS.c.id)
        day = today or date.today()
        found = (parsed(record, marks) for record, marks in self._rows(query))
        return [record for record in found if withheld or not record.withheld_on(day)]

    def _rows(self, query: Select[Any]) -> Iterable[tuple[Any, ...]]:
        try:
            with self.engine.connect() as connection:
                return [tuple(row) for row in connection.execute(query)]
        except SQLAlchemyError as error:
            raise ImportedStoreError(f"không đọc được kho: {type(error).__name__}") from error


def parsed(record: object, marks: object) -> ImportedProcedure:
    """A row's record with its marks."""
    found = ImportedProcedure.model_validate_json(str(record))
    if not isinstance(marks, list) or not marks:
        return found
    return found.model_copy(update={"marks": [Mark.model_validate(m) for m in marks]})


def row_record(row: RowMapping) -> ImportedProcedure | None:
    """The record of a row of `RECORDS`; None before its first detail."""
    return parsed(row["record"], row["marks"]) if row["record"] else None
