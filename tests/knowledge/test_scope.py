"""What tells a question that some procedure answers from one that none does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.retrieval import scope
from knowledge.retrieval.scope import Scope, Texts, words_and_pairs

INSIDE = ["làm khai sinh cho cháu", "xin cấp sổ đỏ", "đăng ký tạm trú", "làm lại căn cước"]
OUTSIDE = ["làm sổ đỏ giả", "mua căn cước giả", "giá vàng hôm nay", "ly hôn ở tòa"]


@pytest.fixture(scope="module")
def fitted() -> Scope:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(8, 6)).astype(np.float32)
    texts = Texts.of(INSIDE + OUTSIDE, vectors)
    return Scope.fit(texts, np.arange(8) < 4, np.full(8, 10.0, dtype=np.float32))


def test_words_are_folded_and_paired() -> None:
    assert words_and_pairs("Sổ đỏ giả") == ["so", "do", "gia", "so do", "do gia"]


def test_a_word_that_only_outsiders_say_decides(fitted: Scope) -> None:
    vector = np.zeros(6, dtype=np.float32)
    assert fitted.margin("xin cấp sổ đỏ", vector) > fitted.margin("xin cấp sổ đỏ giả", vector)
    assert fitted.margin("khai sinh cho cháu", vector) > fitted.margin("giá vàng", vector)


def test_what_is_kept_says_the_same(fitted: Scope, tmp_path: Path) -> None:
    fitted.save(tmp_path / "scope.npz")
    again = Scope.load(tmp_path / "scope.npz")
    for text in INSIDE + OUTSIDE:
        vector = np.linspace(-1, 1, 6, dtype=np.float32)
        assert again.margin(text, vector) == fitted.margin(text, vector)


def test_without_a_file_nothing_is_decided(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`tungbuoc tune` opens a retriever before it has written one."""
    monkeypatch.setattr(scope, "FILE", tmp_path / "none.npz")
    scope.load.cache_clear()
    try:
        assert scope.load().margin("làm sổ đỏ giả", np.ones(384, dtype=np.float32)) == 0.0
    finally:
        scope.load.cache_clear()


def test_another_embedding_model_leaves_the_words_to_decide(fitted: Scope) -> None:
    long, none = np.ones(10, dtype=np.float32), np.zeros(6, dtype=np.float32)
    for text in INSIDE + OUTSIDE:
        assert fitted.margin(text, long) == fitted.margin(text, none)
