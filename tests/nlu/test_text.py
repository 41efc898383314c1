"""Cleaning and folding."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from nlu.text import clean, fold, words

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=200)


def test_folding_maps_dd_which_no_normal_form_does() -> None:
    assert fold("Đăng ký THƯỜNG TRÚ") == "dang ky thuong tru"
    assert fold("đ") == "d"


def test_decomposed_text_folds_and_cleans_like_composed() -> None:
    composed = "giấy khai sinh cho cháu"
    decomposed = unicodedata.normalize("NFD", composed)
    assert decomposed != composed
    assert clean(decomposed) == composed
    assert fold(decomposed) == fold(composed)


def test_cleaning_takes_out_what_cannot_be_seen_or_encoded() -> None:
    assert clean("\ud800 xin\u200b chào\x00\n\tbác ") == "\ufffd xin chào bác"


@given(ANY_TEXT)
def test_cleaned_text_can_be_stored_and_is_stable(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạấẩ ", max_size=60))
def test_folded_vietnamese_is_ascii(text: str) -> None:
    assert fold(text).isascii()
    assert len(words(fold(text))) == len(words(text))
