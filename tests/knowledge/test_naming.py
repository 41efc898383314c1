"""A procedure that is named by nothing but its own name."""

from __future__ import annotations

import pytest

from knowledge import records
from knowledge.naming import only_named


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("đăng ký kết hôn", "1.000894"),
        ("đăng ký lại kết hôn", "1.004746"),
        ("đăng ký khai sinh", "1.001193"),
        ("đăng ký lại khai sinh", "1.004884"),
        ("đăng ký lại khai tử", "1.005461"),
        ("đăng ký khai tử", "1.000656"),
        ("xin chào", None),
    ],
)
def test_one_small_word_may_be_the_whole_difference(said: str, code: str | None) -> None:
    found = only_named(records.load(), said)
    assert (found.code if found else None) == code


def test_every_own_name_means_its_own_procedure_or_nothing() -> None:
    known = records.load()
    for procedure in known:
        for name in (procedure.name, procedure.short_name):
            found = only_named(known, name.lower())
            assert found is None or found.code == procedure.code, (name, found and found.code)
