"""What fits two procedures alike is told from what fits one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge import library
from knowledge.records import Records
from knowledge.retrieval.doubts import NO_DOUBT, Doubts
from tests.conftest import TODAY
from tests.planting import planted, set_at

PLACES = {"a": 0, "b": 1, "c": 2}
CLEAR = ["xin bản sao khai sinh", "đăng ký lại khai sinh", "làm hộ chiếu", "sao trích lục"] * 3
UNCLEAR = [(("a", "b"), "mất giấy khai sinh"), (("a", "b"), "tờ khai sinh mất rồi làm sao")]
VECTOR = np.zeros(4, dtype=np.float32)


@pytest.fixture(scope="module")
def doubts() -> Doubts:
    vectors = np.random.default_rng(0).normal(size=(len(CLEAR) + len(UNCLEAR), 4))
    return Doubts.fit(UNCLEAR, CLEAR, vectors.astype(np.float32), PLACES)


def test_a_question_like_the_unclear_ones_is_doubted_for_both(doubts: Doubts) -> None:
    lost = doubts.of("giấy khai sinh mất rồi", VECTOR)
    copy = doubts.of("xin bản sao trích lục", VECTOR)
    assert lost.most > copy.most
    assert lost.of_each[0] == lost.of_each[1] == np.float32(lost.most)
    assert lost.of_each[2] == np.float32(NO_DOUBT)


def test_what_is_kept_says_the_same(doubts: Doubts, tmp_path: Path) -> None:
    doubts.save(tmp_path)
    again = Doubts.load(tmp_path, PLACES).of("mất khai sinh", VECTOR)
    assert again.most == doubts.of("mất khai sinh", VECTOR).most


def test_without_anything_unclear_nothing_is_doubted(tmp_path: Path) -> None:
    none = Doubts.fit([], CLEAR, np.zeros((len(CLEAR), 4), dtype=np.float32), PLACES)
    none.save(tmp_path)
    found = Doubts.load(tmp_path, PLACES).of("mất khai sinh", VECTOR)
    assert found.most == NO_DOUBT
    assert set(found.of_each) == {np.float32(NO_DOUBT)}


def test_both_procedures_must_have_a_record(known: Records, tmp_path: Path) -> None:
    source = known.all[0].file.path
    plant = set_at("confusables", 0, "unclear", to=["mất giấy thì làm sao"])
    path = planted(source, tmp_path / source.name, plant)
    found = library.find_problems(library.read(tmp_path), TODAY)
    lines = path.read_text("utf-8").splitlines()
    reasons = {lines[p.line - 1].strip(): p.reason for p in found if p.file == path}
    assert "để cho chọn" in reasons["unclear:"]
