"""What the talk may ask of whoever looks dossiers up and follows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from knowledge.dossiers.model import Dossier

Trouble = Literal["not_found", "not_ours", "down", "answer", "refused", "no_provider", "too_many"]
"""Why there is no fresh state; one for each kind of DossierError."""
CODES_AT_ONCE = 3
"""Codes of one message that are looked up."""


@dataclass(frozen=True)
class Looked:
    """A look-up: the dossier, fresh or as last known (`dossier.stale`), or why there is none.

    trouble: also set beside a stale dossier.
    """

    code: str
    dossier: Dossier | None
    trouble: Trouble | None = None


@dataclass(frozen=True)
class Saved:
    """A dossier somebody follows. last: as last known."""

    code: str
    since: datetime
    last: Dossier | None
    ended: bool


@dataclass(frozen=True)
class Arrived:
    """News of a followed dossier, to be put in words when it is told. number: their order.

    kind: `changed` (another state), `overdue` (unchanged past its limit), `waiting` (submitted,
    and nobody has received it), `lost` (the system has no such code any more).
    """

    number: int
    kind: Literal["changed", "overdue", "waiting", "lost"]
    dossier: Dossier
    happened_at: datetime


class DossierDesk(Protocol):
    """`person` is the conversation; every call is short or bounded by the look-up's budget."""

    @property
    def connected(self) -> bool:
        """Whether anything can be looked up at all."""

    @property
    def demonstration(self) -> bool:
        """Whether it is the twin that is asked, and nothing real."""

    def now(self) -> datetime:
        """The moment it is, in Vietnam."""

    def look(self, code: str, person: str) -> Looked:
        """The state of a dossier; never raises a DossierError."""

    def follow(self, code: str, person: str) -> bool:
        """Follow from now on; False when this person follows too many already."""

    def unfollow(self, code: str, person: str) -> bool:
        """Stop; whether it was followed."""

    def saved(self, person: str) -> list[Saved]:
        """What this person follows, oldest first."""

    def forget(self, person: str) -> None:
        """Delete whatever is kept for this person."""

    def news(self, person: str, token: str) -> list[Arrived]:
        """What has not been told yet, told now with the message `token`; the same token gets the
        same again.
        """
