"""Writing: one synchronisation, in transactions that each leave the store whole.

A run can end between any two of them, however it ends; `SyncRun.begin` then goes on with it. The
order of its work depends on what is stored, not on the process, so an interrupted run and an
uninterrupted one end in the same content.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from knowledge.errors import ImportedRecordError, ImportedStoreError
from knowledge.imported import finish, reviews
from knowledge.imported.changes import compare
from knowledge.imported.journal import note
from knowledge.imported.linter import lint
from knowledge.imported.parser import parse
from knowledge.imported.peers import disagreement
from knowledge.imported.reading import tidy
from knowledge.imported.report import Report
from knowledge.imported.rules import Rules, default
from knowledge.imported.store import ImportedStore, row_record
from knowledge.imported.stored import content_hash, digest, dumped
from knowledge.imported.tables import RECORDS, RUNS

_GOES_STALE = timedelta(days=2)
"""An interrupted run older than this is given up: the list it read is no longer the list."""


@dataclass(frozen=True)
class Wanted:
    """A record whose detail is to be read."""

    id: str
    code: str
    name: str


@dataclass(frozen=True)
class Fetched:
    """An answer: the detail, or why there is none."""

    id: str
    detail: Mapping[str, Any] | None
    problem: str = ""


class SyncRun:
    """One synchronisation. curated: the codes of our own records, whose changes open reviews."""

    def __init__(
        self, store: ImportedStore, row: RowMapping, today: date, curated: Collection[str]
    ) -> None:
        self._engine = store.engine
        self._today = today
        self._curated = curated
        self._rules: Rules = default()
        self.number: int = row["number"]
        self.everything: bool = row["everything"]
        self.phase: str = row["phase"]
        self.cursor: str = row["cursor"]
        self.pages: int = row["pages"]
        self.total: int | None = row["total"]
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
        """
        open_runs = (
            select(RUNS).where(RUNS.c.phase.in_(["listing", "details"])).order_by(RUNS.c.number)
        )
        with store.engine.begin() as connection:
            found: RowMapping | None = None
            for row in connection.execute(open_runs).mappings().all():
                fits = row["source"] == source and row["everything"] == everything
                if fits and not afresh and today - row["started_on"] <= _GOES_STALE:
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
        """Store one page of the list, and where to go on; how many ids were new to this run.

        A record's detail becomes wanted when the record is new, back again, listed differently,
        or was last read before that day.
        """
        with self._engine.begin() as connection:
            new = 0
            for index, item in enumerate(items):
                new += self._add_item(connection, item, index, refresh_before)
            phase = "details" if last else "listing"
            self._advance(connection, cursor=cursor, pages=self.pages + 1, total=total, phase=phase)
        self.cursor, self.pages, self.total, self.phase = cursor, self.pages + 1, total, phase
        return new

    def _add_item(
        self, connection: Connection, item: object, index: int, refresh_before: date
    ) -> bool:
        data: Mapping[str, Any] = item if isinstance(item, Mapping) else {}
        record_id = data.get("id")
        if not isinstance(record_id, str) or not 0 < len(record_id) <= 64:
            place = f"trang {self.pages + 1}, dòng {index + 1}"
            self._bad(connection, place, tidy(str(data.get("code") or "")), "", "thiếu id")
            return True
        code, name = (tidy(str(data.get(key) or ""))[:2000] for key in ("code", "name"))
        which = RECORDS.c.id == record_id
        row = connection.execute(select(RECORDS).where(which)).mappings().first()
        if row is not None and row["listed_run"] == self.number:
            return False
        if not code or len(code) > 40 or not name:
            self._bad(connection, record_id, code[:40], name, "danh sách thiếu mã hoặc tên")
            if row is not None:
                connection.execute(update(RECORDS).where(which).values(listed_run=self.number))
            return True
        listing_hash = digest(data)
        values: dict[str, Any] = {
            "code": code, "name": name, "listing": dict(data), "listing_hash": listing_hash,
            "listed_run": self.number,
        }  # fmt: skip
        if row is None:
            values |= {
                "id": record_id, "marks": [], "first_seen": self._today,
                "last_changed": self._today, "tried_run": 0, "pending": True,
            }  # fmt: skip
            connection.execute(insert(RECORDS).values(**values))
            return True
        ended = str(data.get("state") or "").upper() not in finish.LIVE_STATES
        values["pending"] = not (ended and row["withdrawn_on"]) and (
            row["pending"]
            or self.everything
            or row["listing_hash"] != listing_hash
            or row["withdrawn_on"] is not None
            or row["fetched_on"] is None
            or row["fetched_on"] < refresh_before
        )
        connection.execute(update(RECORDS).where(which).values(**values))
        return True

    def wanted(self, limit: int) -> list[Wanted]:
        """The next records whose detail is to be read in this run, each asked for once."""
        query = (
            select(RECORDS.c.id, RECORDS.c.code, RECORDS.c.name)
            .where(self._is_wanted())
            .order_by(RECORDS.c.id)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [Wanted(*row) for row in connection.execute(query)]

    def count_wanted(self) -> int:
        """How many details are still to be read."""
        with self._engine.connect() as connection:
            query = select(func.count()).select_from(RECORDS).where(self._is_wanted())
            return connection.execute(query).scalar_one()

    def _is_wanted(self) -> Any:
        return (
            RECORDS.c.pending
            & (RECORDS.c.listed_run == self.number)
            & (RECORDS.c.tried_run != self.number)
        )

    def add_details(self, fetched: Iterable[Fetched]) -> None:
        """Store some details in one transaction, with what changed by them."""
        with self._engine.begin() as connection:
            for answer in fetched:
                self._add_detail(connection, answer)
            self._advance(connection)

    def _add_detail(self, connection: Connection, answer: Fetched) -> None:
        which = RECORDS.c.id == answer.id
        row = connection.execute(select(RECORDS).where(which)).mappings().one()
        tried = {"tried_run": self.number}
        try:
            if answer.detail is None:
                raise ImportedRecordError(row["code"], [answer.problem])
            new = parse(row["listing"], answer.detail, self._today)
        except ImportedRecordError as error:
            reason = "; ".join(error.reasons)
            self._bad(connection, answer.id, row["code"], row["name"], reason)
            connection.execute(update(RECORDS).where(which).values(problem=reason, **tried))
            return
        old = row_record(row)
        marks = [*disagreement(new, row["listing"], answer.detail), *lint(new, self._rules)]
        # What only neighbours show is found anew when the run ends; until then it stays.
        marks += [mark for mark in (old.marks if old else []) if mark.kind == "reused_code"]
        marks = list({(mark.kind, mark.part): mark for mark in marks}.values())
        changes = compare(old, new) if old else []
        back = row["withdrawn_on"] is not None
        if old is None:
            note(connection, self.number, new, "appeared")
        elif back:
            note(connection, self.number, new, "returned")
        elif changes:
            note(connection, self.number, new, "changed", changes=changes)
        if old and (changes or back) and self._is_curated(new):
            reviews.open_or_extend(connection, old, new, self._today)
        values = {
            "name": new.name, "detail": dict(answer.detail),
            "raw_hash": digest([row["listing"], answer.detail]), "record": dumped(new),
            "marks": [mark.model_dump(mode="json", exclude_defaults=True) for mark in marks],
            "content_hash": content_hash(new, marks), "fetched_on": self._today,
            "withdrawn_on": None, "withdrawn_reason": None, "pending": False, "problem": None,
            "last_changed": self._today if changes or back or not old else row["last_changed"],
        }  # fmt: skip
        connection.execute(update(RECORDS).where(which).values(**values, **tried))

    def finish(self, allow_shrink: bool = False) -> Report:
        """Withdraw what vanished, compare records with each other, write the report."""
        with self._engine.begin() as connection:
            report = finish.finish(
                connection, self.number, self._today, self._curated, self._rules, allow_shrink
            )
            self._advance(connection, phase="done", report=report.model_dump(mode="json"))
        self.phase = "done"
        return report

    def _is_curated(self, record: Any) -> bool:
        return record.code in self._curated and record.province is None

    def _bad(
        self, connection: Connection, record_id: str, code: str, name: str, reason: str
    ) -> None:
        note(
            connection, self.number, None, "bad", record_id=record_id, code=code[:40], name=name,
            reason=reason,
        )  # fmt: skip

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
