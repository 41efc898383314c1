"""Raw Telex and VNI."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.keystrokes import from_telex, from_vni


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("ddawng", "đăng"), ("ddangw", "đăng"), ("kys", "ký"), ("giaays", "giấy"),
        ("giaasy", "giấy"), ("nuowcs", "nước"), ("dduowcj", "được"), ("thuowngf", "thường"),
        ("ows", "ớ"), ("quaf", "quà"), ("hoaf", "hòa"),
        ("khai", None), ("123", None), ("", None),
    ],
)  # fmt: skip
def test_telex(keys: str, word: str | None) -> None:
    assert from_telex(keys) == word


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("d9ang8", "đăng"), ("ky1", "ký"), ("giay61", "giấy"), ("d9uoc75", "được"),
        ("nuoc71", "nước"), ("o73", "ở"), ("khai", None), ("2026", None),
    ],
)  # fmt: skip
def test_vni(keys: str, word: str | None) -> None:
    assert from_vni(keys) == word


@given(st.text(max_size=12))
def test_no_keys_break_the_decoders(keys: str) -> None:
    assert from_telex(keys) != keys
    assert from_vni(keys) != keys
