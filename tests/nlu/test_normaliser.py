"""Reading a question as it was meant, over a small language of our own."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.language_model import LanguageModel
from nlu.text.normaliser import Normaliser

TEXTS = [
    "đăng ký khai sinh cho con cần giấy tờ gì",
    "làm giấy khai sinh ở đâu, mất bao lâu",
    "đăng ký tạm trú cho người thuê nhà",
    "bà tôi được trợ cấp bao nhiêu tiền",
    "căn cước công dân bị mất thì làm lại thế nào",
    "không có giấy tờ thì sao",
] * 3


@pytest.fixture(scope="module")
def normaliser() -> Normaliser:
    general = {word: math.log(1e-4) for text in TEXTS for word in text.replace(",", "").split()}
    return Normaliser(LanguageModel.build(TEXTS, general))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dang ky khai sinh cho con can giay to gi", "đăng ký khai sinh cho con cần giấy tờ gì"),
        ("ddawng kys khai sinh", "đăng ký khai sinh"),
        ("d9ang8 ky1 tam5 tru1", "đăng ký tạm trú"),
        ("lam gks o dau", "làm giấy khai sinh ở đâu"),
        ("mat cccd", "mất căn cước công dân"),
        ("lam giay khai sih", "làm giấy khai sinh"),
        ("lam giay khaisinh", "làm giấy khai sinh"),
        ("làm giấy khai sinh ở mô", "làm giấy khai sinh ở đâu"),
        ("nàm dấy khai xinh ở đâu", "làm giấy khai sinh ở đâu"),
        ("đăng ký tạm chú cho người thuê nhà", "đăng ký tạm trú cho người thuê nhà"),
    ],
)
def test_reads_as_meant(normaliser: Normaliser, typed: str, meant: str) -> None:
    assert normaliser(typed) == meant


def test_a_well_spelt_question_stays_as_it_is(normaliser: Normaliser) -> None:
    assert normaliser("Đăng ký tạm trú cho người thuê nhà?") == "đăng ký tạm trú cho người thuê nhà"


def test_a_bare_word_among_accented_ones_was_meant_so() -> None:
    texts = [*TEXTS, *["giấy ở xã"] * 9, "nhà ở xa quá"]
    general = {word: math.log(1e-4) for text in texts for word in text.replace(",", "").split()}
    normaliser = Normaliser(LanguageModel.build(texts, general))
    assert normaliser("giay o xa") == "giấy ở xã"
    assert normaliser("bà tôi ở xa được trợ cấp bao nhiêu tiền").startswith("bà tôi ở xa")


def test_what_people_mishear_or_mistype_is_not_learned() -> None:
    said = [*["đổi lại giấy"] * 40, "đổi nại giấy", *["đổi laị giấy"] * 2]
    model = LanguageModel.build(["giấy khiếu nại"], {}, said)
    assert model.pairs["khiếu", "nại"] == 1
    assert ("đổi", "nại") not in model.pairs
    assert "sổo" not in LanguageModel.build(TEXTS, {}, ["sổ"] * 200 + ["sổo"] * 5).unigrams
    assert "vneid" in LanguageModel.build(TEXTS, {}, ["vneid"] * 5).unigrams


@given(st.text(alphabet=st.characters(codec=None), max_size=120))
def test_any_text_gives_a_text(text: str) -> None:
    model = LanguageModel.build(TEXTS, {})
    Normaliser(model)(text).encode("utf-8")


def test_the_model_survives_its_json() -> None:
    model = LanguageModel.build(TEXTS, {"giấy": -3.0})
    again = LanguageModel.from_json(model.to_json())
    assert again.log_probability("giấy", "tờ") == model.log_probability("giấy", "tờ")
