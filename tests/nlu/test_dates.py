"""Days as they are said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.text.dates import Prefer, find_dates

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mùng năm tháng mười một", ["2026-11-05"]),
        ("hai mươi tháng ba năm hai lẻ hai sáu", ["2026-03-20"]),
        ("ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi lăm", ["2025-04-15"]),
        ("nop hom mung tam", ["2026-11-08"]),
        ("ngày hăm lăm tháng chín", ["2026-09-25"]),
        ("ngày hai tư tháng mười năm ngoái", ["2025-10-24"]),
        ("05-11", ["2026-11-05"]),
        ("nộp 1/12", ["2025-12-01"]),
        ("20/11/2026, hẹn trả 5.12.2026", ["2026-11-20", "2026-12-05"]),
        ("2026-11-05", ["2026-11-05"]),
        ("nộp hôm thứ hai", ["2026-11-16"]),
        ("thứ hai vừa rồi", ["2026-11-16"]),
        ("thu 2 tuan truoc", ["2026-11-09"]),
        ("chủ nhật vừa rồi", ["2026-11-15"]),
        ("cn tuần rồi", ["2026-11-15"]),
        ("hẹn thứ năm tuần sau", ["2026-11-26"]),
        ("hôm qua", ["2026-11-21"]),
        ("bữa kia", ["2026-11-20"]),
        ("cách đây hai tuần", ["2026-11-08"]),
        ("nộp ba hôm trước", ["2026-11-19"]),
        ("nộp từ ngày 5", ["2026-11-05"]),
        ("nộp ngày 30", ["2026-10-30"]),
        ("H29.16-231121-0001 nộp 1/11", ["2026-11-01"]),
        ("ngày ba mươi mốt tháng hai", []),
        ("31/02/2026", []),
        ("lần thứ hai rồi", []),
        ("mở cửa 24/7", []),
        ("tháng giêng", []),
        ("ngày sau, tuần trước, mấy hôm nay", []),
        ("phí 1.5 triệu, 3 bản", []),
        ("số 079203001234", []),
    ],
)
def test_days_are_read(text: str, days: list[str]) -> None:
    assert [str(found.day) for found in find_dates(text, TODAY)] == days


@pytest.mark.parametrize(
    ("text", "prefer", "day"),
    [
        ("5/12", "past", "2025-12-05"),
        ("5/12", "future", "2026-12-05"),
        ("thứ ba", "past", "2026-11-17"),
        ("thứ ba", "future", "2026-11-24"),
        ("ngày 1", "future", "2026-12-01"),
    ],
)
def test_what_has_no_year_is_looked_for_on_one_side(text: str, prefer: Prefer, day: str) -> None:
    assert [str(found.day) for found in find_dates(text, TODAY, prefer)] == [day]


@settings(max_examples=300, deadline=None)
@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d"]))
def test_a_whole_date_means_itself_whatever_day_it_is(day: date, form: str) -> None:
    assert [found.day for found in find_dates(f"nộp {day.strftime(form)} rồi", TODAY)] == [day]


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_text_on_any_day_is_survived(text: str, today: date) -> None:
    find_dates(text, today)


_PARTS = """
    ngày mùng hôm thứ hai ba năm tư mười mươi lăm tháng tuần trước sau 5 31 /
"""
_WORDS = st.lists(st.sampled_from(sorted(set(_PARTS.split()))), max_size=9)


@settings(max_examples=1000, deadline=None)
@given(_WORDS)
def test_the_words_of_days_in_any_order_are_survived(words: list[str]) -> None:
    for found in find_dates(" ".join(words), TODAY):
        assert abs((found.day - TODAY).days) < 3700
