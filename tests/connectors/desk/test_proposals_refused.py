"""Proposals that are refused, over HTTP, each with its reason in plain words."""

from __future__ import annotations

import pytest

from tests.connectors.desk.conftest import Browser
from tests.connectors.desk.proposers import ASKED, NEW, bench, editor, officer
from tests.connectors.desk.proposing import (
    FEE,
    SOURCE,
    STAY,
    Bench,
    correct,
    number_of,
    page,
    say_phrase,
)

__all__ = ["bench", "editor", "officer"]


@pytest.mark.parametrize(
    ("at", "value", "why"),
    [
        (FEE, "-5000", "phải lớn hơn 0"),
        (FEE, "20.000", "phải là số nguyên, không dấu chấm"),
        (FEE, "20", "quá ít"),
        ("fees/tai_quay_ho/valid_until", "2020-12-31", "đã hết hạn"),
        ("time_limits/{first}/unit", "fortnight", "phải là một trong"),
        ("legal_basis/0/in_force_to", "2021-01-01", "hết hiệu lực từ"),
        ("office", "Công an huyện nơi đang ở", "không còn cấp huyện"),
    ],
)
def test_a_bad_correction_is_refused_with_its_reason(
    bench: Bench, editor: Browser, officer: Browser, at: str, value: str, why: str
) -> None:
    procedure = bench.house.assistant.records.get(STAY)
    assert procedure
    limit = next(one.id for one in procedure.time_limits if one.unit)
    number = number_of(correct(editor, at.format(first=limit), value))
    bench.work()
    shown = page(editor, number)
    assert "Máy từ chối" in shown
    assert why in shown.lower()
    assert ".yaml" not in shown
    officer.get("/desk/proposals")
    assert officer.post(f"/desk/proposals/{number}/live").status_code == 409


def test_without_a_source_nothing_is_proposed(bench: Bench, editor: Browser) -> None:
    refused = correct(editor, FEE, "20000", source="")
    assert refused.status_code == 422
    assert "Ghi nguồn" in refused.text


def test_a_source_from_an_unknown_page_is_refused(bench: Bench, editor: Browser) -> None:
    number = number_of(correct(editor, FEE, "20000", url="https://vi-du.example/"))
    bench.work()
    assert "chưa có trong hosts.yaml" in page(editor, number)


def test_a_phrase_that_takes_anothers_question_is_refused(bench: Bench, editor: Browser) -> None:
    number = number_of(say_phrase(editor, ASKED))
    bench.work()
    shown = page(editor, number)
    assert "Máy từ chối" in shown
    assert f"Câu “{ASKED}” đang ra đúng" in shown


def test_a_near_copy_of_a_question_is_refused_and_not_told_which(
    bench: Bench, editor: Browser
) -> None:
    number = number_of(say_phrase(editor, "con gái tôi mới chuyển phòng trọ sang phường khác rồi"))
    bench.work()
    assert "gần như trùng với một câu trong bộ câu hỏi" in page(editor, number)


def test_without_questions_nothing_goes_live_that_changes_finding(
    bench: Bench, editor: Browser
) -> None:
    for path in bench.house.settings.evaluation.glob("*.jsonl"):
        path.unlink()
    number = number_of(say_phrase(editor, NEW))
    bench.work()
    assert "không có bộ câu hỏi để đo" in page(editor, number)


def test_something_personal_is_no_phrase(bench: Bench, editor: Browser) -> None:
    refused = say_phrase(editor, "số 0912345678 của tôi muốn làm tạm trú")
    assert refused.status_code == 422
    assert "Bỏ đi rồi gửi lại" in refused.text


def test_what_is_dropped_to_nothing_is_refused(bench: Bench, editor: Browser) -> None:
    editor.get(f"/desk/proposals/record/{STAY}/spot?at={FEE}")
    path = f"/desk/proposals/record/{STAY}/spot"
    number = number_of(editor.post(path, at=FEE, value="20000", **SOURCE))
    editor.post(f"/desk/proposals/{number}/drop", edit="0")
    editor.post(f"/desk/proposals/{number}/send")
    bench.work()
    assert "Chưa có chỗ nào được sửa" in page(editor, number)
