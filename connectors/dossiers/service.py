"""The desk that the talk asks: look-ups and follows of one installation, put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from connectors.dossiers.deeplink import DeepLinkProvider
from connectors.dossiers.follows import Follows
from connectors.dossiers.lookup import Lookup
from knowledge.dossiers import VIETNAM, Arrived, Looked, Saved
from nlu.text.dossier_codes import canonical


def vietnam_now() -> datetime:
    """The moment it is."""
    return datetime.now(VIETNAM)


class Dossiers:
    """Implements `knowledge.dossiers.DossierDesk`."""

    def __init__(
        self,
        lookup: Lookup,
        follows: Follows,
        now: Callable[[], datetime] = vietnam_now,
        demonstration: bool = False,
    ) -> None:
        self.lookup = lookup
        self.follows = follows
        self.now = now
        self._demonstration = demonstration

    @property
    def connected(self) -> bool:
        """Whether anything can be looked up at all."""
        return not isinstance(self.lookup.provider, DeepLinkProvider)

    @property
    def demonstration(self) -> bool:
        """Whether it is the twin that is asked."""
        return self._demonstration

    def look(self, code: str, person: str) -> Looked:
        """The state of a dossier; what this person follows anyway is not counted as a look-up."""
        read = canonical(code, self.now().date())
        if read and read.kind == "insurance":
            return Looked(code, None, "not_ours")
        counted = not self.follows.is_followed(person, code)
        return self.lookup.for_person(code, person, counted)

    def follow(self, code: str, person: str) -> bool:
        """Follow from now on, from what is known already."""
        last = self.lookup.fresh(code).dossier
        known = last if last and not last.stale else None
        return self.follows.add(person, code, known, self.now())

    def unfollow(self, code: str, person: str) -> bool:
        """Stop; whether it was followed."""
        return self.follows.remove(person, code)

    def saved(self, person: str) -> list[Saved]:
        """What this person follows, oldest first."""
        return self.follows.saved(person)

    def forget(self, person: str) -> None:
        """Delete whatever is kept for this person."""
        self.follows.forget(person)

    def news(self, person: str, token: str) -> list[Arrived]:
        """What has not been told yet, told now with the message `token`."""
        return self.follows.tell_with(person, token, self.now())
