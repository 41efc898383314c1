"""Positions, and telling a follow-up from a topic."""

from __future__ import annotations

import pytest

from nlu.text.follow_up import names_a_topic
from nlu.text.numbers import LAST, position
from nlu.text.section import section_said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", 2), ("số hai", 2), ("cai thu nhat", 1), ("cái đầu", 1), ("lấy ý cuối", LAST),
        ("chọn số ba đi con", 3), ("xin chào", None),
    ],
)  # fmt: skip
def test_positions(text: str, expected: int | None) -> None:
    assert position(text) == expected


@pytest.mark.parametrize(
    "text", ["nộp ở đâu vậy", "lệ phí bao nhiêu", "mất bao lâu", "có mất tiền không"]
)
def test_follow_ups_name_no_topic(text: str) -> None:
    assert not names_a_topic(text)


@pytest.mark.parametrize("text", ["bố tôi mất rồi", "giấy khai sinh nộp ở đâu", "phí tạm trú"])
def test_topics_are_named(text: str) -> None:
    assert names_a_topic(text)


@pytest.mark.parametrize(
    ("question", "guess", "section"),
    [
        ("tiền làm căn cước hết bao nhiêu tiền", None, "fee"),
        ("nơi cấp căn cước ở đâu", None, "where"),
        ("cần giấy tờ gì", "how", "how"),
        ("lệ phí bao nhiêu", "documents", "fee"),
        ("mỗi tháng được bao nhiêu tiền", "result", "result"),
        ("tiền làm căn cước", None, "fee"),
        ("hồ sơ thường trú", None, "documents"),
        ("ở đâu và bao lâu", "time", "time"),
        ("con làm hộ bố có được không", None, "eligibility"),
        ("con làm hộ bố có được không", "documents", "documents"),
        ("đăng ký khai sinh", None, None),
    ],
)
def test_the_section_said(question: str, guess: str | None, section: str | None) -> None:
    assert section_said(question, guess) == section
