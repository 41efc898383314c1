"""A dossier as far as anybody needs to know it: no name, no number of a person."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Annotated, Protocol

from pydantic import Field

from knowledge.schema import Model

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The one time zone of the portal; it has no summer time."""

StatusCode = Annotated[int, Field(ge=0, le=10)]


class Event(Model):
    """A step of a dossier's way. status_code: of the national table, where the source uses it."""

    at: datetime
    status_code: StatusCode | None = None
    status_text: str = ""


class Supplement(Model):
    """One request for more papers. items: what is asked for, in the office's words."""

    asked_at: datetime | None = None
    items: list[str] = Field(default_factory=list)
    answered_at: datetime | None = None
    due_at: datetime | None = None


class Dossier(Model):
    """What a provider knows of a dossier. All moments carry their time zone.

    status_code: of the national table (1 to 10, 0 between offices); None when the source numbers
    its states differently: then only its own words count. note: why it was refused, returned or
    stopped, in the office's words. source: the provider's name. demonstration: from the twin, not
    a real dossier. stale: fetched earlier, because nothing newer could be had.
    """

    code: str
    procedure_code: str = ""
    procedure: str = ""
    status_code: StatusCode | None = None
    status_text: str = ""
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    finished_at: datetime | None = None
    agency: str = ""
    note: str = ""
    supplements: list[Supplement] = Field(default_factory=list)
    history: list[Event] = Field(default_factory=list)
    source: str
    demonstration: bool = False
    fetched_at: datetime
    stale: bool = False

    @property
    def state(self) -> tuple[int | None, str]:
        """What a change of state is a change of."""
        return self.status_code, self.status_text if self.status_code is None else ""


class StatusProvider(Protocol):
    """One system that can be asked. Blocking; keeps no state of a dossier."""

    @property
    def name(self) -> str:
        """What the source is called in a reply."""

    def lookup(self, code: str) -> Dossier:
        """The dossier under a canonical code.

        Raises:
            DossierError: see `knowledge.dossiers.errors`.

        """
