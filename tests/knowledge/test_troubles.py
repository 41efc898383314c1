"""Every way through every tree ends in something to do; a planted mistake is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge import aids, hotlines, troubles
from knowledge.checks import aids as checks
from knowledge.errors import Problem, RecordError
from knowledge.troubles import ENDS, Ask, Do, Trouble
from knowledge.troubles.tree import MAX_QUESTIONS, paths
from tests.conftest import TODAY
from tests.planting import Plant, write

ALL = aids.load()
HOTLINES = hotlines.load()
NEEDED = [
    "sim_not_own", "otp_missing", "vneid_level2", "password_forgotten", "login_failed",
    "file_too_big", "payment_taken_not_recorded", "submitted_not_received", "supplement_requested",
    "returned_dossier", "overdue", "ecopy_refused", "fraud", "no_smartphone", "for_parent",
    "portal_slow",
]  # fmt: skip


def _problems(folder: Path, today: date = TODAY) -> list[Problem]:
    planted = aids.Aids(troubles.load(folder), ALL.glossary, ALL.statuses, ALL.systems)
    return checks.find_problems(planted, HOTLINES, today)


def _write(folder: Path, plant: Plant | None = None) -> Path:
    data: dict[str, Any] = {
        "sources": [{"id": "nguon", "title": "Một nguồn", "read_on": date(2026, 11, 22)}],
        "troubles": [
            {
                "id": "thu",
                "title": "Chuyện để thử",
                "signs": [f"câu người dân nói thứ {number}" for number in range(20)],
                "tree": [
                    {
                        "id": "hoi",
                        "ask": "Có hay không?",
                        "answers": [
                            {"title": "Có", "next": "lam"},
                            {"title": "Không", "next": "ra_quay"},
                        ],
                    },
                    {"id": "lam", "do": "Thử lại một lần.", "then": "ra_quay"},
                    {"id": "ra_quay", "do": "Ra quầy một cửa hỏi.", "then": "counter"},
                ],
                "sources": ["nguon"],
                "checked_on": date(2026, 11, 22),
            }
        ],
    }
    if plant:
        plant(data["troubles"][0])
    return write(folder / "thu.yaml", data)


def _do(text: str) -> Plant:
    return lambda trouble: trouble["tree"][2].update(do=text)


def _five_questions(trouble: dict[str, Any]) -> None:
    end = trouble["tree"][2]
    asked = [
        {
            "id": f"cau_{number}",
            "ask": f"Câu hỏi {number}?",
            "answers": [
                {"title": "Có", "next": f"cau_{number + 1}" if number < 5 else "xong"},
                {"title": "Không", "next": "ra_quay"},
            ],
        }
        for number in range(1, 6)
    ]
    trouble["tree"] = [*asked, {"id": "xong", "do": "Xong rồi.", "then": "done"}, end]


# kind: (what is planted, a part of the reason, a part of the line it points at)
MISTAKES: dict[str, tuple[Plant, str, str]] = {
    "answer to an unknown node": (
        lambda t: t["tree"][0]["answers"][1].update(next="khong_co"),
        "dẫn tới khong_co không có",
        "next: khong_co",
    ),
    "advice to an unknown end": (
        lambda t: t["tree"][2].update(then="ve_nha"),
        "dẫn tới ve_nha không có",
        "then: ve_nha",
    ),
    "unreachable node": (
        lambda t: t["tree"].append({"id": "le_loi", "do": "Chờ.", "then": "done"}),
        "không câu nào dẫn tới nút le_loi",
        "id: le_loi",
    ),
    "loop": (lambda t: t["tree"][1].update(then="hoi"), "đi vòng: lam quay lại hoi", "then: hoi"),
    "node that leads to itself": (
        lambda t: t["tree"][1].update(then="lam"),
        "đi vòng: lam quay lại lam",
        "then: lam",
    ),
    "five questions": (_five_questions, "cau_5 là câu thứ 5", "id: cau_5"),
    "end without action": (
        lambda t: t["tree"][0]["answers"][1].update(next="police"),
        "chưa nói phải làm gì",
        "next: police",
    ),
    "question that changes nothing": (
        lambda t: t["tree"][0]["answers"][1].update(next="lam"),
        "trả lời sao cũng tới một chỗ",
        "id: hoi",
    ),
    "node named like an end": (
        lambda t: t["tree"].append({"id": "done", "do": "Chờ.", "then": "counter"}),
        "không được tên done",
        "id: done",
    ),
    "node twice": (
        lambda t: t["tree"].append({"id": "lam", "do": "Chờ.", "then": "counter"}),
        "nút lam bị trùng",
        "id: lam",
    ),
    "unknown hotline": (_do("Gọi số 19001234 hỏi."), "số 19001234 không có trong", "19001234"),
    "short number to call": (_do("Gọi tổng đài 156 báo."), "số 156 không có trong", "156"),
    "mobile number": (_do("Nhắn cán bộ 0912 345 678."), "số 0912345678", "0912 345 678"),
    "another emergency number": (_do("Báo ngay 114."), "số 114 không có trong", "114"),
    "district office": (_do("Ra UBND quận hỏi."), "không còn cấp huyện", "UBND quận"),
    "household book": (_do("Mang sổ hộ khẩu ra quầy."), "sổ hộ khẩu", "Mang sổ hộ khẩu"),
    "secret given away": (
        _do("Đọc mã OTP cho cán bộ bấm."),
        "không được chỉ người dân đưa mật khẩu",
        "Đọc mã OTP",
    ),
    "account borrowed": (
        _do("Mượn tài khoản của hàng xóm mà nộp."),
        "dùng tài khoản của người khác",
        "Mượn tài khoản",
    ),
    "reader addressed": (_do("Bác ra quầy một cửa hỏi."), "không xưng hô", "Bác ra quầy"),
    "too few signs": (lambda t: t.update(signs=t["signs"][:19]), "cần ít nhất 20", "signs:"),
    "sign twice": (
        lambda t: t["signs"].append("Cau nguoi dan noi thu 3"),
        "đã có ở thu",
        "Cau nguoi dan",
    ),
    "no source": (lambda t: t.update(sources=[]), "không ghi nguồn", "id: thu"),
    "unknown source": (lambda t: t.update(sources=["la"]), "không có nguồn tên la", "sources:"),
    "not looked at for long": (
        lambda t: t.update(checked_on=date(2026, 1, 1)),
        "chưa kiểm tra lại",
        "checked_on: 2026-01-01",
    ),
    "looked at tomorrow": (
        lambda t: t.update(checked_on=date(2027, 1, 1)),
        "ở tương lai",
        "checked_on: 2027-01-01",
    ),
}

FORM: dict[str, tuple[Plant, str, str]] = {
    "question and advice at once": (
        lambda t: t["tree"][0].update(do="Chờ."),
        "không có trường nào tên như vậy",
        "do: Chờ.",
    ),
    "advice too long": (_do("bấm" + " bấm" * 45), "tối đa 45 chữ", "do: bấm"),
    "question too long": (
        lambda t: t["tree"][0].update(ask="có" + " có" * 30),
        "tối đa 30 chữ",
        "ask: có",
    ),
    "title too long": (
        lambda t: t.update(title="dài" + " dài" * 14),
        "tối đa 14 chữ",
        "title: dài",
    ),
    "one answer": (lambda t: t["tree"][0]["answers"].pop(), "answers", "answers:"),
    "advice without an end": (lambda t: t["tree"][2].pop("then"), "thiếu trường", "id: ra_quay"),
    "no tree": (lambda t: t.update(tree=[]), "tree", "tree: []"),
    "uncertain without saying why": (
        lambda t: t.update(confidence="uncertain"),
        "chưa chắc ở chỗ nào",
        "id: thu",
    ),
}  # fmt: skip


def test_the_needed_troubles_are_there() -> None:
    assert [name for name in NEEDED if ALL.troubles.get(name) is None] == []


def test_a_trouble_is_found_by_its_code_in_a_ranking() -> None:
    trouble = ALL.troubles.get("trouble:otp_missing")
    assert trouble is not None
    assert trouble.code == "trouble:otp_missing"
    assert all(source.title for source in ALL.troubles.sources(trouble))
    assert ALL.troubles.get("khong_co") is None


@pytest.mark.parametrize("trouble", list(ALL.troubles), ids=lambda trouble: trouble.id)
def test_every_way_ends_in_something_to_do(trouble: Trouble) -> None:
    ways = list(paths(trouble))
    assert ways
    for way in ways:
        assert isinstance(way.nodes[-1], Do)
        assert way.stops_at in ENDS
        assert way.questions <= MAX_QUESTIONS
    assert {node.id for way in ways for node in way.nodes} == {node.id for node in trouble.tree}


@pytest.mark.parametrize("trouble", list(ALL.troubles), ids=lambda trouble: trouble.id)
def test_every_answer_can_be_told_from_the_others(trouble: Trouble) -> None:
    for node in trouble.tree:
        if isinstance(node, Ask):
            titles = [answer.title for answer in node.answers]
            assert len(set(titles)) == len(titles), node.id


def test_fraud_starts_with_stopping_and_always_ends_at_the_police() -> None:
    fraud = ALL.troubles.get("fraud")
    assert fraud is not None
    assert isinstance(fraud.tree[0], Do)
    assert "OTP" in fraud.tree[0].do
    assert {way.stops_at for way in paths(fraud)} == {"police"}


def test_the_file_the_mistakes_are_planted_in_is_good(tmp_path: Path) -> None:
    _write(tmp_path)
    assert _problems(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "Gọi 113 hoặc 18001096. Thủ tục mã 3.000284, năm 2026, Nghị định 118/2025/NĐ-CP.",
        "Không đọc mã OTP cho ai. Tự bấm mật khẩu. Đừng mượn tài khoản của người khác.",
        "Sổ hộ khẩu nay không còn. Chờ 7 ngày làm việc.",
        "Hỏi bác sĩ, cô giáo, bạn bè.",
    ],
)
def test_what_may_be_said_is_left_alone(text: str, tmp_path: Path) -> None:
    _write(tmp_path, _do(text))
    assert _problems(tmp_path) == []


@pytest.mark.parametrize("kind", MISTAKES)
def test_each_mistake_is_named_with_its_line(kind: str, tmp_path: Path) -> None:
    plant, reason, at = MISTAKES[kind]
    path = _write(tmp_path, plant)
    lines = path.read_text("utf-8").splitlines()
    found = [problem for problem in _problems(tmp_path) if reason in problem.reason]
    assert found, _problems(tmp_path)
    assert found[0].file == path
    assert any(at in lines[problem.line - 1] for problem in found), found


@pytest.mark.parametrize("kind", FORM)
def test_each_mistake_of_form_is_named_with_its_line(kind: str, tmp_path: Path) -> None:
    plant, reason, at = FORM[kind]
    path = _write(tmp_path, plant)
    lines = path.read_text("utf-8").splitlines()
    with pytest.raises(RecordError) as caught:
        troubles.load(tmp_path)
    found = [problem for problem in caught.value.problems if reason in problem.reason]
    assert found, caught.value
    assert at in lines[found[0].line - 1], found


def test_one_id_in_two_files(tmp_path: Path) -> None:
    first = _write(tmp_path)
    (tmp_path / "them.yaml").write_text(first.read_text("utf-8"), "utf-8")
    with pytest.raises(RecordError, match="trục trặc thu đã có ở"):
        troubles.load(tmp_path)


def test_a_folder_without_troubles(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="không có trục trặc nào"):
        troubles.load(tmp_path)


def test_what_is_only_old_does_not_stop_a_server(tmp_path: Path) -> None:
    _write(tmp_path)
    planted = aids.Aids(troubles.load(tmp_path), ALL.glossary, ALL.statuses, ALL.systems)
    later = date(2028, 1, 1)
    assert checks.find_problems(planted, HOTLINES, later, checks.LASTING) == []
    assert checks.find_problems(planted, HOTLINES, later) != []
