"""Money and time, and what the portal does not say of them."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.imported.said import fees_said, times_said
from tests.knowledge.imported.records import fee, method, record, variant


@pytest.mark.parametrize(
    "text", ["", "0", "0 đồng", " Đồng ", "0đ.", None, "-", "Không có thông tin"]
)
@pytest.mark.parametrize("value", [0, None, "0"])
def test_nothing_entered_is_not_free(value: Any, text: Any) -> None:
    (said,) = fees_said(record(executionMethods=[method(fees=[fee(value, text)])]))
    assert said.unstated
    assert said.amount is None


def test_an_amount_that_lost_its_zeros() -> None:
    (said,) = fees_said(record(executionMethods=[method(fees=[fee(20, "20.000 đ/tờ khai")])]))
    assert (said.amount, said.text) == (None, "20.000 đ/tờ khai")
    (page,) = fees_said(record(executionMethods=[method(fees=[fee(500, "mỗi trang")])]))
    assert page.amount == 500


def test_the_text_may_say_free() -> None:
    (said,) = fees_said(record(executionMethods=[method(fees=[fee(0, "Miễn phí cho trẻ em")])]))
    assert (said.amount, said.text, said.unstated) == (None, "Miễn phí cho trẻ em", False)


def test_fees_differ_by_way() -> None:
    methods = [
        method("ONLINE", fees=[fee(7000, "Phí"), fee(0, "")]),
        method("DIRECT", fees=[fee(15000, "Phí.")]),
        method("POSTAL", fees=[fee(15000, "Phí")]),
    ]
    said = fees_said(record(executionMethods=methods))
    assert [(one.amount, one.ways) for one in said] == [
        (7000, ("online",)),
        (15000, ("counter", "post")),
    ]


def test_the_same_fee_everywhere_names_no_way() -> None:
    methods = [method("ONLINE", fees=[fee(7000)]), method("DIRECT", fees=[fee(7000)])]
    (said,) = fees_said(record(executionMethods=methods))
    assert said.ways == ()


def test_other_is_told_by_the_variants() -> None:
    (said,) = times_said(
        record(executionMethods=[method(amount=7, unit="OTHER")], cases=[variant(12, "DAY")])
    )
    assert said.time is not None
    assert (said.time.amount, said.time.unit, said.case) == (12, "day", None)


def test_two_times_that_disagree_are_both_said() -> None:
    said = times_said(
        record(
            executionMethods=[method(amount=10)],
            cases=[variant(20, "DAY", "Nhà hai tầng"), variant(10, "WORKING_DAY", "Nhà một tầng")],
        )
    )
    found = [(one.time.amount, one.time.unit, one.case) for one in said if one.time]
    assert found == [(10, "working_day", None), (20, "day", "Nhà hai tầng")]


def test_a_number_without_a_unit_brings_its_text() -> None:
    (said,) = times_said(
        record(executionMethods=[method(amount=3, unit="OTHER", description="Ba buổi chợ.")])
    )
    assert said.time is not None
    assert (said.time.unit, said.texts) == ("other", ("Ba buổi chợ.",))
    assert times_said(record(executionMethods=[method(amount=0, unit="OTHER")])) == []
