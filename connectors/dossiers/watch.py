"""Following dossiers: one due row at a time, at a steady pace, whatever has piled up.

While the system is down nothing is asked but the breaker's single trials, and every row simply
stays due. When it is back they are worked off at `rate` a second, oldest first.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from connectors.dossiers.follows import Follows
from connectors.dossiers.lookup import Lookup
from connectors.dossiers.night import morning_of
from connectors.dossiers.rows import Checked, Follow, NewsKind
from knowledge.dossiers import Dossier
from knowledge.dossiers.clock import due_on, gap, has_ended, is_done, lateness
from knowledge.schema import Procedure

SOONEST, LATEST = timedelta(minutes=30), timedelta(hours=12)
_AFTER_FAILURE, _LONGEST_AFTER_FAILURE = timedelta(minutes=2), timedelta(hours=2)
_LOST_FOR = timedelta(days=3)
_WAITS_FOR_PICKUP = timedelta(days=30)
_READY = 9


class Watcher:
    """`step()` checks one dossier. procedure_of: the record under a code, for its own limits.
    soonest: the shortest pause between two checks of the same dossier.
    """

    def __init__(
        self,
        follows: Follows,
        lookup: Lookup,
        now: Callable[[], datetime],
        procedure_of: Callable[[str], Procedure | None] = lambda code: None,
        rng: random.Random | None = None,
        soonest: timedelta = SOONEST,
    ) -> None:
        self._follows = follows
        self._lookup = lookup
        self._now = now
        self._procedure_of = procedure_of
        self._soonest = soonest
        self._random = rng or random.Random()  # noqa: S311 (spreads load, guards nothing)

    def step(self) -> bool:
        """Check the longest due dossier; False when nothing is due or the system is left alone."""
        if self._lookup.breaker.is_open:
            return False
        follow = self._follows.next_due(self._now())
        if follow is None:
            return False
        looked = self._lookup.fresh(follow.code)
        if looked.dossier and not looked.trouble:
            found = self._found(follow, looked.dossier)
        elif looked.trouble in ("not_found", "not_ours"):
            found = self._lost(follow)
        else:
            found = self._failed(follow)
        self._follows.checked(follow, found)
        return True

    def _found(self, follow: Follow, dossier: Dossier) -> Checked:
        now = self._now()
        news: list[tuple[NewsKind, Dossier]] = []
        last, procedure = follow.last, self._procedure_of(dossier.procedure_code)
        # By the day: some systems tell the same moment now with seconds, now without.
        same_due = last is not None and due_on(last) == due_on(dossier)
        changed = last is None or last.state != dossier.state or not same_due
        told_overdue, told_waiting = follow.told_overdue, follow.told_waiting
        if changed:
            news.append(("changed", dossier))
            told_overdue = told_overdue and same_due
        late = lateness(dossier, now, procedure)
        if late and late.late_days and not is_done(dossier) and not told_overdue:
            told_overdue = True
            # A change that is told already says that it is late.
            news += [] if changed else [("overdue", dossier)]
        waiting = gap(dossier, now)
        if waiting and waiting.over and not told_waiting:
            told_waiting = True
            news += [] if changed else [("waiting", dossier)]
        changed_at = now if changed else follow.changed_at
        never_fetched = dossier.status_code == _READY and now - changed_at > _WAITS_FOR_PICKUP
        return Checked(
            next_at=now + self._pause(now - changed_at),
            last=dossier,
            changed_at=changed_at,
            ended_at=now if has_ended(dossier) or never_fetched else None,
            told_overdue=told_overdue,
            told_waiting=told_waiting,
            news=tuple(news),
            not_before=morning_of(now),
        )

    def _lost(self, follow: Follow) -> Checked:
        """The system has no such code. A new dossier may take days to appear; an old one may not
        vanish without a word.
        """
        now = self._now()
        lost_at = follow.lost_at or now
        gone = now - lost_at >= _LOST_FOR
        last = follow.last or Dossier(code=follow.code, source="", fetched_at=now)
        return Checked(
            next_at=now + self._pause(now - lost_at),
            last=follow.last,
            changed_at=follow.changed_at,
            lost_at=lost_at,
            ended_at=now if gone else None,
            told_overdue=follow.told_overdue,
            told_waiting=follow.told_waiting,
            news=(("lost", last.model_copy(update={"fetched_at": now})),) if gone else (),
            not_before=morning_of(now),
        )

    def _failed(self, follow: Follow) -> Checked:
        now = self._now()
        first = min(_AFTER_FAILURE, self._soonest)
        pause = min(_LONGEST_AFTER_FAILURE, first * 2 ** min(follow.failures, 12))
        return Checked(
            next_at=now + self._jittered(pause),
            last=follow.last,
            changed_at=follow.changed_at,
            failures=follow.failures + 1,
            lost_at=follow.lost_at,
            told_overdue=follow.told_overdue,
            told_waiting=follow.told_waiting,
        )

    def _pause(self, unchanged_for: timedelta) -> timedelta:
        """The longer nothing happens, the less often it is asked."""
        return self._jittered(max(self._soonest, min(LATEST, unchanged_for / 8)))

    def _jittered(self, pause: timedelta) -> timedelta:
        return pause * self._random.uniform(0.8, 1.25)
