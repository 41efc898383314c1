"""What a run found, noted in the transaction that found it, so that it is noted exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from knowledge.imported.changes import SectionChange
from knowledge.imported.model import ImportedProcedure
from knowledge.imported.report import Entry
from knowledge.imported.tables import CHANGES

Kind = Literal["appeared", "changed", "returned", "withdrawn", "bad"]


def note(
    connection: Connection,
    run: int,
    record: ImportedProcedure | None,
    kind: Kind,
    *,
    record_id: str = "",
    code: str = "",
    name: str = "",
    reason: str = "",
    changes: Sequence[SectionChange] = (),
) -> None:
    """Note something of a record, or of an id when there is no record. A second note of the same
    kind about the same record in one run is dropped.
    """
    values: dict[str, Any] = {
        "run": run, "kind": kind,
        "record_id": record.id if record else record_id,
        "code": record.code if record else code,
        "name": record.name if record else name,
        "details": {"reason": reason, "changes": [change.model_dump() for change in changes]},
    }  # fmt: skip
    known = select(CHANGES.c.number).where(
        CHANGES.c.run == run, CHANGES.c.record_id == values["record_id"], CHANGES.c.kind == kind
    )
    if connection.execute(known).first() is None:
        connection.execute(insert(CHANGES).values(**values))


def noted(connection: Connection, run: int) -> dict[Kind, list[Entry]]:
    """Everything a run noted, by kind, in order."""
    found: dict[Kind, list[Entry]] = {
        "appeared": [], "changed": [], "returned": [], "withdrawn": [], "bad": []
    }  # fmt: skip
    query = select(CHANGES).where(CHANGES.c.run == run).order_by(CHANGES.c.number)
    for row in connection.execute(query).mappings():
        found[row["kind"]].append(
            Entry(
                id=row["record_id"],
                code=row["code"],
                name=row["name"],
                reason=row["details"]["reason"],
                changes=[SectionChange(**change) for change in row["details"]["changes"]],
            )
        )
    return found
