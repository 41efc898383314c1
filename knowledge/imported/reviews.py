"""Changes on the portal to procedures we have a curated record of, until a person has looked."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from knowledge.errors import NoSuchReviewError
from knowledge.imported.changes import SectionChange, compare
from knowledge.imported.model import ImportedModel, ImportedProcedure
from knowledge.imported.tables import REVIEWS

_BACK = "Cổng đã trở lại như trước"


class Review(ImportedModel):
    """number: by which it is settled. changes: since the portal's record as it was before."""

    number: int
    record_id: str
    code: str
    name: str
    opened_on: date
    changes: list[SectionChange]
    settled_on: date | None = None
    settled_by: str | None = None
    note: str | None = None

    @property
    def sections(self) -> list[str]:
        """What changed, by name."""
        return [change.section for change in self.changes]


def open_or_extend(
    connection: Connection, old: ImportedProcedure, new: ImportedProcedure, today: date
) -> None:
    """Note a change. An open review goes on from its own base; a change taken back settles it.
    A record that is back as it was, after its vanishing was settled, is a change of state.
    """
    row = _open_row(connection, new.id)
    if row is None:
        changes = compare(old, new) or [
            SectionChange(section="state", before=["đã gỡ"], after=[new.state])
        ]
        _insert(connection, old, [change.model_dump() for change in changes], today)
        return
    base = ImportedProcedure.model_validate_json(row["base"])
    changes = compare(base, new)
    values: dict[str, Any] = {"changes": [change.model_dump() for change in changes]}
    if not changes:
        values = {"settled_on": today, "settled_by": "portal sync", "note": _BACK}
    connection.execute(update(REVIEWS).where(REVIEWS.c.number == row["number"]).values(**values))


def open_withdrawn(
    connection: Connection, old: ImportedProcedure, reason: str, today: date
) -> None:
    """Note that the portal no longer lists the procedure."""
    gone = SectionChange(section="state", before=[old.state], after=[reason]).model_dump()
    row = _open_row(connection, old.id)
    if row is None:
        _insert(connection, old, [gone], today)
    else:
        changes = [c for c in row["changes"] if c["section"] != "state"] + [gone]
        connection.execute(
            update(REVIEWS).where(REVIEWS.c.number == row["number"]).values(changes=changes)
        )


def _open_row(connection: Connection, record_id: str) -> RowMapping | None:
    query = select(REVIEWS).where(REVIEWS.c.record_id == record_id, REVIEWS.c.settled_on.is_(None))
    return connection.execute(query).mappings().first()


def _insert(
    connection: Connection, base: ImportedProcedure, changes: list[dict[str, Any]], today: date
) -> None:
    connection.execute(
        REVIEWS.insert().values(
            record_id=base.id,
            code=base.code,
            name=base.name,
            opened_on=today,
            base=base.model_dump_json(exclude_defaults=True),
            changes=changes,
        )
    )


def read_open(connection: Connection, code: str | None = None) -> list[Review]:
    """Open reviews, oldest first; of one code when given."""
    query = select(REVIEWS).where(REVIEWS.c.settled_on.is_(None)).order_by(REVIEWS.c.number)
    if code is not None:
        query = query.where(REVIEWS.c.code == code)
    return [_review(row) for row in connection.execute(query).mappings()]


def settle(connection: Connection, number: int, by: str, note: str, today: date) -> Review:
    """Close a review; the curated record is then what is said again.

    Raises:
        NoSuchReviewError: none is open under that number.

    """
    query = (
        update(REVIEWS)
        .where(REVIEWS.c.number == number, REVIEWS.c.settled_on.is_(None))
        .values(settled_on=today, settled_by=by, note=note)
    )
    if connection.execute(query).rowcount != 1:
        raise NoSuchReviewError(f"không có việc xem lại nào đang mở mang số {number}")
    row = connection.execute(select(REVIEWS).where(REVIEWS.c.number == number)).mappings().one()
    return _review(row)


def _review(row: RowMapping) -> Review:
    data = dict(row)
    data.pop("base")
    return Review.model_validate_json(json.dumps(data, default=str))
