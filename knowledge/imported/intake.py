"""Taking in what the portal answered: a line of the list, a detail. Each call is part of a
transaction of a run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from knowledge.errors import ImportedRecordError
from knowledge.imported import reviews
from knowledge.imported.changes import compare
from knowledge.imported.finish import LIVE_STATES
from knowledge.imported.journal import note
from knowledge.imported.linter import lint
from knowledge.imported.model import ImportedProcedure, Mark
from knowledge.imported.parser import parse
from knowledge.imported.peers import disagreement
from knowledge.imported.reading import tidy
from knowledge.imported.rules import Rules
from knowledge.imported.store import row_record
from knowledge.imported.stored import content_hash, digest, dumped
from knowledge.imported.tables import RECORDS

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_LONGEST_CODE, _LONGEST_NAME = 40, 2000


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


@dataclass(frozen=True)
class Intake:
    """What is the same for everything a run takes in. curated: codes of our own records."""

    run: int
    everything: bool
    today: date
    curated: Collection[str]
    rules: Rules

    def listed(
        self, connection: Connection, item: object, place: str, refresh_before: date
    ) -> bool:
        """Store one line of the list; whether it is new to this run. `place` names a line that
        has no id.
        """
        data: Mapping[str, Any] = item if isinstance(item, Mapping) else {}
        code, name = (tidy(str(data.get(key) or "")) for key in ("code", "name"))
        record_id = data.get("id")
        if not isinstance(record_id, str) or not _ID.fullmatch(record_id):
            self._bad(connection, place, code, "", "thiếu id")
            return True
        which = RECORDS.c.id == record_id
        row = connection.execute(select(RECORDS).where(which)).mappings().first()
        if row is not None and row["listed_run"] == self.run:
            return False
        if not code or len(code) > _LONGEST_CODE or not name:
            self._bad(connection, record_id, code, name, "danh sách thiếu mã hoặc tên")
            if row is not None:
                connection.execute(update(RECORDS).where(which).values(listed_run=self.run))
            return True
        listing_hash = digest(data)
        values: dict[str, Any] = {
            "code": code, "name": name[:_LONGEST_NAME], "listing": dict(data),
            "listing_hash": listing_hash, "listed_run": self.run,
        }  # fmt: skip
        if row is None:
            values |= {
                "id": record_id, "marks": [], "first_seen": self.today,
                "last_changed": self.today, "tried_run": 0, "pending": True,
            }  # fmt: skip
            connection.execute(insert(RECORDS).values(**values))
            return True
        ended = str(data.get("state") or "").upper() not in LIVE_STATES
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

    def detail(self, connection: Connection, answer: Fetched) -> None:
        """Store one detail, note what changed by it, and open a review where that is due."""
        which = RECORDS.c.id == answer.id
        row = connection.execute(select(RECORDS).where(which)).mappings().one()
        try:
            if answer.detail is None:
                raise ImportedRecordError(row["code"], [answer.problem])
            new = parse(row["listing"], answer.detail, self.today)
        except ImportedRecordError as error:
            reason = tidy("; ".join(error.reasons))
            self._bad(connection, answer.id, row["code"], row["name"], reason)
            values = {"problem": reason, "tried_run": self.run}
            connection.execute(update(RECORDS).where(which).values(**values))
            return
        old = row_record(row)
        back = row["withdrawn_on"] is not None
        changed = self._compare(connection, old, new, back)
        marks = self._marks(old, new, row["listing"], answer.detail)
        values = {
            "name": new.name, "detail": dict(answer.detail),
            "raw_hash": digest([row["listing"], answer.detail]), "record": dumped(new),
            "marks": [mark.model_dump(mode="json", exclude_defaults=True) for mark in marks],
            "content_hash": content_hash(new, marks), "fetched_on": self.today,
            "withdrawn_on": None, "withdrawn_reason": None, "pending": False, "problem": None,
            "last_changed": self.today if changed else row["last_changed"],
            "tried_run": self.run,
        }  # fmt: skip
        connection.execute(update(RECORDS).where(which).values(**values))

    def _compare(
        self,
        connection: Connection,
        old: ImportedProcedure | None,
        new: ImportedProcedure,
        back: bool,
    ) -> bool:
        """Note how the record differs from its last reading; whether it does."""
        if old is None:
            note(connection, self.run, new, "appeared")
            return True
        changes = compare(old, new)
        if back:
            note(connection, self.run, new, "returned", changes=changes)
        elif changes:
            note(connection, self.run, new, "changed", changes=changes)
        differs = back or bool(changes)
        if differs and new.code in self.curated and new.province is None:
            reviews.open_or_extend(connection, old, new, self.today)
        return differs

    def _marks(
        self,
        old: ImportedProcedure | None,
        new: ImportedProcedure,
        listing: Mapping[str, Any],
        detail: Mapping[str, Any],
    ) -> list[Mark]:
        marks = [*disagreement(new, listing, detail), *lint(new, self.rules)]
        # What only neighbours show is found anew when the run ends; until then it stays.
        marks += [mark for mark in (old.marks if old else []) if mark.kind == "reused_code"]
        return list({(mark.kind, mark.part): mark for mark in marks}.values())

    def _bad(
        self, connection: Connection, record_id: str, code: str, name: str, reason: str
    ) -> None:
        note(
            connection, self.run, None, "bad", record_id=record_id, code=code[:_LONGEST_CODE],
            name=name[:_LONGEST_NAME], reason=reason,
        )  # fmt: skip
