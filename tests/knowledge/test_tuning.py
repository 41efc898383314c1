"""Choosing thresholds, and which questions may be used for it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from knowledge.evaluation import Question, read_questions
from knowledge.evaluation.split import only, part_of
from knowledge.evaluation.tune import _lowest
from knowledge.retrieval import weights
from knowledge.retrieval.confidence import FEATURES, Confidence
from knowledge.retrieval.corpus import Document, Passage
from knowledge.retrieval.doubts import NO_DOUBT, Doubt
from knowledge.retrieval.lexical import VIEWS

DOUBT = Doubt(np.full(3, -0.5, dtype=np.float32), -0.5)


def test_a_file_for_development_is_of_that_part_whole(tmp_path: Path) -> None:
    folder = tmp_path / "development"
    folder.mkdir()
    path = folder / "some.jsonl"
    lines = [{"text": f"câu {at}", "labels": [], "topic": "weather"} for at in range(20)]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    questions = read_questions(path)
    assert {question.topic for question in questions} == {"weather"}
    assert only("development", questions, path) == questions
    assert only("test", questions, path) == []
    elsewhere = only("test", questions, tmp_path / "some.jsonl")
    assert elsewhere == [question for question in questions if part_of(question.text) == "test"]
    assert 0 < len(elsewhere) < len(questions)


@pytest.mark.parametrize("safety", [0.0, 0.5, 1.0])
def test_a_threshold_keeps_its_budget_with_room(safety: float) -> None:
    scores = np.linspace(0, 1, 1000)
    every = np.ones(1000, dtype=bool)
    kept = (scores >= _lowest(scores, every, every, 0.02, safety)).sum()
    assert kept <= 20 - safety * 4
    assert kept >= 20 - safety * 4 - 2


def test_every_feature_has_a_value_and_a_weight() -> None:
    documents = [
        Document(code, code, (Passage(text, "name"),))
        for code, text in (("1", "khai sinh"), ("2", "khai tử"), ("elsewhere:x", "ly hôn"))
    ]
    imported = Document("3", "3", (Passage("xuất bản sách", "official"),))
    confidence = Confidence([*documents, imported], 2, 3)
    fused = np.array([9.0, 2.0, 1.0, 0.5], dtype=np.float32)
    views = np.tile(fused / np.float32(10), (len(VIEWS), 1))
    first = dict(
        zip(FEATURES, confidence.features("khai sinh", 0, fused, views, 1.5, DOUBT), strict=True)
    )
    second = dict(
        zip(FEATURES, confidence.features("khai sinh", 1, fused, views, 1.5, DOUBT), strict=True)
    )
    assert (first["dense_rank"], first["margin"], first["coverage"]) == (0.0, 7.0, 1.0)
    assert (first["scope"], first["unknown"]) == (1.5, 0.0)
    assert first["share"] > 0.8 > second["share"]
    assert second["learned_rank"] > 0 > second["learned_height"]
    assert (first["unclear"], second["unclear"]) == (-0.5, -0.5)
    assert first["unclear_lead"] == pytest.approx(-1.4)
    assert first["unclear_most"] == -0.5
    last = dict(
        zip(FEATURES, confidence.features("khai sinh", 3, fused, views, 1.5, DOUBT), strict=True)
    )
    assert last["scope"] == 0.0
    assert (last["unclear"], last["unclear_lead"]) == (NO_DOUBT, 0.0)
    assert set(weights.load().confidence) == {*FEATURES, "bias"}


def test_a_procedure_that_was_named_leaves_no_number_undefined() -> None:
    documents = [Document(code, code, (Passage("khai sinh", "name"),)) for code in ("1", "2")]
    fused = np.array([np.inf, 2.0], dtype=np.float32)
    views = np.full((len(VIEWS), 2), 0.5, dtype=np.float32)
    for at in (0, 1):
        values = Confidence(documents, 2, 2).features("khai sinh", at, fused, views, 0.0, DOUBT)
        assert np.isfinite(values).all()


def test_questions_without_a_topic_still_read() -> None:
    assert Question("a", (), "far", None).topic is None
