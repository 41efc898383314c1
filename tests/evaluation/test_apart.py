"""Questions are apart from phrases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.training import ROOT
from knowledge import elsewhere, records, troubles
from knowledge.evaluation.apart import Phrases, near_copies
from knowledge.evaluation.split import part_of
from tests.planting import data_of

HERE = Path(__file__).parent
DEVELOPMENT = HERE / "development"


def _phrases() -> Iterator[str]:
    for procedure in records.load():
        yield from (*procedure.names, *procedure.phrases, *procedure.situations, *procedure.stories)
        for neighbour in procedure.confusables:
            yield from neighbour.unclear
    for topic in elsewhere.load().all:
        yield from topic.phrases
    for trouble in troubles.load():
        yield from trouble.signs
    for path in (ROOT / "nlu" / "data").glob("*.yml"):
        for item in data_of(path)["nlu"]:
            yield from (line.removeprefix("- ") for line in item["examples"].splitlines())


def _texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return Phrases(_phrases())


def test_a_near_copy_is_seen() -> None:
    known = Phrases(["làm giấy khai sinh cho cháu ngoại", "xin giấy độc thân ở đâu"])
    assert known.near("Lam giay khai sinh cho chau ngoai?") == ["làm giấy khai sinh cho cháu ngoại"]
    assert len(known.near("lam giay khai sinh cho chau ngoai vay")) == 1
    assert known.near("làm khai sinh cho con ngoài giá thú ở phường nào") == []


@pytest.mark.parametrize(
    "path", sorted(HERE.rglob("*.jsonl")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_no_question_is_nearly_a_phrase(path: Path, phrases: Phrases) -> None:
    """A near-copy is longer than five words, and shares most of its folded pieces."""
    assert near_copies(phrases, _texts(path)) == {}


@pytest.mark.parametrize("path", sorted(DEVELOPMENT.glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_question_for_development_is_nearly_one_of_the_test_part(path: Path) -> None:
    tested = Phrases(
        text for other in HERE.glob("*.jsonl") for text in _texts(other) if part_of(text) == "test"
    )
    near = {text: tested.near(text) for text in _texts(path)}
    assert {text: found for text, found in near.items() if found} == {}
