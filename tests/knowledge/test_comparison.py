"""Our records beside the portal's: what agrees, what differs, and what nobody has explained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.training import ROOT
from connectors.cli import keeping
from connectors.cli.commands import app
from knowledge import comparison, records
from knowledge.comparison import Compared, explained
from knowledge.comparison.papers import head
from knowledge.errors import RecordError
from knowledge.imported import ImportedStore
from knowledge.imported.run import Fetched, SyncRun
from knowledge.records import Records
from tests import planting
from tests.conftest import TODAY
from tests.knowledge.imported.records import case, detail, fee, line, listing, method, variant
from tests.planting import data_of

CODE = "1.001193"
GOOD = records.PROCEDURES / "ho_tich" / "dang_ky_khai_sinh.yaml"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The record of a birth, cut down to four figures that are easy to follow."""
    data = data_of(GOOD)
    keep = {"to_khai", "giay_chung_sinh", "uy_quyen"}
    data["papers"] = [paper for paper in data["papers"] if paper["id"] in keep]
    data["fees"] = [
        {"id": "a", "title": "Lệ phí", "amount": 8000, "sources": ["cong"]},
        {"id": "b", "title": "Phí khác", "text": "Tỉnh định.", "set_by": "province",
         "sources": ["cong"]},
    ]  # fmt: skip
    data["time_limits"] = [
        {"id": "t", "title": "Giải quyết", "amount": 3, "unit": "working_day", "sources": ["cong"]},
        {"id": "c", "who": "citizen", "title": "Đi khai", "amount": 60, "unit": "day",
         "sources": ["cong"]},
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("ours")
    planting.write(folder / "a.yaml", data)
    return records.load(folder)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ImportedStore]:
    made = ImportedStore(tmp_path / "portal.sqlite3")
    yield made
    made.close()


def fill(store: ImportedStore, **changes: Any) -> None:
    """One record of the portal under our code."""
    name = "Thủ tục đăng ký khai sinh"
    listed = listing(id="a", code=CODE, name=name)
    run = SyncRun.begin(store, "http://portal", TODAY, curated={CODE})
    run.add_page([listed], "", 1, True, TODAY)
    answer = detail(id="a", code=CODE, name=name, **changes)
    while wanted := run.wanted(3):
        run.add_details(Fetched(one.id, answer, "") for one in wanted)
    run.finish(False)


AGREEING: Json = {
    "executionMethods": [
        method("ONLINE", 3, fees=[fee(8000)]),
        method("DIRECT", 3, fees=[fee(0, "Do Hội đồng nhân dân tỉnh quyết định")]),
        method("POSTAL", 3, fees=[fee(0)]),
    ],
    "executionCases": [
        case(
            line("- Tờ khai đăng ký khai sinh theo mẫu;"),
            line("Bản chính Giấy chứng sinh; trường hợp không có thì nộp văn bản người làm chứng"),
            line("Văn bản ủy quyền (được chứng thực) theo quy định của pháp luật"),
            line("Người tiếp nhận có trách nhiệm kiểm tra hồ sơ", originals=0),
        )
    ],
}


def write(folder: Path, content: Json) -> Path:
    return planting.write(folder / "compared.yaml", content)


def compare(ours: Records, portal: ImportedStore, folder: Path, /, **content: Any) -> Compared:
    return comparison.compare(ours, portal, comparison.load(write(folder, content)))


def found(compared: Compared) -> set[tuple[str, str, str]]:
    return {(d.part, d.side, d.shown) for d in compared.differences}


def test_what_agrees_is_no_difference(ours: Records, store: ImportedStore, tmp_path: Path) -> None:
    fill(store, **AGREEING)
    compared = compare(ours, store, tmp_path)
    assert found(compared) == set()
    assert {field.part: field.state for field in compared.rows[0].fields} == dict.fromkeys(
        ("level", "time", "fee", "papers", "ways"), "same"
    )
    assert "mọi chỗ khác đều có lý do" in comparison.render(compared)


