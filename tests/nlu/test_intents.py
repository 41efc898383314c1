"""The intent model: learns from labelled texts, and reads an act or the section of a question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlu.intents import IntentModel
from nlu.intents.examples import examples
from nlu.intents.model import NO_SECTION, SECTIONS
from nlu.text.outright import intent_said

TAUGHT = [
    *[(f"{a} {b}", "next_step") for a in ("xong rồi", "làm rồi", "bấm rồi") for b in ("nhé", "ạ")],
    *[(f"{a} {b}", "go_back") for a in ("quay lại", "lùi lại") for b in ("bước trước", "đi")],
    *[(f"{a} hết bao nhiêu tiền", "ask_fee") for a in ("khai sinh", "khai tử", "tạm trú")],
    *[(f"{a} mất mấy ngày", "ask_time") for a in ("khai sinh", "khai tử", "tạm trú")],
    *[(f"{a} thì nộp ở đâu", "ask_where") for a in ("khai sinh", "khai tử", "tạm trú")],
    *[(f"tôi muốn làm {a}", NO_SECTION) for a in ("khai sinh", "khai tử", "tạm trú")],
]


def _vectors(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Stand-in embeddings: letters counted."""
    return np.array([[text.count(x) for x in "aáeêimnoôtư"] for text in texts], dtype=np.float32)


def _model() -> IntentModel:
    texts = [text for text, _ in TAUGHT]
    return IntentModel().fit(texts, _vectors, [intent for _, intent in TAUGHT])


def test_acts_and_sections_are_read() -> None:
    asked = ["xong rồi bà ơi", "căn cước hết bao nhiêu tiền", "chứng thực mất mấy ngày"]
    read = _model().read(asked, _vectors)
    assert [reading[0][0] for reading in read] == ["next_step", "ask_fee", "ask_time"]
    for reading in read:
        shares = [share for _, share in reading]
        assert shares == sorted(shares, reverse=True)
        assert abs(sum(shares) - 1) < 1e-6


def test_a_story_is_read_by_what_it_asks_at_its_end() -> None:
    told = "cụ nhà tôi mất mấy ngày nay, con cháu ở xa chưa về kịp, nộp ở đâu thì tôi biết rồi"
    asked = [f"{told}, thế khai tử hết bao nhiêu tiền", f"{told}, thế khai tử mất mấy ngày"]
    read = _model().read(asked, _vectors)
    assert [reading[0][0] for reading in read] == ["ask_fee", "ask_time"]


def test_a_stored_model_reads_the_same() -> None:
    model, asked = _model(), ["quay lại đi cháu", "tôi muốn làm căn cước"]
    again = IntentModel.from_parts(model.parts())
    assert again.read(asked, _vectors) == model.read(asked, _vectors)


def test_every_intent_has_examples() -> None:
    intents = {intent for _, intent in examples()}
    assert {*SECTIONS, NO_SECTION} <= intents


def test_secrets_danger_and_fraud_need_no_classifier() -> None:
    assert intent_said("mã là [mã OTP]", ("otp",)) == "give_secret"
    assert intent_said("số tôi [số điện thoại]", ("phone",)) is None
    assert intent_said("cứu với, khó thở quá") == "emergency"
    assert intent_said("nó bảo tải app lạ rồi trừ hết tiền") == "fraud"
    assert intent_said("từ từ thôi con") is None
