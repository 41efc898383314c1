"""Whose record it is."""

from __future__ import annotations

import pytest

from knowledge.imported.provinces import province_of, provinces


@pytest.mark.parametrize(
    ("agency", "code"),
    [
        ("UBND tỉnh Bắc Ninh", "24"),
        ("UBND Thành phố Hồ Chí Minh", "79"),
        ("Sở Xây dựng - tỉnh Quảng Ngãi", "51"),
        ("UBND tỉnh Thừa Thiên Huế", "46"),
        ("UBND tỉnh Bà Rịa - Vũng Tàu", "79"),
        ("Bộ Công an", None),
        ("Ngân hàng Nhà nước Việt Nam", None),
        ("", None),
    ],
)
def test_of_an_agency(agency: str, code: str | None) -> None:
    found = province_of(agency)
    assert (found and found.code) == code


def test_thirty_four() -> None:
    assert len({province.code for province in provinces()}) == 34