@pytest.mark.parametrize(
    ("changes", "differences"),
    [
        (
            {"executionMethods": [method("ONLINE", 5, fees=[fee(8000), fee(0, "HĐND tỉnh")]),
                                  method("DIRECT", 5), method("POSTAL", 5)]},
            {("time", "ours", "3 ngày làm việc"), ("time", "theirs", "5 ngày làm việc")},
        ),
        (
            {"cases": [variant(9, "DAY", "Nộp muộn")]},
            {("time", "theirs", "9 ngày")},
        ),
        (
            {"executionMethods": [method("ONLINE", 3, fees=[fee(0, "Lệ phí 12.000 đồng/lần")]),
                                  method("DIRECT", 3), method("POSTAL", 3)]},
            {("fee", "ours", "8.000 đồng"), ("fee", "ours", "do tỉnh quyết định"),
             ("fee", "theirs", "12.000 đồng")},
        ),
        (
            {"executionMethods": [method("ONLINE", 3, fees=[fee(8000, "miễn lệ phí hộ nghèo")]),
                                  method("DIRECT", 3, fees=[fee(0, "Hội đồng nhân dân tỉnh")]),
                                  method("POSTAL", 3)]},
            {("fee", "theirs", "miễn")},
        ),
        (
            {"executionMethods": [method("ONLINE", 3, fees=AGREEING["executionMethods"][0]["fees"]
                                         + AGREEING["executionMethods"][1]["fees"])]},
            {("ways", "ours", "bưu điện"), ("ways", "ours", "tại quầy")},
        ),
        ({"isProvince": True}, {("level", "theirs", "cấp tỉnh")}),
        (
            {"executionCases": [case(line("Tờ khai đăng ký khai sinh"), line("Giấy chứng sinh"),
                                     line("Bản sao hộ chiếu của người nước ngoài"))]},
            {("papers", "ours", "Văn bản ủy quyền có chứng thực"),
             ("papers", "theirs", "Bản sao hộ chiếu của người nước ngoài")},
        ),
    ],
)  # fmt: skip
def test_what_differs_is_found_on_its_side(
    changes: Json,
    differences: set[tuple[str, str, str]],
    ours: Records,
    store: ImportedStore,
    tmp_path: Path,
) -> None:
    fill(store, **{**AGREEING, **changes})
    compared = compare(ours, store, tmp_path)
    assert found(compared) == differences
    assert len(compared.open) == len(differences)


def test_what_the_portal_leaves_empty_is_no_difference(
    ours: Records, store: ImportedStore, tmp_path: Path
) -> None:
    none = [method(way, 0, "OTHER", fees=[fee(0)]) for way in ("ONLINE", "DIRECT", "POSTAL")]
    fill(store, executionMethods=none, executionCases=[], isWard=False, departmentsExecuting=[])
    compared = compare(ours, store, tmp_path)
    states = {field.part: field.state for field in compared.rows[0].fields}
    assert states["time"] == states["fee"] == states["papers"] == "only_ours"
    assert {part for part, _, _ in found(compared)} <= {"level"}


def test_a_line_of_the_catalogue_is_only_listed(
    ours: Records, store: ImportedStore, tmp_path: Path
) -> None:
    fill(store, executionMethods=[], executionCases=[])
    compared = compare(ours, store, tmp_path)
    assert compared.rows[0].listed_only
    assert "1 bản ghi của ta có trên Cổng, 0 có chi tiết" in comparison.render(compared)


def test_an_explanation_holds_for_what_it_names_only(
    ours: Records, store: ImportedStore, tmp_path: Path
) -> None:
    fill(store, **{**AGREEING, "cases": [variant(9, "DAY"), variant(7, "DAY")]})
    compared = compare(
        ours,
        store,
        tmp_path,
        reasons={"cu": "bản cũ"},
        differences={CODE: [{"part": "time", "theirs": ["9 ngày"], "why": "cu"}]},
    )
    assert {d.value: d.reason for d in compared.differences} == {"9 ngày": "bản cũ", "7 ngày": None}
    assert [d.value for d in compared.open] == ["7 ngày"]
    assert f"còn hỏi: {CODE} thời hạn, chỉ Cổng có: 7 ngày" in comparison.render(compared)


