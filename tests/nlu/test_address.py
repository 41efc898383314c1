"""How a citizen names themselves."""

from __future__ import annotations

import pytest

from nlu.text.address import self_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cô muốn hỏi làm giấy khai sinh", "cô"),
        ("cho chú hỏi tạm trú", "chú"),
        ("bác chưa biết làm", "bác"),
        ("Dạ em muốn đăng ký kết hôn", "em"),
        ("ông cần sao y bằng", "ông"),
        ("con tôi muốn đăng ký khai sinh", None),
        ("lam giay khai sinh cho chau can giay to gi", None),
        ("chú tôi cần làm căn cước", None),
        ("co can giay gi khong", None),
        ("mẹ em hỏi thường trú", None),
        ("", None),
    ],
)
def test_only_the_speaker_counts(text: str, name: str | None) -> None:
    assert self_name(text) == name
