"""What fine-tuning added: the file, and what the retriever makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch

from connectors.settings import Settings
from knowledge.encoder.adapter import DENSE, Adapter
from knowledge.encoder.protocol import Vectors
from knowledge.evaluation.fine_tune import RANK, Said, Tuning
from knowledge.retrieval import adapted
from knowledge.retrieval.adapted import Adapted
from knowledge.retrieval.corpus import Document, Passage
from nlu.embedding import DIMENSIONS


class Axes:
    """In the model's place: every text lies on one of two axes."""

    def vectors(self, texts: Sequence[str]) -> Any:
        return np.array([[1.0, 0.0] if "sinh" in text else [0.0, 1.0] for text in texts])


def _documents(*codes: str) -> list[Document]:
    return [Document(code, code, (Passage(code, "name"),)) for code in codes]


def _row(*numbers: float) -> Vectors:
    return np.array(numbers, dtype=np.float32)


def test_the_file_gives_back_what_was_saved(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    up = rng.normal(size=(4, 2)).astype(np.float32)
    down = rng.normal(size=(2, 3)).astype(np.float32)
    directions = {"1.001193": _row(3, 4), "elsewhere:x": _row(0, 2)}
    Adapter({"0.q": up}, {"0.q": down}, directions).save(tmp_path / "a.npz")
    again = Adapter.load(tmp_path / "a.npz")
    assert np.allclose(again.up["0.q"], up, atol=2e-3)
    assert np.allclose(again.down["0.q"], down, atol=2e-3)
    assert np.allclose(again.directions["1.001193"], [0.6, 0.8], atol=1e-3)
    assert list(again.directions) == list(directions)


def test_a_record_nobody_tuned_for_has_a_direction() -> None:
    known = _documents("old", "new")
    adapter = Adapter({}, {}, {"old": _row(0, 5)})
    said = [["khai tử"], ["khai sinh", "làm giấy khai sinh"]]
    made = Adapted.fit(cast(Any, Axes()), adapter, known, said)
    assert made.scores("sinh con")[0].tolist() == [0.0, 1.0]
    assert made.scores("mất rồi")[0].tolist() == [1.0, 0.0]
    assert made.scores("mất rồi")[1].tolist() == []


class Plane(Axes):
    """Every text lies near what all names have in common, a little towards its own."""

    asked = 0

    def vectors(self, texts: Sequence[str]) -> Any:
        self.asked += len(texts)
        ways = {"chợ": (0.1, 0.0), "trường": (0.0, 0.1), "cầu": (-0.1, -0.1)}
        return np.array(
            [(*next(way for word, way in ways.items() if word in text), 1.0) for text in texts],
            dtype=np.float32,
        )


def test_of_imported_names_what_tells_them_apart_counts(tmp_path: Path) -> None:
    plane = Plane()
    made = Adapted(cast(Any, plane), np.eye(3, dtype=np.float32)[:2])
    names = ["mở chợ", "mở trường", "xây cầu"]
    made = made.with_names(names, tmp_path)
    for at, asked in enumerate(("xin đất cất cái chợ", "dựng trường", "bắc cầu qua kênh")):
        near = made.scores(asked)[1]
        assert int(near.argmax()) == at
        assert near[at] > 1
        assert abs(near.mean()) < 1e-6
    asked_before = plane.asked
    Adapted(cast(Any, plane), np.eye(3, dtype=np.float32)[:2]).with_names(names, tmp_path)
    assert plane.asked == asked_before  # kept from the last time


def test_the_committed_adapter_fits_the_model() -> None:
    adapter = Adapter.load()
    assert set(adapter.up) == {f"{layer}.{name}" for layer in range(12) for name in DENSE}
    for name, up in adapter.up.items():
        assert up.shape[1] == adapter.down[name].shape[0] == RANK
    assert all(vector.shape == (DIMENSIONS,) for vector in adapter.directions.values())


@pytest.mark.built
def test_every_document_is_nearest_to_its_own_direction() -> None:
    adapter = Adapter.load()
    model = adapted.open_model(Settings().index / "encoder")
    for text, code in (
        ("làm giấy khai sinh cho con mới đẻ", "1.001193"),
        ("đăng ký tạm trú cho người thuê nhà", "1.004194"),
        ("sao y bằng tốt nghiệp", "2.000815"),
    ):
        vector = model.vectors([f"query: {text}"])[0]
        assert (
            max(adapter.directions, key=lambda of: float(adapter.directions[of] @ vector)) == code
        )


@pytest.mark.built
def test_fine_tuning_learns() -> None:
    said = [Said(f"{text} {at}", code) for at in range(8) for text, code in _TWO]
    tuning = Tuning(cast(Sequence[Said], said), epochs=50)
    # As if nothing were known of either.
    tuning._directions.data = torch.randn(2, DIMENSIONS, generator=torch.manual_seed(1))
    heard: list[str] = []
    before = tuning._loss(said).item()
    tuning.run(heard.append)
    assert tuning._loss(said).item() < before - 0.2
    made = tuning.adapter()
    assert set(made.directions) == {"a", "b"}
    assert any(np.abs(up).max() > 0 for up in made.up.values())


_TWO = (("làm giấy khai sinh", "a"), ("xin giấy khai tử", "b"))
