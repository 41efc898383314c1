"""`knowledge check`: one planted mistake of each kind, caught with file, line and reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import checks, records
from knowledge.errors import CheckFailedError, RecordError
from tests.conftest import TODAY

GOOD = records.PROCEDURES / "ho_tich" / "dang_ky_khai_sinh.yaml"
Plant = Callable[[dict[str, Any]], object]


def _set(*path: Any, to: Any) -> Plant:
    def plant(data: dict[str, Any]) -> None:
        place: Any = data
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = to

    return plant


def _drop(key: str) -> Plant:
    def plant(data: dict[str, Any]) -> None:
        del data[key]

    return plant


# kind: (what is planted, a part of the reason)
RULES: dict[str, tuple[Plant, str]] = {
    "district office": (_set("office", to="UBND huyện nơi cư trú"), "không còn cấp huyện"),
    "household book": (_set("papers", 0, "name", to="Sổ hộ khẩu bản chính"), "sổ hộ khẩu"),
    "expired fee": (_set("fees", 0, "valid_until", to=date(2025, 12, 31)), "đã hết hạn"),
    "fee window upside down": (
        lambda d: d["fees"][0].update(valid_from=date(2027, 2, 1), valid_until=date(2027, 1, 1)),
        "valid_from sau valid_until",
    ),
    "repealed law": (_set("legal_basis", 0, "in_force_to", to=date(2026, 1, 1)), "hết hiệu lực"),
    "not looked at for long": (_set("checked_on", to=date(2026, 1, 1)), "chưa kiểm tra lại"),
    "looked at tomorrow": (_set("checked_on", to=date(2027, 1, 1)), "ở tương lai"),
    "past its own date": (_set("valid_until", to=date(2026, 11, 1)), "bản ghi hết hạn"),
    "former code": (
        lambda d: d.update(code="1.009999", former_codes=["1.009999"]),
        "mã cũ",
    ),
    "fact without source": (_set("papers", 0, "sources", to=[]), "không ghi nguồn"),
    "unknown source": (_set("papers", 0, "sources", to=["khong_co"]), "không có nguồn tên"),
    "question before the one it depends on": (
        _set("cases", 0, "when", to={"khong_co": ["a"]}),
        "không đứng trước nó",
    ),
    "case no question reaches": (
        _set("papers", 0, "when", to={"khong_co": ["a"]}),
        "không có câu hỏi nào dẫn tới",
    ),
    "answer that does not exist": (
        lambda d: d["papers"][0].update(when={d["cases"][0]["id"]: ["khong_co"]}),
        "không có câu trả lời",
    ),
    "question that changes nothing": (
        lambda d: d["cases"].append(
            {
                "id": "vo_ich", "question": "Trời có mưa không?", "why": "Không để làm gì.",
                "answers": [{"id": "mua", "title": "Mưa"}, {"id": "nang", "title": "Nắng"}],
            }
        ),
        "không đổi điều gì",
    ),
    "step that needs an unlisted paper": (
        _set("steps", 0, "papers", to=["giay_la"]),
        "không có trong hồ sơ",
    ),
    "step with unknown trouble": (_set("steps", 0, "troubles", to=["la"]), "không có trục trặc"),
    "too few names": (
        lambda d: d.update(names=d["names"][:8], phrases=d["phrases"][:8]),
        "cần ít nhất 20",
    ),
    "id twice": (lambda d: d["papers"].append(dict(d["papers"][0])), "bị trùng"),
    "no way to submit": (
        lambda d: d.update(steps=[s for s in d["steps"] if s["stage"] != "submit"]),
        "thiếu bước submit",
    ),
    "no visit": (_set("visit", to=[]), "thiếu các bước khi đến tận nơi"),
    "free without a source for it": (
        lambda d: d["fees"].append(
            {"id": "x", "title": "Lệ phí", "text": "Việc này miễn phí.", "sources": ["x"]}
        ),
        "không ghi free: true",
    ),
    "phrase twice": (lambda d: d["phrases"].append(d["phrases"][0]), "trùng với"),
    "condition that cannot be said": (
        lambda d: [a.pop("condition", None) for case in d["cases"] for a in case["answers"]],
        "thiếu condition",
    ),
}  # fmt: skip

SCHEMA: dict[str, tuple[Plant, str]] = {
    "unknown key": (_set("le_phi", to=1), "không có trường nào tên như vậy"),
    "missing key": (_drop("gloss"), "thiếu trường này"),
    "code that is none": (_set("code", to="khai sinh"), "code"),
    "code without quotes": (_set("code", to=1.001193), "phải là chữ"),
    "uncertain without saying why": (
        lambda d: d["papers"][0].update(confidence="uncertain", doubt=None),
        "chưa chắc ở chỗ nào",
    ),
    "free with an amount": (
        lambda d: d["fees"][0].update(free=True, amount=8000),
        "vừa miễn phí vừa có số tiền",
    ),
    "negative amount": (lambda d: d["fees"][0].update(free=False, amount=-1), "fees.0.amount"),
    "time without a time": (
        lambda d: d["time_limits"][0].update(unit=None, amount=None, text=None),
        "phải có unit",
    ),
    "step of sixty words": (_set("steps", 0, "do", to="bấm " * 60), "tối đa 45 chữ"),
    "date that is none": (_set("checked_on", to="hôm qua"), "phải là ngày"),
}


def _write(folder: Path, plant: Plant | None) -> Path:
    data = yaml.safe_load(GOOD.read_text("utf-8"))
    if plant:
        plant(data)
    path = folder / "thu_tuc.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    return path


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


def test_a_line_points_at_the_mistake(tmp_path: Path) -> None:
    path = _write(tmp_path, _set("fees", 0, "valid_until", to=date(2025, 12, 31)))
    lines = path.read_text("utf-8").splitlines()
    with pytest.raises(CheckFailedError) as caught:
        checks.check(records.load(tmp_path), TODAY)
    assert "valid_until: 2025-12-31" in lines[caught.value.problems[0].line - 1]


def test_what_only_went_out_of_date_does_not_stop_a_server(known: records.Records) -> None:
    later = date(2028, 1, 1)
    assert checks.find_problems(known, later, checks.LASTING) == []
    assert checks.find_problems(known, later) != []
