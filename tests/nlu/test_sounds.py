"""Syllables that sound alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.sounds import alike


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("nàm", "làm"),
        ("chích", "trích"),
        ("xai", "sai"),
        ("dấy", "giấy"),
        ("dì", "gì"),
        ("dồi", "rồi"),
        ("giờ", "dờ"),
        ("chứn", "chứng"),
        ("mấc", "mất"),
        ("đễ", "để"),
        ("hưởn", "hưởng"),
    ],
)
def test_one_sound_changed(heard: str, meant: str) -> None:
    assert meant in alike(heard)


@pytest.mark.parametrize("word", ["ngã", "kha", "phải", "a", "", "123"])
def test_other_onsets_are_left_alone(word: str) -> None:
    assert all(other[:2] == word[:2] for other in alike(word))


@given(st.text(max_size=12))
def test_any_word_has_an_answer(word: str) -> None:
    assert word not in alike(word)
