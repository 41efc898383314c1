"""The served model against the weights it was made from."""

from __future__ import annotations

import numpy as np
import pytest

from connectors.settings import Settings
from knowledge.encoder import EncoderSettings, open_encoder
from knowledge.encoder.bundled import weights_path
from knowledge.encoder.packed_weights import PackedWeights

pytestmark = pytest.mark.built

SENTENCES = [
    "đăng ký khai sinh cho con",
    "con trai tôi vừa sinh, làm giấy tờ ở đâu",
    "xin giấy xác nhận độc thân",
    "sao y bằng tốt nghiệp",
]


def test_vectors_have_length_one_and_batches_change_nothing() -> None:
    encoder = open_encoder(EncoderSettings(), Settings().index / "encoder")
    together = encoder.passages([*SENTENCES, "ngắn"])
    assert together.shape == (5, 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    alone = np.stack([encoder.passages([text])[0] for text in SENTENCES])
    assert np.array_equal(together[:4], alone)


def test_near_sentences_are_near() -> None:
    encoder = open_encoder(EncoderSettings(), Settings().index / "encoder")
    passages = encoder.passages(SENTENCES)
    for question, near in (
        ("chứng thực bản sao bằng cấp", "sao y bằng tốt nghiệp"),
        ("làm giấy khai sinh cho cháu", "đăng ký khai sinh cho con"),
        ("kết hôn với người yêu", "xin giấy xác nhận độc thân"),
    ):
        assert SENTENCES[int(np.argmax(passages @ encoder.query(question)))] == near


def test_the_packed_weights_are_whole() -> None:
    weights = PackedWeights(weights_path())
    shape = weights.shape
    assert (shape.hidden, shape.layers, shape.heads) == (384, 12, 12)
    assert len(weights.pieces) == len(weights.scores) == 250_002
    last = weights.tensor(f"l{shape.layers - 1}.fo.w", shape.hidden, shape.ffn)
    assert np.isfinite(last).all()
    assert 0.001 < float(np.abs(last).mean()) < 1
