"""Reading the portal's JSON."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import ImportedRecordError
from knowledge.imported import ImportedProcedure, parse
from tests.knowledge.imported.records import (
    TODAY,
    case,
    detail,
    fee,
    line,
    listing,
    method,
    record,
    variant,
)


def test_a_whole_record() -> None:
    found = record(cases=[variant(3, "DAY", "Mượn lâu")])
    assert found.id == "0a0a"
    assert found.url == "https://dichvucong.gov.vn/dich-vu-cong-truc-tuyen/9.100001"
    assert (found.level, found.province, found.whole) == ("commune", None, True)
    assert found.methods[0].way == "counter"
    assert found.methods[0].fees[0].value == 5000
    assert found.case_times[0].name == "Mượn lâu"
    assert found.cases[0].papers[0].originals == 1
    assert found.legal[0].number == "01/2026/TT-BMH"
    assert found.updated_at is not None
    assert found.updated_at.year == 2026


def test_a_line_of_the_list_alone() -> None:
    found = parse(listing(departmentPromulgate="UBND tỉnh Quảng Nam"), None, TODAY)
    assert not found.whole
    assert found.agencies == ["Ủy ban nhân dân cấp xã"]
    assert found.level == "commune"
    assert (found.province, found.province_code) == ("Thành phố Đà Nẵng", "48")


def test_a_line_without_quantities_is_a_note() -> None:
    papers = [line("Giấy mượn", 1, 0), line("Trẻ em đi cùng người lớn", 0, 0), line("Ảnh", None, 2)]
    found = record(executionCases=[case(*papers)]).cases[0].papers
    assert [paper.note for paper in found] == [False, True, False]
    assert found[2].copies == 2


def test_numbers_as_text_half_days_and_words() -> None:
    methods = [method(amount="7"), method("ONLINE", 22.5, "DAY"), method("POSTAL", "Sau Tết")]
    first, second, third = record(executionMethods=methods).methods
    assert first.time is not None
    assert first.time.amount == 7
    assert second.time is not None
    assert second.time.amount == 22.5
    assert (third.time, third.time_text) == (None, "Sau Tết")


def test_missing_and_null_parts_are_empty() -> None:
    bare = parse(listing(), {"executionMethods": None, "executionCases": None}, TODAY)
    assert (bare.methods, bare.cases, bare.results) == ([], [], [])
    one = record(executionMethods=method(fees=fee("12000")), departmentsExecuting=["Bến đò"])
    assert one.methods[0].fees[0].value == 12000
    assert one.agencies == ["Bến đò"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"executionMethods": "chưa rõ"}, "executionMethods phải là danh sách"),
        ({"executionMethods": [method("PIGEON")]}, "executionMethods[0].submissionMethod"),
        ({"executionMethods": [method(fees=[fee({})])]}, "executionMethods[0].fees[0].value"),
        ({"executionCases": [{"profileComponents": 5}]}, "executionCases[0].profileComponents"),
        ({"executionCases": [case(line("x", "hai"))]}, "profileComponents[0].originalQty"),
        ({"requirementsAndConditions": ["x"]}, "requirementsAndConditions phải là chữ"),
    ],
)
def test_what_cannot_be_read_is_named(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ImportedRecordError) as caught:
        record(**changes)
    assert "9.100001" in str(caught.value)
    assert said in str(caught.value)


def test_no_code_no_name() -> None:
    with pytest.raises(ImportedRecordError, match=r"thiếu code; thiếu name"):
        parse({"id": "7"}, None, TODAY)


_SCALARS = [None, True, 0, -3, 7, 2.5, float("nan"), float("inf"), "", "7", "x", "\ud800", "\x00"]
_KEYS = ["name", "code", "fees", "value", "processingTime", "profileComponents", "originalQty"]
_one = st.sampled_from(_SCALARS)
_flat = (
    _one | st.lists(_one, max_size=2) | st.dictionaries(st.sampled_from(_KEYS), _one, max_size=3)
)
_json = _flat | st.lists(st.dictionaries(st.sampled_from(_KEYS), _flat, max_size=3), max_size=2)


@given(st.dictionaries(st.sampled_from(sorted(detail())), _json, max_size=4))
def test_wild_details_are_read_or_refused(changes: dict[str, Any]) -> None:
    try:
        found = parse(listing(), {**detail(), **changes}, TODAY)
    except ImportedRecordError:
        return
    text = found.model_dump_json()
    assert ImportedProcedure.model_validate_json(text) == found
