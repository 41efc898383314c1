"""The last transaction of a run: what vanished, what only shows beside others, the report."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, update

from knowledge.errors import ImportedRecordError
from knowledge.imported import reviews
from knowledge.imported.journal import note, noted
from knowledge.imported.linter import lint
from knowledge.imported.model import ImportedProcedure, Mark
from knowledge.imported.parser import parse
from knowledge.imported.peers import disagreement, reused_codes
from knowledge.imported.report import Report
from knowledge.imported.rules import Rules
from knowledge.imported.store import row_record
from knowledge.imported.stored import content_hash, dumped
from knowledge.imported.tables import RECORDS, RUNS

MOST_GONE = 0.2
"""When a larger share of the active records vanishes at once, the list is not believed."""

LIVE_STATES = frozenset({"ACTIVE", "UPDATED", "PUBLISHED", ""})


def finish(
    connection: Connection,
    run: int,
    today: date,
    curated: Collection[str],
    rules: Rules,
    allow_shrink: bool,
) -> Report:
    """End a run. `allow_shrink` believes a list from which too many vanished."""
    row = connection.execute(select(RUNS).where(RUNS.c.number == run)).mappings().one()
    listed = _count(connection, RECORDS.c.listed_run == run)
    complete = row["total"] is None or listed >= row["total"]
    refused = _withdraw(connection, run, today, curated, complete, allow_shrink)
    active, hashes = _mark_all(connection, rules)
    held = [mark.kind for record in active for mark in _once(record, today)]
    found = noted(connection, run)
    return Report(
        run=run,
        source=row["source"],
        started_on=row["started_on"],
        finished_on=today,
        everything=row["everything"],
        listed=listed,
        total=row["total"],
        complete=complete,
        fetched=_count(connection, RECORDS.c.tried_run == run),
        active=len(active),
        withheld=sum(record.withheld_on(today) for record in active),
        **dict(found.items()),
        refused=refused,
        marks=dict(sorted(Counter(held).items())),
        reviews=[review.code for review in reviews.read_open(connection)],
        version=_version(hashes),
    )


def _count(connection: Connection, which: Any) -> int:
    return connection.execute(select(func.count()).select_from(RECORDS).where(which)).scalar_one()


def _once(record: ImportedProcedure, today: date) -> list[Mark]:
    return list({mark.kind: mark for mark in record.marks_on(today)}.values())


def _withdraw(
    connection: Connection,
    run: int,
    today: date,
    curated: Collection[str],
    complete: bool,
    allow_shrink: bool,
) -> int:
    """Withdraw what the complete list lacks or shows as ended; how many were kept instead."""
    alive = RECORDS.c.withdrawn_on.is_(None)
    before = _count(connection, alive)
    missing = select(RECORDS).where(alive, RECORDS.c.listed_run != run).order_by(RECORDS.c.id)
    gone = [(row, "không còn trong danh sách của Cổng") for row in _all(connection, missing)]
    if not complete:
        gone = []
    ended = select(RECORDS).where(alive, RECORDS.c.listed_run == run).order_by(RECORDS.c.id)
    for row in _all(connection, ended):
        state = str(row["listing"].get("state") or "").upper()
        if state not in LIVE_STATES:
            gone.append((row, f"trạng thái trên Cổng: {state}"))
    if len(gone) > before * MOST_GONE and not allow_shrink:
        return len(gone)
    for row, reason in gone:
        record = row_record(row)
        if record is not None:
            note(connection, run, record, "withdrawn", reason=reason)
            if record.code in curated and record.province is None:
                reviews.open_withdrawn(connection, record, reason, today)
        connection.execute(
            update(RECORDS)
            .where(RECORDS.c.id == row["id"])
            .values(withdrawn_on=today, withdrawn_reason=reason, last_changed=today)
        )
    return 0


def _all(connection: Connection, query: Any) -> list[RowMapping]:
    return list(connection.execute(query).mappings())


def _mark_all(
    connection: Connection, rules: Rules
) -> tuple[list[ImportedProcedure], list[tuple[str, str]]]:
    """Read and lint every active record anew, from what the portal sent: better reading and new
    rules reach records that did not change. Their marks then also say what neighbours show.
    """
    query = (
        select(RECORDS)
        .where(RECORDS.c.withdrawn_on.is_(None), RECORDS.c.record.is_not(None))
        .order_by(RECORDS.c.id)
    )
    read: list[tuple[RowMapping, ImportedProcedure, list[Mark]]] = []
    for row in connection.execute(query).mappings():
        try:
            # The stored record names the day its detail was read; so does this reading of it.
            record = parse(row["listing"], row["detail"], row["fetched_on"])
        except ImportedRecordError:
            record = row_record(row) or ImportedProcedure.model_validate_json(row["record"])
        marks = [*disagreement(record, row["listing"], row["detail"]), *lint(record, rules)]
        read.append((row, record, marks))
    reused = reused_codes(record for _, record, _ in read)
    found, hashes = [], []
    for row, record, marks in read:
        if beside := reused.get(record.id):
            marks = [*marks, beside]
        marks = list({(mark.kind, mark.part): mark for mark in marks}.values())
        hashed = content_hash(record, marks)
        if hashed != row["content_hash"]:
            values = {
                "record": dumped(record),
                "marks": [mark.model_dump(mode="json", exclude_defaults=True) for mark in marks],
                "content_hash": hashed,
            }
            connection.execute(update(RECORDS).where(RECORDS.c.id == record.id).values(**values))
        found.append(record.model_copy(update={"marks": marks}))
        hashes.append((record.id, hashed))
    return found, hashes


def _version(hashes: list[tuple[str, str]]) -> str:
    return hashlib.sha256("".join(f"{i} {h}\n" for i, h in hashes).encode()).hexdigest()[:16]
