"""What every test may use."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings

from bot.talk import Assistant
from bot.wording import Wording
from knowledge import aids, elsewhere, hotlines, records
from knowledge.records import Records
from knowledge.retrieval import Candidate, Ranking
from nlu.text import clean

# A slow machine is no failure: nothing here is timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

_WORDING = Wording()
_HOTLINES = hotlines.load()
_TOPICS = elsewhere.load()
AIDS = aids.load()
TODAY = date(2026, 11, 22)


def pytest_collection_finish() -> None:
    """What was loaded until now stays: the collector need not look through it again."""
    gc.collect()
    gc.freeze()


class ScriptedRetriever:
    """Answers with the ranking a test wrote: `says(("1.001193", 0.95), …)`."""

    def __init__(self, known: Records) -> None:
        self._known = known
        self._ranked: Sequence[tuple[str, float]] = ()
        self.elsewhere: str | None = None

    def says(self, *ranked: tuple[str, float]) -> None:
        self._ranked = ranked

    def normalise(self, text: str) -> str:
        return clean(text).lower()

    def search(self, text: str, limit: int = 5) -> Ranking:
        candidates = []
        for code, score in self._ranked[:limit]:
            procedure = self._known.get(code)
            assert procedure is not None
            candidates.append(Candidate(code, procedure.short_name, score))
        return Ranking(tuple(candidates), clean(text).lower(), self.elsewhere)


@pytest.fixture(scope="session")
def known() -> Records:
    return records.load()


@pytest.fixture
def retriever(known: Records) -> ScriptedRetriever:
    return ScriptedRetriever(known)


@pytest.fixture
def assistant(known: Records, retriever: ScriptedRetriever) -> Assistant:
    return make_assistant(known, retriever)


def make_assistant(
    known: Records, retriever: ScriptedRetriever, today: Callable[[], date] = lambda: TODAY
) -> Assistant:
    return Assistant(
        records=known,
        retriever=cast(Any, retriever),  # as far as the handlers need one
        hotlines=_HOTLINES,
        topics=_TOPICS,
        aids=AIDS,
        wording=_WORDING,
        today=today,
    )
