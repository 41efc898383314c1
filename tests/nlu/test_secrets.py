"""Masking what nobody should send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.secrets import mask


@pytest.mark.parametrize(
    ("text", "kinds", "gone"),
    [
        ("số căn cước của tôi 001099000000", ("identity",), "001099000000"),
        ("cccd 0010 9900 0000 nhe con", ("identity",), "0010 9900 0000"),
        ("ma otp la 482913", ("otp",), "482913"),
        ("482 913 là mã xác thực", ("otp",), "482 913"),
        ("mật khẩu của tôi là hoahong123", ("password",), "hoahong123"),
        ("pass: abc", ("password",), "abc"),
        ("pass cua bac hang xom la abc12345", ("password",), "abc12345"),
        ("tai khoan abc, mat khau a12345", ("password",), "a12345"),
        ("mật mã VNeID tôi đặt 000111", ("password",), "000111"),
        ("mk vneid là hoahong", ("password",), "hoahong"),
        ("mk cua toi la hoahong123 do con", ("password",), "hoahong123"),
        ("mã hắn nhắn về là 222222 nì", ("otp",), "222222"),
        ("đọc cho con nè, hai hai hai ba ba ba, mã otp đó", ("otp",), "hai hai hai ba"),
        ("thẻ 9704 0000 0000 0000 000", ("card",), "9704 0000"),
        ("gọi tôi 0900000000", ("phone",), "0900000000"),
        ("cmnd cũ 200000000", ("identity",), "200000000"),
    ],
)
def test_secrets_are_masked_and_named(text: str, kinds: tuple[str, ...], gone: str) -> None:
    masked, found = mask(text)
    assert gone not in masked
    assert found == kinds


@pytest.mark.parametrize(
    "text",
    [
        "hồ sơ H29.16-231121-0001 của tôi tới đâu",
        "000.00.16.H29-231121-0005",
        "G09.20-20260609-0092637",
        "mã thủ tục 1.001193",
        "tổng đài 18001096",
        "sinh ngày 05/11/1950, phí 8.000 đồng",
        "quên mật khẩu là sao",
        "mật khẩu tôi quên mất 2 tuần rồi",
        "mã hồ sơ của tôi là 2311",
        "mã otp gửi hai ba lần không tới",
        "mật khẩu là gì",
        "thẻ ghi sinh năm 1942 mà căn cước là 1943",
        "nội mk là hộ nghèo có sổ, mk là cháu ruột",
        "không nhận được mã otp",
        "nhà có 12 người, 3 phòng",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == (text, ())


@given(st.integers(10**11, 10**12 - 1), st.text(alphabet="abcđêô ,.", max_size=30))
def test_no_identity_number_passes(number: int, around: str) -> None:
    masked, kinds = mask(f"{around} {number} {around}")
    assert str(number) not in masked
    assert kinds
