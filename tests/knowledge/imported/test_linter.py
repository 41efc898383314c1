"""Marks: what in a record cannot be taken at its word, and on which days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import RecordError
from knowledge.imported import Mark, parse
from knowledge.imported.linter import lint
from knowledge.imported.peers import disagreement, reused_codes
from knowledge.imported.rules import default, load
from tests.knowledge.imported.records import (
    TODAY,
    case,
    detail,
    fee,
    line,
    listing,
    method,
    record,
)


def marks(today: date = TODAY, listed: Any = None, **changes: Any) -> dict[str, Mark]:
    found = lint(record(listed, **changes), default())
    return {mark.kind: mark for mark in found if mark.holds_on(today)}


def test_a_sound_record_has_none() -> None:
    assert marks() == {}


@pytest.mark.parametrize(
    ("changes", "kind", "part"),
    [
        ({"departmentsExecuting": ["Ủy ban nhân dân cấp huyện"]}, "district", "where"),
        ({"requirementsAndConditions": "Có dấu của Công an quận."}, "district", "eligibility"),
        ({"executionCases": [case(line("Bản sao sổ hộ khẩu"))]}, "household_book", "documents"),
        (
            {"legalBasisesDetails": [{"code": "60/2023/TT-BTC", "name": "Thông tư"}]},
            "repealed_law",
            "legal",
        ),
        (
            {"legalBasisesDetails": [{"code": "12/2039/TT-BMH", "name": "Thông tư"}]},
            "impossible_year",
            "legal",
        ),
        (
            {"executionMethods": [method(fees=[fee(0, "Giảm 50% đến hết ngày 31/12/2025")])]},
            "expired_fee",
            "fee",
        ),
        (
            {"executionMethods": [method(fees=[fee(5000, "Mỗi buổi 7.000 đồng")])]},
            "fee_mismatch",
            "fee",
        ),
        (
            {"executionMethods": [method(fees=[fee(0, "Lớn 200.000100.000 nhỏ")])]},
            "glued_number",
            "fee",
        ),
    ],
)
def test_each_kind(changes: dict[str, Any], kind: str, part: str) -> None:
    found = marks(**changes)
    assert set(found) == {kind}
    assert found[kind].part == part
    assert not found[kind].grave


@pytest.mark.parametrize(
    "text",
    [
        "Không còn nộp tại Công an cấp huyện.",
        "Từ ngày 1/7/2025 cấp huyện kết thúc hoạt động.",
        "Ủy ban nhân dân xã, phường thuộc tỉnh",
        "Thông tư số 38.2025 về cửa hàng thứ 12.345.678",
    ],
)
def test_what_only_looks_like_it(text: str) -> None:
    assert marks(requirementsAndConditions=text) == {}


def test_a_mark_holds_from_its_day_on() -> None:
    window = [method(fees=[fee(0, "Giảm một nửa đến hết ngày 31 tháng 12 năm 2026")])]
    assert marks(date(2026, 12, 31), executionMethods=window) == {}
    assert set(marks(date(2027, 1, 1), executionMethods=window)) == {"expired_fee"}
    office = ["Công an huyện"]
    assert marks(date(2025, 6, 30), departmentsExecuting=office) == {}
    law = [{"code": "12/2027/TT-BMH", "name": "Thông tư"}]
    assert set(marks(date(2026, 12, 31), legalBasisesDetails=law)) == {"impossible_year"}
    assert marks(date(2027, 1, 1), legalBasisesDetails=law) == {}


def test_codes_that_were_merged() -> None:
    found = marks(listed=listing(code="1.012563"))
    assert "1.116410" in found["merged_code"].found
    province = listing(code="1.012563", departmentPromulgate="UBND tỉnh Gia Lai")
    assert marks(listed=province, departmentPromulgateName="") == {}


@pytest.mark.parametrize("name", ["Đăng ký bán rau 23/09", "test", "Demo 2", "thử xem sao"])
def test_test_records_are_withheld(name: str) -> None:
    found = record(listing(name=name))
    linted = found.model_copy(update={"marks": lint(found, default())})
    assert linted.withheld_on(TODAY)


@pytest.mark.parametrize(
    "name",
    [
        "Thử nghiệm có kiểm soát",
        "Công bố sau ngày 30/4/1975",
        "Cấp phép theo Nghị định 15/2026/NĐ-CP",
    ],
)
def test_real_names_that_look_like_tests(name: str) -> None:
    assert marks(listed=listing(name=name)) == {}


def wrong(listed: Any, given: Any) -> list[Mark]:
    return disagreement(parse(listed, given, TODAY), listed, given)


def test_content_of_another_procedure_is_withheld() -> None:
    assert wrong(listing(), detail()) == []
    assert wrong(listing(), detail(name="Cho mượn thuyền thúng của xã")) == []
    (other,) = wrong(listing(), detail(name="Trợ cấp thanh niên xung phong"))
    assert other.grave
    assert "Trợ cấp" in other.why
    assert wrong(listing(), detail(code="9.999999"))[0].grave
    long = "Người trồng chè nhận cây giống tại vườn ươm rồi đem về đồi. " * 10
    steps = [{"name": "", "description": long}]
    named = listing(name="Cấp giấy chứng nhận an ninh trật tự karaoke vũ trường")
    changed = detail(name="", executionSteps=steps, executionMethods=[], executionCases=[])
    assert wrong(named, changed)[0].kind == "wrong_content"


def test_a_province_with_a_national_code() -> None:
    national = record()
    variant = parse(listing(id="b", departmentPromulgate="UBND tỉnh Gia Lai"), None, TODAY)
    foreign = parse(
        listing(id="c", name="Hỗ trợ giống chè", departmentPromulgate="UBND tỉnh Hà Tĩnh"),
        None,
        TODAY,
    )
    found = reused_codes([national, variant, foreign])
    assert {key: mark.grave for key, mark in found.items()} == {"b": False, "c": True}
    assert reused_codes([national]) == {}


def test_rules_are_checked_when_read(tmp_path: Path) -> None:
    broken = tmp_path / "rules.yaml"
    broken.write_text(
        "words:\n  - kind: district\n    find: '('\n    since: 2025-07-01\n    why: x\n"
    )
    with pytest.raises(RecordError, match=r"rules.yaml:3: .*biểu thức sai"):
        load(broken)
