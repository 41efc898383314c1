"""Vectors that the index keeps are not computed again when Rasa is trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.embedding import cache_key
from nlu.reading import known_vectors


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / "identity").write_text("model\nadapter\n", "utf-8")
    keys = np.array([cache_key("model", "khai sinh"), cache_key("another", "khai tử")])
    np.savez(tmp_path / "cache.npz", keys=keys, vectors=np.eye(2, dtype=np.float32))
    monkeypatch.setenv("TUNGBUOC_INDEX", str(tmp_path))
    return tmp_path


def test_only_the_same_text_by_the_same_model(index: Path) -> None:
    found = known_vectors(["khai sinh", "khai tử", "kết hôn"])
    assert {text: vector.tolist() for text, vector in found.items()} == {"khai sinh": [1.0, 0.0]}


def test_a_torn_file_holds_nothing(index: Path) -> None:
    (index / "cache.npz").write_bytes((index / "cache.npz").read_bytes()[:40])
    assert known_vectors(["khai sinh"]) == {}


def test_without_an_index_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNGBUOC_INDEX", str(tmp_path))
    assert known_vectors(["khai sinh"]) == {}
