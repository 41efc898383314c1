"""The commands of those who keep the records."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.training import ROOT
from connectors.cli import keeping
from connectors.cli.commands import app
from knowledge import checks, records
from knowledge.keeping import agenda, due, table
from knowledge.records import Records
from tests import planting
from tests.conftest import TODAY
from tests.planting import data_of, write

GOOD = records.PROCEDURES / "ho_tich" / "dang_ky_khai_sinh.yaml"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["knowledge", *arguments])


def refused(*arguments: str) -> str:
    """The one line a person is told."""
    result = run(*arguments)
    assert result.exit_code == 1
    return str(result.exception)


def planted(folder: Path, **changes: Any) -> Path:
    return planting.planted(GOOD, folder / "a.yaml", lambda data: data.update(changes))


def test_the_check_says_what_it_looked_at(known: Records) -> None:
    result = run("check")
    assert result.exit_code == 0, result.exception
    assert result.output.startswith(f"{len(known)} thủ tục, ")
    assert result.output.endswith("tỉnh, không có gì sai\n")


def test_due_names_day_place_and_reason(tmp_path: Path) -> None:
    path = planted(tmp_path, checked_on=date(2026, 6, 1), valid_until=date(2026, 12, 10))
    result = run("due", str(tmp_path), "--today", "2026-11-22")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "Đến ngày 21/01/2027 (60 ngày tới): 2 việc"
    assert "28/11/2026  còn 6 ngày" in lines[1]  # 180 days after the last check
    assert "đối chiếu lại" in lines[1]
    assert "10/12/2026  còn 18 ngày" in lines[2]
    assert "1.001193 đăng ký khai sinh: cả bản ghi phải đọc lại" in lines[2]
    number = re.search(rf"{re.escape(str(path))}:(\d+)", lines[2])
    assert number
    assert path.read_text("utf-8").splitlines()[int(number[1]) - 1].startswith("valid_until")


def test_due_is_soonest_first_and_counts_what_is_past(tmp_path: Path) -> None:
    planted(tmp_path, checked_on=date(2026, 1, 1))
    found = due.find(records.load(tmp_path), TODAY)
    assert [item.on for item in found] == sorted(item.on for item in found)
    assert "quá 145 ngày" in agenda.render(found, TODAY, 0)


def test_due_sees_what_flips_on_new_years_day(tmp_path: Path) -> None:
    data = data_of(GOOD)
    fee = {"id": "a", "title": "Phí", "amount": 1000, "sources": ["cong"]}
    data["fees"] += [
        {**fee, "id": "nay", "valid_until": date(2026, 12, 31)},
        {**fee, "id": "sau", "amount": 2000, "valid_from": date(2027, 1, 1)},
        {**fee, "id": "xa", "amount": 3000, "valid_until": date(2027, 12, 31)},
    ]
    data["benefits"] = [{**fee, "id": "tro_cap", "valid_until": date(2026, 12, 31)}]
    data["legal_basis"][1]["in_force_to"] = date(2026, 12, 31)
    data["conditions"][0]["text"] = "Áp dụng đến hết ngày 05/02/2027, mã số 1/2/2027/XY."
    write(tmp_path / "a.yaml", data)
    found = due.find(records.load(tmp_path), TODAY)
    assert {item.what for item in due.flips(found, TODAY)} == {
        "khoản phí nay (Phí) hết hạn",
        "khoản được nhận tro_cap (Phí) hết hạn",
        "123/2015/NĐ-CP hết hiệu lực",
        "khoản phí sau (Phí) bắt đầu",
    }
    assert any(item.what == "câu chữ nhắc ngày 05/02/2027" for item in found)
    assert "Ngày 01/01/2027 đổi: 4 việc" in agenda.render(found, TODAY, 0)


def test_due_of_everything_includes_the_troubles_and_the_provinces() -> None:
    result = run("due", "--today", "2026-11-22", "--days", "200")
    assert result.exit_code == 0
    assert "trục trặc phải xem lại" in result.output
    assert "tỉnh 79 Hồ Chí Minh: đối chiếu lại mức của tỉnh" in result.output
    assert "1.116410" in result.output.partition("Ngày 01/01/2027 đổi")[2]


def test_a_day_that_is_none() -> None:
    assert "không phải là ngày" in refused("due", "--today", "mai")


def test_the_table_has_a_line_for_every_record(known: Records) -> None:
    result = run("table")
    assert result.exit_code == 0
    listed = re.findall(r"^(\d\.\d{6}|tb-[\w-]+)\s", result.output, re.MULTILINE)
    assert listed == [procedure.code for procedure in known]
    assert "ít nhất" in result.output


def test_the_tables_numbers_are_the_records(known: Records) -> None:
    row = next(row for row in table.rows(known) if row.code == "1.001193")
    procedure = known.get("1.001193")
    assert procedure
    assert row.counts[:3] == (
        len(procedure.cases), len(procedure.papers), len(procedure.fees)
    )  # fmt: skip
    assert row.counts[6] == len(procedure.names) + len(procedure.phrases)
    assert 99 <= sum(row.confidence) <= 101


def test_the_committed_table_is_current(known: Records) -> None:
    page = (ROOT / "docs" / "records.md").read_text("utf-8")
    assert page == table.render_page(table.rows(known)), "chạy: tungbuoc knowledge table --md"


def test_table_and_comparison_are_written_where_the_documents_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "DOCS", tmp_path)
    assert run("table", "--md").exit_code == 0
    assert (tmp_path / "records.md").read_text("utf-8").startswith("# Các thủ tục")


def test_compare_needs_a_store_with_records(tmp_path: Path) -> None:
    said = refused("compare", "--store", str(tmp_path / "trong.sqlite3"))
    assert "tungbuoc portal sync" in said


# A new record


def values(data: object) -> list[object]:
    if isinstance(data, dict):
        return [leaf for value in data.values() for leaf in values(value)]
    if isinstance(data, list):
        return [leaf for value in data for leaf in values(value)]
    return [data]


def begun(folder: Path) -> Path:
    (folder / "ho_tich").mkdir(exist_ok=True)
    result = run(
        "new", "9.123456", "--name", 'Thủ tục ghi tên "thuyền thúng"', "--field", "ho_tich",
        "--folder", str(folder),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return folder / "ho_tich" / "ghi_ten_thuyen_thung.yaml"


def test_an_untouched_template_says_every_line_that_is_open(tmp_path: Path) -> None:
    path = begun(tmp_path)
    text = path.read_text("utf-8")
    said = refused("check", str(tmp_path)).splitlines()
    assert len(said) == values(data_of(path)).count(records.UNFILLED) > 50
    lines = text.splitlines()
    for problem in said:
        place, _, reason = problem.partition(": ")
        file, _, number = place.rpartition(":")
        assert file == str(path)
        assert records.UNFILLED in lines[int(number) - 1]
        assert reason.endswith("chưa điền")


def fill(data: Any, at: tuple[Any, ...] = ()) -> Any:
    """What somebody would write: something different, Vietnamese and short at every open place."""
    if isinstance(data, dict):
        return {key: fill(value, (*at, key)) for key, value in data.items()}
    if isinstance(data, list):
        return [fill(value, (*at, index)) for index, value in enumerate(data)]
    if data != records.UNFILLED:
        return data
    fixed = {"level": "commune", "number": "12/2026/NĐ-CP", "code": "1.001193"}
    if at[-1] in fixed:
        return fixed[at[-1]]
    mark = "?" if at[-1] == "question" else ""
    return f"Chỗ này đã viết {'.'.join(map(str, at))}{mark}"


def test_a_filled_template_passes_the_check(tmp_path: Path) -> None:
    path = begun(tmp_path)
    data = data_of(path)
    for key, least in (("names", 10), ("phrases", 12), ("situations", 15)):
        data[key] = [records.UNFILLED] * least
    write(path, fill(data))
    known = records.load(tmp_path)
    assert checks.find_problems(known, date.today()) == []
    assert known.get("9.123456") is not None
    assert next(iter(known)).name == 'Thủ tục ghi tên "thuyền thúng"'


@pytest.mark.parametrize(
    ("code", "name", "field", "said"),
    [
        ("khai-sinh", "Tên", "ho_tich", "phải có dạng 1.001193"),
        ("1.001193", "Tên", "ho_tich", "đã có bản ghi: đăng ký khai sinh"),
        ("9.123456", "Tên", "hotich", "không có lĩnh vực hotich; đang có: ho_tich"),
        ("9.123456", "?!", "ho_tich", "phải có chữ"),
        ("9.123456", "Ghi tên thuyền thúng", "ho_tich", "đã có tệp"),
    ],
)
def test_a_record_that_cannot_be_begun(
    code: str, name: str, field: str, said: str, tmp_path: Path
) -> None:
    begun(tmp_path)
    folder = str(tmp_path)
    assert said in refused("new", code, "--name", name, "--field", field, "--folder", folder)
