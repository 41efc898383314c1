"""What every handler needs, in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from bot.guide.context import Context
from bot.guide.ports import Figures, ResumeCodes
from bot.guide.trees import KnownTrees
from bot.talk.turn import Memory
from bot.wording import Speaker, Wording, pair_named
from knowledge.aids import Aids
from knowledge.dossiers import DossierDesk
from knowledge.elsewhere import Topics
from knowledge.hotlines import Hotlines
from knowledge.imported import ImportedProcedure, Review
from knowledge.localities import Policies, load_policies
from knowledge.records import Records
from knowledge.retrieval import Pointers, Retriever

if TYPE_CHECKING:
    from bot.talk.people import HelpDesk


class Portal(Protocol):
    """The portal's own records, as `knowledge.imported.ImportedStore` keeps them."""

    def by_code(self, code: str, today: date | None = None) -> list[ImportedProcedure]:
        """The records under a code, national ones first."""
        ...

    def open_review(self, code: str) -> Review | None:
        """A change of the portal to this procedure that nobody has looked at."""
        ...


_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Assistant:
    """Records, retriever, words, the day it is, and the portal's own records if there are any.
    dossiers: who looks dossiers up, if anybody.
    now: the moment in Vietnam. resume_codes, figures: what only the app can keep; a guide does
    without. people: the helpers who can take over, if there is a desk. public_url: where citizens
    reach the app.
    """

    records: Records
    retriever: Retriever
    hotlines: Hotlines
    topics: Topics
    aids: Aids
    wording: Wording = field(default_factory=Wording)
    today: Callable[[], date] = date.today
    imported: Portal | None = None
    policies: Policies = field(default_factory=load_policies)
    dossiers: DossierDesk | None = None
    now: Callable[[], datetime] = field(default=lambda: datetime.now(_VIETNAM))
    resume_codes: ResumeCodes | None = None
    figures: Figures | None = None
    people: HelpDesk | None = None
    public_url: str = ""

    @cached_property
    def pointers(self) -> Pointers:
        """The words that decide between a procedure and its neighbours."""
        return Pointers(self.records)

    def speaker(self, memory: Memory) -> Speaker:
        """The wording in the pair this citizen is addressed with."""
        return Speaker(self.wording, pair_named(memory.address))

    def guide_context(self) -> Context:
        """What a guide needs besides its record."""
        return Context(
            self.records,
            self.hotlines,
            self.now(),
            KnownTrees(self.aids.troubles),
            follows=self.dossiers is not None,
        )
