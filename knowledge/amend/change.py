"""A change of one record, as it is kept and sent about."""

from __future__ import annotations

from datetime import date
from typing import Literal

from knowledge.schema.base import Model

Kind = Literal["text", "number", "day", "yes", "choice", "add"]
"""How a value is written: a sentence, a whole number, 2026-11-22, true or false, one of a few
words, or one more line of a list."""
ADD = "add"
SAID = ("names", "phrases", "situations", "stories")
"""The lists of what citizens say."""


class Edit(Model):
    """One value. path: field names and, for what lies in a list, its id (`fees/tai_quay/amount`) or
    its position. before, after: the value as it is written; empty where there is none.
    """

    path: str
    kind: Kind
    before: str = ""
    after: str = ""


class NewSource(Model):
    """Where the new values were read."""

    title: str
    url: str = ""
    read_on: date


class Change(Model):
    """Edits that hold together or not at all.

    number: the proposal's; names the new source in the file. keeps_sources: the new source stands
    beside those that a fact had, not in their place. checked_by: who compared the whole record
    with its sources on that day, if anybody.
    """

    number: int
    procedure: str
    edits: tuple[Edit, ...]
    source: NewSource | None = None
    keeps_sources: bool = False
    checked_by: str = ""
    checked_on: date | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """The new lines of what citizens say."""
        return tuple(e.after for e in self.edits if e.after and e.path.split("/")[0] in SAID)

    @property
    def source_id(self) -> str:
        """The id of the new source in the record."""
        return f"de_nghi_{self.number}"
