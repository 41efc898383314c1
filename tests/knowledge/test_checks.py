"""`knowledge check`: one planted mistake of each kind, caught with file, line and reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge import checks, records
from knowledge.errors import CheckFailedError, RecordError
from tests.conftest import TODAY
from tests.knowledge.mistakes import RULES, SCHEMA
from tests.planting import Plant, planted, set_at

GOOD = records.PROCEDURES / "ho_tich" / "dang_ky_khai_sinh.yaml"


def _write(folder: Path, plant: Plant | None) -> Path:
    return planted(GOOD, folder / "thu_tuc.yaml", plant)


def test_the_committed_records_pass(known: records.Records) -> None:
    assert checks.find_problems(known, TODAY) == []


def test_the_record_the_mistakes_are_planted_in_is_good(tmp_path: Path) -> None:
    _write(tmp_path, None)
    checks.check(records.load(tmp_path), TODAY)


@pytest.mark.parametrize("kind", RULES)
def test_each_rule_catches_its_mistake(kind: str, tmp_path: Path) -> None:
    plant, reason = RULES[kind]
    path = _write(tmp_path, plant)
    with pytest.raises(CheckFailedError) as caught:
        checks.check(records.load(tmp_path), TODAY)
    found = [problem for problem in caught.value.problems if reason in problem.reason]
    assert found, caught.value
    assert found[0].file == path
    assert 1 <= found[0].line <= len(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize("kind", SCHEMA)
def test_each_mistake_of_form_names_file_line_and_reason(kind: str, tmp_path: Path) -> None:
    plant, reason = SCHEMA[kind]
    path = _write(tmp_path, plant)
    with pytest.raises(RecordError) as caught:
        records.load(tmp_path)
    assert any(reason in str(problem) for problem in caught.value.problems), caught.value
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("code: a\ncode: b\n", 2, "viết hai lần"),
        ("code: [a\n", 2, "sai cú pháp"),
        ("a: \x07\n", 1, "sai cú pháp"),
    ],
)
def test_a_file_that_is_no_yaml(text: str, line: int, reason: str, tmp_path: Path) -> None:
    (tmp_path / "hong.yaml").write_text(text, "utf-8")
    with pytest.raises(RecordError) as caught:
        records.load(tmp_path)
    problem = caught.value.problems[0]
    assert (problem.line, reason in problem.reason) == (line, True)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "hong.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordError, match="không đọc được"):
        records.load(tmp_path)


def test_two_files_with_one_code(tmp_path: Path) -> None:
    first = _write(tmp_path, None)
    (tmp_path / "lan_hai.yaml").write_text(first.read_text("utf-8"), "utf-8")
    with pytest.raises(RecordError, match="đã có ở"):
        records.load(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "Nhờ anh chị em ruột, cô dì chú bác, ông bà cháu đi thay.",
        "Thầy cô, bác sĩ, bạn bè xác nhận. Người sống cô đơn cũng được.",
        "Gọi tổng đài 18001096. Chứng minh nhân dân cũ không còn giá trị.",
        "Mã cũ 1.014061 đã nhập vào mã mới. Sở Giao thông vận tải không còn nhận.",
        "Bản sao xin thêm là 8.000 đồng một bản. Ví dụ bản sao xin thêm 2 bản là 16.000 đồng.",
        "Đừng đọc mã OTP cho ai.",
    ],
)
def test_what_is_right_is_left_alone(text: str, tmp_path: Path) -> None:
    _write(tmp_path, set_at("conditions", 0, "text", to=text))
    checks.check(records.load(tmp_path), TODAY)


def test_a_line_points_at_the_mistake(tmp_path: Path) -> None:
    path = _write(tmp_path, set_at("fees", 0, "valid_until", to=date(2025, 12, 31)))
    lines = path.read_text("utf-8").splitlines()
    with pytest.raises(CheckFailedError) as caught:
        checks.check(records.load(tmp_path), TODAY)
    assert "valid_until: 2025-12-31" in lines[caught.value.problems[0].line - 1]


def test_what_only_went_out_of_date_does_not_stop_a_server(known: records.Records) -> None:
    later = date(2028, 1, 1)
    assert checks.find_problems(known, later, checks.LASTING) == []
    assert checks.find_problems(known, later) != []