def test_papers_are_explained_by_our_id_and_by_their_words(
    ours: Records, store: ImportedStore, tmp_path: Path
) -> None:
    lines = case(line("Tờ khai đăng ký khai sinh"), line("Giấy chứng sinh"),
                 line("Giấy nhờ người khác đi hộ"))  # fmt: skip
    fill(store, **{**AGREEING, "executionCases": [lines]})
    compared = compare(
        ours,
        store,
        tmp_path,
        differences={
            CODE: [
                {"part": "papers", "ours": ["uy_quyen"], "theirs": ["nhờ người khác"],
                 "reason": "cùng một giấy"}
            ]
        },
    )  # fmt: skip
    assert len(compared.differences) == 2
    assert (compared.open, compared.stale) == ([], ())


def test_a_reason_that_explains_nothing_is_stale(
    ours: Records, store: ImportedStore, tmp_path: Path
) -> None:
    fill(store, **AGREEING)
    compared = compare(
        ours,
        store,
        tmp_path,
        differences={CODE: [{"part": "time", "theirs": ["9 ngày"], "reason": "x"}]},
    )
    assert len(compared.stale) == 1
    assert "không còn khác nhau" in compared.stale[0].reason
    assert compared.stale[0].file == tmp_path / "compared.yaml"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"differences": {CODE: [{"part": "time", "ours": ["1 giờ"], "why": "la"}]}}, "tên la"),
        ({"differences": {CODE: [{"part": "time", "ours": ["1 giờ"]}]}}, "why hoặc reason"),
        ({"differences": {CODE: [{"part": "time", "reason": "x"}]}}, "ours hoặc theirs"),
        ({"differences": {CODE: [{"part": "gio", "ours": ["a"], "reason": "x"}]}}, "một trong"),
        ({"differences": {"9.999999": [{"part": "time", "ours": ["a"], "reason": "x"}]}},
         "không có bản ghi 9.999999"),
    ],
)  # fmt: skip
def test_a_broken_explanation_is_named(
    content: Json, reason: str, known: Records, tmp_path: Path
) -> None:
    with pytest.raises(RecordError, match=reason):
        comparison.load(write(tmp_path, content), known)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("- Tờ khai đăng ký khai sinh theo mẫu;", "to khai dang ky khai sinh"),
        ("Giấy báo tử do bệnh viện, cơ sở y tế cấp", "giay bao tu"),
        ("01 đơn trình báo mất hộ chiếu (mẫu TK05)", "don trinh bao mat ho chieu"),
        ("Văn bản của cơ quan y tế", "van ban cua co quan y te"),
        ("", ""),
    ],
)
def test_a_head_is_what_names_the_paper(text: str, named: str) -> None:
    assert head(text).strip() == named


def test_the_page_has_every_record_and_reason(
    ours: Records, store: ImportedStore, tmp_path: Path
) -> None:
    fill(store, **{**AGREEING, "cases": [variant(9, "DAY")]})
    reasons = {CODE: [{"part": "time", "theirs": ["9 ngày"], "reason": "Mức của vùng xa."}]}
    compared = compare(ours, store, tmp_path, store="bản chép thử", differences=reasons)
    page = comparison.render_page(compared, TODAY)
    assert f"| {CODE} | đăng ký khai sinh | giống | giống 1, chỉ Cổng 1 | giống |" in page
    assert "- thời hạn, chỉ Cổng có: 9 ngày. Mức của vùng xa." in page
    assert "So với bản chép thử;\nngày so 22/11/2026." in page


def test_the_committed_explanations_are_of_our_records(known: Records) -> None:
    reasons = comparison.load(known=known)
    used = {item.reason for code in reasons.codes for item in reasons.of(code)}
    written = data_of(explained.FILE)["reasons"].values()
    assert [reason for reason in written if reason not in used] == []


def test_the_committed_page_leaves_nothing_open() -> None:
    page = (ROOT / "docs" / "compared.md").read_text("utf-8")
    assert "chưa có lý do" not in page
    assert " có lý do, 0 chưa" in page


def test_the_command_says_what_is_open_and_fails(
    store: ImportedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, **{**AGREEING, "cases": [variant(9, "DAY")]})
    monkeypatch.setattr(keeping, "DOCS", tmp_path)
    url = str(tmp_path / "portal.sqlite3")
    result = CliRunner().invoke(app, ["knowledge", "compare", "--store", url, "--md"])
    assert result.exit_code == 1
    assert f"còn hỏi: {CODE} thời hạn, chỉ Cổng có: 9 ngày" in result.output
    assert "**chưa có lý do**" in (tmp_path / "compared.md").read_text("utf-8")
