"""What an hour without the portal does to 200 followed dossiers. `python -m ops.portal_hour`.

Time is turned second by second over a real twin: the watcher steps as often as the app lets it,
somebody asks for a state now and then, and every change has to be told exactly once.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connectors.database import open_engine
from connectors.dossiers.breaker import Breaker
from connectors.dossiers.follows import Follows
from connectors.dossiers.http import Http
from connectors.dossiers.igate import Gateway, IgateProvider
from connectors.dossiers.known import KnownStates
from connectors.dossiers.lookup import Lookup
from connectors.dossiers.service import Dossiers
from connectors.dossiers.tables import META
from connectors.dossiers.watch import Watcher
from connectors.portal.sandbox import Mode, TwinClock, TwinDossiers
from connectors.portal.sandbox.dossiers import Script, Step
from knowledge.dossiers import VIETNAM
from ops.running_twin import running_twin

FOLLOWED, RATE = 200, 2
HOUR = 3600
_BEGIN = datetime(2026, 11, 16, 9, 0, tzinfo=VIETNAM)


@dataclass
class Hour:
    """down, back: requests in each second of the hour without the portal, and of the next. told:
    states told of each dossier. answers: what people who asked meanwhile got, with milliseconds.
    """

    down: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    told: dict[str, list[int | None]] = field(default_factory=dict)
    answers: list[tuple[str, float]] = field(default_factory=list)

    def __str__(self) -> str:
        times = sorted(took for _, took in self.answers)
        last = max((second for second, count in enumerate(self.back) if count), default=0)
        first = next((second for second, count in enumerate(self.back) if count), 0)
        drained = _drained(self.back)
        once = sum(states == [2] for states in self.told.values())
        return (
            f"down: {sum(self.down)} requests in an hour, at most {max(self.down)} in a second\n"
            f"back: first request after {first} s, at most {max(self.back)} in a second, "
            f"{FOLLOWED} worked off after {drained} s, last after {last} s\n"
            f"told exactly once: {once} of {len(self.told)}\n"
            f"answers meanwhile: {dict(Counter(kind for kind, _ in self.answers))}, "
            f"p95 {times[int(len(times) * 0.95)]:.0f} ms"
        )


def _drained(back: list[int]) -> int:
    total = 0
    for second, count in enumerate(back):
        total += count
        if total >= FOLLOWED:
            return second
    return -1


def run() -> Hour:
    """Turn two hours."""
    moment = _BEGIN

    def now() -> datetime:
        return moment

    codes = [f"H99.01-261116-{number:04d}" for number in range(FOLLOWED)]
    steps = [Step(hours=-1, state=1), Step(hours=0.9, state=2)]
    scripts = [
        Script(
            code=code, procedure_code="1.004194", procedure="Tạm trú", agency="Phường",
            applicant="Người Thử", steps=steps,
        )
        for code in codes
    ]  # fmt: skip
    engine, http, hour = open_engine("sqlite://"), Http(), Hour()
    META.create_all(engine)
    with running_twin(TwinDossiers(scripts, TwinClock(real=now))) as (twin, url):
        provider = IgateProvider(Gateway(url), http, now)
        breaker = Breaker(lambda: moment.timestamp())
        lookup = Lookup(provider, KnownStates(engine, b"salt"), breaker, now)
        desk = Dossiers(lookup, Follows(engine), now)
        watcher = Watcher(desk.follows, lookup, now, rng=random.Random(1))
        for code in codes:
            desk.follow(code, f"web:{code}")
        # What was seen at the beginning is no longer fresh when the portal goes.
        moment += timedelta(minutes=11)
        twin.set_mode(Mode(mode="down"))
        for second in range(2 * HOUR):
            if second == HOUR:
                twin.set_mode(Mode())
            before = twin.requests
            for _ in range(RATE):
                if not watcher.step():
                    break
            (hour.down if second < HOUR else hour.back).append(twin.requests - before)
            if 600 <= second < HOUR and second % 60 == 0:
                hour.answers.append(_ask(desk, codes[second // 60], second))
            moment += timedelta(seconds=1)
        for code in codes:
            news = desk.news(f"web:{code}", "m")
            hour.told[code] = [item.dossier.status_code for item in news]
    engine.dispose()
    http.close()
    return hour


def _ask(desk: Dossiers, code: str, second: int) -> tuple[str, float]:
    started = time.perf_counter()
    looked = desk.look(code, f"web:{second}")
    took = (time.perf_counter() - started) * 1000
    return ("last known" if looked.dossier and looked.dossier.stale else str(looked.trouble)), took


if __name__ == "__main__":
    import logging

    logging.disable(logging.WARNING)
    print(run())
