"""Writing: one synchronisation, in transactions that each leave the store whole.

A run can end between any two of them, however it ends; `SyncRun.begin` then goes on with it. The
order of its work depends on what is stored, not on the process, so an interrupted run and an
uninterrupted one end in the same content.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, update

from knowledge.errors import ImportedStoreError
from knowledge.imported import finish
from knowledge.imported.intake import Fetched, Intake, Wanted
from knowledge.imported.report import Report
from knowledge.imported.rules import default
from knowledge.imported.store import ImportedStore
from knowledge.imported.tables import RECORDS, RUNS, transaction

__all__ = ["Fetched", "SyncRun", "Wanted"]

_GOES_STALE = timedelta(days=2)
"""An interrupted run older than this is given up: the list it read is no longer the list."""


class SyncRun:
    """One synchronisation. curated: the codes of our own records, whose changes open reviews."""

    def __init__(
        self, store: ImportedStore, row: RowMapping, today: date, curated: Collection[str]
    ) -> None:
        self._engine = store.engine
        self._intake = Intake(row["number"], row["everything"], today, curated, default())
        self.number: int = row["number"]
        self.phase: str = row["phase"]
        self.cursor: str = row["cursor"]
        self.pages: int = row["pages"]
        self.resumed = row["step"] > 0
        self._step: int = row["step"]

    @classmethod
    def begin(
        cls,
        store: ImportedStore,
        source: str,
        today: date,
        *,
        everything: bool = False,
        curated: Collection[str] = (),
        afresh: bool = False,
    ) -> SyncRun:
        """Go on with the interrupted run from the same source, or begin one.

        everything: read every detail again. afresh: give up the interrupted run.

        Raises:
            ImportedStoreError: the store cannot be written.

        """
        open_runs = (
            select(RUNS).where(RUNS.c.phase.in_(["listing", "details"])).order_by(RUNS.c.number)
        )
        with transaction(store.engine) as connection:
            found: RowMapping | None = None
            for row in connection.execute(open_runs).mappings().all():
                fits = row["source"] == source and row["everything"] == everything
                if fits and not afresh and today - row["started_on"] <= _GOES_STALE and not found:
                    found = row
                    continue
                connection.execute(
                    update(RUNS).where(RUNS.c.number == row["number"]).values(phase="abandoned")
                )
            if found is None:
                values = {
                    "source": source, "everything": everything, "started_on": today,
                    "phase": "listing", "cursor": "", "pages": 0, "step": 0,
                }  # fmt: skip
                connection.execute(insert(RUNS).values(**values))
                newest = select(RUNS).order_by(RUNS.c.number.desc()).limit(1)
                found = connection.execute(newest).mappings().one()
        return cls(store, found, today, curated)

    def add_page(
        self,
        items: Iterable[object],
        cursor: str,
        total: int | None,
        last: bool,
        refresh_before: date,
    ) -> int:
        """Store one page of the list, and where to go on; how many lines were new to this run.

        A record's detail becomes wanted when the record is new, back again, listed differently,
        or was last read before that day.
        """
        pages, phase = self.pages + 1, "details" if last else "listing"
        with transaction(self._engine) as connection:
            new = sum(
                self._intake.listed(connection, item, f"trang {pages}, dòng {line}", refresh_before)
                for line, item in enumerate(items, 1)
            )
            self._advance(connection, cursor=cursor, pages=pages, total=total, phase=phase)
        self.cursor, self.pages, self.phase = cursor, pages, phase
        return new

    def wanted(self, limit: int) -> list[Wanted]:
        """The next records whose detail is to be read in this run, each asked for once."""
        query = (
            select(RECORDS.c.id, RECORDS.c.code, RECORDS.c.name)
            .where(self._is_wanted())
            .order_by(RECORDS.c.id)
            .limit(limit)
        )
        with transaction(self._engine) as connection:
            return [Wanted(*row) for row in connection.execute(query)]

    def count_wanted(self) -> int:
        """How many details are still to be read."""
        with transaction(self._engine) as connection:
            query = select(func.count()).select_from(RECORDS).where(self._is_wanted())
            return connection.execute(query).scalar_one()

    def _is_wanted(self) -> ColumnElement[bool]:
        return (
            RECORDS.c.pending.is_(True)
            & (RECORDS.c.listed_run == self.number)
            & (RECORDS.c.tried_run != self.number)
        )

    def add_details(self, fetched: Iterable[Fetched]) -> None:
        """Store some details in one transaction, with what changed by them."""
        with transaction(self._engine) as connection:
            for answer in fetched:
                self._intake.detail(connection, answer)
            self._advance(connection)

    def finish(self, allow_shrink: bool = False) -> Report:
        """Withdraw what vanished, compare records with each other, write the report."""
        intake = self._intake
        with transaction(self._engine) as connection:
            report = finish.finish(
                connection, self.number, intake.today, intake.curated, intake.rules, allow_shrink
            )
            self._advance(connection, phase="done", report=report.model_dump(mode="json"))
        self.phase = "done"
        return report

    def _advance(self, connection: Connection, **values: Any) -> None:
        """Count the transaction; a run that another process moved meanwhile is not ours."""
        query = (
            update(RUNS)
            .where(RUNS.c.number == self.number, RUNS.c.step == self._step)
            .values(step=self._step + 1, **values)
        )
        if connection.execute(query).rowcount != 1:
            raise ImportedStoreError("một lần đồng bộ khác đang chạy trên cùng kho này")
        self._step += 1
