"""Glossary, dossier states, systems: what is found, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import aids, elsewhere, glossary, hotlines, statuses, systems
from knowledge.checks import aids as checks
from knowledge.errors import CheckFailedError, Problem, RecordError
from knowledge.library import Library, check
from knowledge.localities import load_policies
from knowledge.records import Records
from tests.conftest import TODAY
from tests.planting import Plant, planted, set_at

ALL = aids.load()
HOTLINES = hotlines.load()
NATIONAL_TABLE = {
    "1": "Mới đăng ký",
    "2": "Được tiếp nhận",
    "3": "Không được tiếp nhận",
    "4": "Đang xử lý",
    "5": "Yêu cầu bổ sung giấy tờ",
    "6": "Yêu cầu thực hiện nghĩa vụ tài chính",
    "7": "Công dân yêu cầu rút hồ sơ",
    "8": "Dừng xử lý",
    "9": "Đã xử lý xong",
    "10": "Đã trả kết quả",
}


def _planted(source: Path, folder: Path, plant: Plant) -> Path:
    return planted(source, folder / source.name, plant)


def _found(planted: aids.Aids, path: Path, reason: str, at: str) -> list[Problem]:
    lines = path.read_text("utf-8").splitlines()
    return [
        problem
        for problem in checks.find_problems(planted, HOTLINES, TODAY)
        if problem.file == path and reason in problem.reason and at in lines[problem.line - 1]
    ]


def test_the_committed_files_pass() -> None:
    assert checks.find_problems(ALL, HOTLINES, TODAY) == []


# --- glossary ---


def test_there_are_enough_terms() -> None:
    assert len(ALL.glossary) >= 120


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("trích lục là gì", "trích lục"),
        ("trich luc la gi vay con", "trích lục"),
        ("dạ cho hỏi OTP nó là cái gì vậy", "OTP"),
        ("đi làm khai sinh họ hỏi giấy chứng sinh là giấy gì", "giấy chứng sinh"),
        ("vneid la cai chi rua", "VNeID"),
        ("đặc khu là j", "đặc khu"),
        ("sổ hồng là gì?", "giấy chứng nhận quyền sử dụng đất"),
        ("lý lịch tư pháp số 2 là gì", "lý lịch tư pháp số 2"),
        ("UBND là viết tắt của gì", "UBND"),
        ("thuế khoán giờ là thế nào", "thuế khoán"),
        ("thế nào là tách thửa đất", "tách thửa"),
        ("giải thích giúp tôi chữ hộ tịch", "hộ tịch"),
        ("không hiểu biến động đất đai", "biến động đất đai"),
    ],
)
def test_a_question_for_a_meaning_finds_the_term(text: str, term: str) -> None:
    found = ALL.glossary.find(text)
    assert found is not None
    assert found.term == term


@pytest.mark.parametrize(
    "text",
    [
        "làm giấy khai sinh cần giấy tờ gì",
        "lệ phí khai sinh là bao nhiêu",
        "mất mã hồ sơ thì làm gì",
        "thường trú ở đâu",
        "không hiểu sổ hộ khẩu bị thu làm gì",
        "không biết căn cước hết hạn chưa",
        "hồ sơ của tôi là gì",
        "tôi là ai",
        "là gì",
        "giải thích",
        "",
    ],
)
def test_other_questions_find_no_term(text: str) -> None:
    assert ALL.glossary.find(text) is None


@pytest.mark.parametrize("term", ALL.glossary.all, ids=lambda term: term.term)
def test_every_name_of_a_term_leads_to_it(term: glossary.Term) -> None:
    for name in term.names:
        assert ALL.glossary.get(name) is term
        assert ALL.glossary.find(f"cho hỏi {name} là gì") is term


def test_a_name_that_means_two_things_is_refused(tmp_path: Path) -> None:
    path = _planted(
        glossary.FILE,
        tmp_path,
        lambda terms: terms.append({"term": "Trich luc", "plain": "giấy", "official": True}),
    )
    planted = replace(ALL, glossary=glossary.load(path))
    assert _found(planted, path, "trùng với", "term: Trich luc")


def test_a_gloss_of_thirteen_words_is_refused(tmp_path: Path) -> None:
    path = _planted(
        glossary.FILE, tmp_path, lambda terms: terms[0].update(plain="chữ" + " chữ" * 12)
    )
    with pytest.raises(RecordError, match="tối đa 12 chữ") as caught:
        glossary.load(path)
    line = caught.value.problems[0].line
    assert "plain: chữ" in path.read_text("utf-8").splitlines()[line - 1]


def test_a_gloss_that_sends_to_a_district_is_refused(tmp_path: Path) -> None:
    path = _planted(
        glossary.FILE, tmp_path, lambda terms: terms[3].update(plain="giấy của UBND huyện")
    )
    planted = replace(ALL, glossary=glossary.load(path))
    assert _found(planted, path, "không còn cấp huyện", "UBND huyện")


# --- dossier states ---


def test_the_official_words_are_the_tables_words() -> None:
    assert {s.code: s.official for s in ALL.statuses if s.official} == NATIONAL_TABLE


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (5, "5"),
        ("10", "10"),
        (" 4 ", "4"),
        (0, "0"),
        (17, "unknown"),
        ("x", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_code_has_a_state_and_a_strange_code_the_unknown_one(
    code: int | str | None, found: str
) -> None:
    assert ALL.statuses.of(code).code == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hồ sơ của tôi đang xử lý hoài", "4"),
        ("no ghi khong duoc tiep nhan la sao", "3"),
        ("thấy ghi Được tiếp nhận", "2"),
        ("yeu cau bo sung giay to", "5"),
    ],
)
def test_the_official_words_are_recognised_in_a_message(text: str, code: str) -> None:
    found = ALL.statuses.find(text)
    assert found is not None
    assert found.code == code


def test_a_message_without_a_state() -> None:
    assert ALL.statuses.find("hôm nay trời đẹp") is None


def test_whoever_has_to_act_is_told_what_to_do() -> None:
    turns = {status.code: status.whose_turn for status in ALL.statuses}
    assert [code for code, turn in turns.items() if turn == "citizen"] == ["3", "5", "6", "8", "9"]
    assert all(ALL.statuses.sources(status) for status in ALL.statuses)


STATUS_MISTAKES: dict[str, tuple[Plant, str, str]] = {
    "missing": (lambda d: d["statuses"].pop(3), "thiếu trạng thái 4", "statuses:"),
    "twice": (
        lambda d: d["statuses"].append(dict(d["statuses"][3])),
        "trạng thái 4 bị trùng",
        "code: '4'",
    ),
    "without the official words": (
        lambda d: d["statuses"][3].pop("official"),
        "official chỉ có ở",
        "code: '4'",
    ),
    "official words the table lacks": (
        lambda d: d["statuses"][-1].update(official="Chưa rõ"),
        "official chỉ có ở",
        "code: unknown",
    ),
    "unknown number": (
        lambda d: d["statuses"][3].update(do_now="Gọi 19001234 hỏi."),
        "số 19001234",
        "do_now: Gọi",
    ),
    "unknown source": (
        lambda d: d["statuses"][3].update(sources=["la"]),
        "không có nguồn tên la",
        "sources:",
    ),
}


@pytest.mark.parametrize("kind", STATUS_MISTAKES)
def test_a_mistake_in_a_state_is_named_with_its_line(kind: str, tmp_path: Path) -> None:
    plant, reason, at = STATUS_MISTAKES[kind]
    path = _planted(statuses.FILE, tmp_path, plant)
    planted = replace(ALL, statuses=statuses.load(path))
    assert _found(planted, path, reason, at)


# --- systems ---


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("cong dvc tinh con vao duoc khong", "cong_tinh"),
        ("trang vpcp.dichvucong.gov.vn mở không được", "cong_cu"),
        ("Đề án 06 là cái chi", "de_an_06"),
        ("một cửa quận giờ ở đâu", "trung_tam_huyen"),
    ],
)
def test_a_system_is_recognised_by_any_of_its_names(text: str, system: str) -> None:
    assert ALL.systems.find(text) is ALL.systems.get(system)


def test_a_closed_system_says_where_to_go_instead() -> None:
    closed = [system for system in ALL.systems if system.state == "closed"]
    assert len(closed) >= 4
    assert all(system.go and ALL.systems.sources(system) for system in closed)


SYSTEM_MISTAKES: dict[str, tuple[Plant, str, str]] = {
    "id twice": (
        lambda d: d["systems"].append({**d["systems"][0], "name": "Tên khác", "also": []}),
        "hệ thống cong_quoc_gia bị trùng",
        "id: cong_quoc_gia",
    ),
    "name of another": (
        lambda d: d["systems"][3]["also"].append("vneid"),
        "trùng với",
        "id: vneid",
    ),
    "sends to a district": (
        lambda d: d["systems"][3].update(go="Ra Trung tâm Hành chính công huyện."),
        "không còn cấp huyện",
        "go: Ra",
    ),
    "no source": (lambda d: d["systems"][3].update(sources=[]), "không ghi nguồn", "- id:"),
}


@pytest.mark.parametrize("kind", SYSTEM_MISTAKES)
def test_a_mistake_in_a_system_is_named_with_its_line(kind: str, tmp_path: Path) -> None:
    plant, reason, at = SYSTEM_MISTAKES[kind]
    path = _planted(systems.FILE, tmp_path, plant)
    planted = replace(ALL, systems=systems.load(path))
    assert _found(planted, path, reason, at)


# --- all together ---


def test_the_strict_check_refuses_everything_at_once(known: Records, tmp_path: Path) -> None:
    path = _planted(
        systems.FILE, tmp_path, lambda d: d["systems"][0].update(go="Gọi 19001234 hỏi.")
    )
    planted = replace(ALL, systems=systems.load(path))
    with pytest.raises(CheckFailedError, match="19001234"):
        check(Library(known, elsewhere.load(), HOTLINES, planted, load_policies()), TODAY)
    check(Library(known, elsewhere.load(), HOTLINES, ALL, load_policies()), TODAY)


def test_the_strict_check_looks_at_the_provinces_too(known: Records, tmp_path: Path) -> None:
    source = next(iter(load_policies().all)).file.path
    code = "9.123456"
    planted(source, tmp_path / source.name, set_at("fees", 0, "scope", to={"procedures": [code]}))
    library = Library(known, elsewhere.load(), HOTLINES, ALL, load_policies(tmp_path))
    with pytest.raises(CheckFailedError, match=f"không có thủ tục nào mang mã {code}"):
        check(library, TODAY)
    check(library, TODAY, imported={code})
