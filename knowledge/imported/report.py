"""The report of one synchronisation."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from knowledge.imported.changes import SectionChange
from knowledge.imported.model import ImportedModel


class Entry(ImportedModel):
    """A record the report speaks of. reason: why it is bad or withdrawn."""

    id: str
    code: str
    name: str
    reason: str = ""
    changes: list[SectionChange] = Field(default_factory=list)


class Report(ImportedModel):
    """listed: lines read of the list, of `total` that the portal said it has. complete: the list
    was read to its end, so what is missing in it has vanished. active: records now served or
    withheld. refused: vanished records that were kept, because too many vanished at once.
    marks: records by kind of mark holding on that day. reviews: codes with an open review.
    """

    run: int
    source: str
    started_on: date
    finished_on: date
    everything: bool
    listed: int
    total: int | None
    complete: bool
    fetched: int
    active: int
    withheld: int
    appeared: list[Entry]
    changed: list[Entry]
    returned: list[Entry]
    withdrawn: list[Entry]
    bad: list[Entry]
    refused: int
    marks: dict[str, int]
    reviews: list[str]
    version: str
