"""A desk with a scripted provider or a real twin, and a clock that tests turn."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.talk import Assistant
from connectors.database import open_engine
from connectors.dossiers.breaker import Breaker
from connectors.dossiers.follows import Follows
from connectors.dossiers.known import KnownStates
from connectors.dossiers.lookup import FRESH_FOR, Lookup
from connectors.dossiers.service import Dossiers
from connectors.dossiers.tables import META
from connectors.dossiers.watch import SOONEST, Watcher
from knowledge.dossiers import VIETNAM, Dossier, DossierError, DossierNotFoundError, StatusProvider
from knowledge.records import Records

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=VIETNAM)
CODE = "H29.16-261116-0001"


@dataclass
class Clock:
    """The moment it is; `sleep` turns it."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def turn(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class ScriptedProvider:
    """Answers what a test put there; an error is raised, what is missing is not found."""

    clock: Clock
    answers: dict[str, Dossier | DossierError] = field(default_factory=dict)
    failure: DossierError | None = None
    asked: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "hệ thống thử"

    def says(self, state: int | None, code: str = CODE, **more: object) -> None:
        given = {"status_text": "", "submitted_at": MONDAY, **more}
        self.answers[code] = Dossier.model_validate(
            {"code": code, "status_code": state, "source": self.name,
             "fetched_at": self.clock(), **given}
        )  # fmt: skip

    def lookup(self, code: str) -> Dossier:
        self.asked.append((self.clock(), code))
        if self.failure:
            raise self.failure
        answer = self.answers.get(code, DossierNotFoundError("không có"))
        if isinstance(answer, DossierError):
            raise answer
        return answer.model_copy(update={"fetched_at": self.clock()})


@dataclass
class Office:
    """A desk on a database of its own; `restarted()` is the same office in a new process."""

    url: str
    clock: Clock
    provider: StatusProvider
    records: Records
    engine: Engine
    desk: Dossiers
    watcher: Watcher
    known: KnownStates
    soonest: timedelta

    def restarted(self) -> Office:
        self.engine.dispose()
        return make_office(self.url, self.clock, self.provider, self.records, self.soonest)


def make_office(
    url: str,
    clock: Clock,
    provider: StatusProvider,
    records: Records,
    soonest: timedelta = SOONEST,
) -> Office:
    """soonest: between two checks; a state is then kept no longer than that either."""
    engine = open_engine(url)
    META.create_all(engine)
    known = KnownStates(engine, b"salt")
    fresh_for = min(FRESH_FOR, soonest / 2)
    lookup = Lookup(provider, known, Breaker(clock.seconds), clock, fresh_for=fresh_for)
    follows = Follows(engine)
    desk = Dossiers(lookup, follows, clock)
    watcher = Watcher(follows, lookup, clock, records.get, random.Random(1), soonest)
    return Office(url, clock, provider, records, engine, desk, watcher, known, soonest)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(clock: Clock) -> ScriptedProvider:
    return ScriptedProvider(clock)


@pytest.fixture
def office(
    clock: Clock, provider: ScriptedProvider, known: Records, tmp_path: Path
) -> Iterator[Office]:
    made = make_office(f"sqlite:///{tmp_path / 'dossiers.db'}", clock, provider, known)
    yield made
    made.engine.dispose()


@pytest.fixture
def with_desk(assistant: Assistant, office: Office) -> Assistant:
    from dataclasses import replace

    return replace(assistant, dossiers=office.desk)


Say = Callable[[str], str]
