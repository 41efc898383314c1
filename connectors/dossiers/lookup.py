"""Looking one up for a person: cache, limits, breaker, and the last known state when all fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from connectors.dossiers.breaker import Breaker
from connectors.dossiers.known import KnownStates
from knowledge.dossiers import (
    Dossier,
    DossierAnswerError,
    DossierDownError,
    DossierError,
    DossierNotFoundError,
    DossierNotOursError,
    DossierRefusedError,
    Looked,
    NoProviderError,
    StatusProvider,
)
from knowledge.dossiers.desk import Trouble

log = logging.getLogger(__name__)

FRESH_FOR = timedelta(minutes=10)
_TROUBLES: tuple[tuple[type[DossierError], Trouble], ...] = (
    (DossierNotFoundError, "not_found"),
    (DossierNotOursError, "not_ours"),
    (DossierDownError, "down"),
    (DossierAnswerError, "answer"),
    (DossierRefusedError, "refused"),
    (NoProviderError, "no_provider"),
)
_NOTHING_THERE = frozenset({"not_found", "not_ours", "no_provider"})
"""After these an earlier state is not shown: it is not this dossier's any more, or never was."""


class Lookup:
    """Safe for several threads."""

    def __init__(
        self,
        provider: StatusProvider,
        known: KnownStates,
        breaker: Breaker,
        now: Callable[[], datetime],
        per_person: str = "20/hour",
        misses: str = "5/hour",
        fresh_for: timedelta = FRESH_FOR,
    ) -> None:
        self.provider = provider
        self.breaker = breaker
        self._known = known
        self._now = now
        self._fresh_for = fresh_for
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_person: RateLimitItem = parse(per_person)
        self._misses: RateLimitItem = parse(misses)

    def for_person(self, code: str, person: str, counted: bool = True) -> Looked:
        """What can be told. counted: this person's look-ups are limited, and guesses more so."""
        if counted and not self._may_ask(person):
            return Looked(code, None, "too_many")
        looked = self.fresh(code)
        if counted and looked.trouble in ("not_found", "not_ours"):
            self._limiter.hit(self._misses, "misses", person)
        return looked

    def fresh(self, code: str) -> Looked:
        """A state that is fresh enough, else a new one, else the last known one."""
        last = self._known.get(code)
        if last and timedelta() <= self._now() - last.fetched_at < self._fresh_for:
            return Looked(code, last)
        dossier, trouble = self._ask(code)
        if dossier:
            self._known.put(dossier)
            return Looked(code, dossier)
        if last and trouble not in _NOTHING_THERE:
            return Looked(code, last.model_copy(update={"stale": True}), trouble)
        return Looked(code, None, trouble)

    def _may_ask(self, person: str) -> bool:
        if not self._limiter.test(self._misses, "misses", person):
            return False
        return bool(self._limiter.hit(self._per_person, "lookups", person))

    def _ask(self, code: str) -> tuple[Dossier | None, Trouble | None]:
        if not self.breaker.allows():
            return None, "down"
        try:
            dossier = self.provider.lookup(code)
        except DossierError as error:
            trouble = next(name for kind, name in _TROUBLES if isinstance(error, kind))
            if trouble == "down":
                self.breaker.failed()
            else:
                self.breaker.succeeded()
            if trouble not in _NOTHING_THERE:
                log.warning("dossier %s: %s (%s)", self._known.hashed(code), trouble, error)
            return None, trouble
        except Exception as error:
            # A provider's own fault must not take the talk with it; its text may hold the code.
            self.breaker.failed()
            log.error("dossier %s: %s", self._known.hashed(code), type(error).__name__)
            return None, "answer"
        self.breaker.succeeded()
        return dossier, None
