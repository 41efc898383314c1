"""Proposing from the desk, over HTTP: what goes live, what is refused and why, and by whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.learned import LEAST
from connectors.proposals import judge
from connectors.proposals.trials import LEASE_SECONDS, MOST_TRIES
from knowledge.evaluation import Asked, Question
from knowledge.evaluation.split import part_of
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Browser, House
from tests.connectors.desk.proposing import (
    BIRTH,
    FEE,
    SOURCE,
    STAY,
    Bench,
    Worded,
    WordedDeployed,
    correct,
    number_of,
    page,
    say_phrase,
)

NEW = "tui ở đậu nhà đứa cháu ba tháng nay"


def _development(*texts: str) -> str:
    """The first of these that is a development question."""
    return next(text for text in texts if part_of(text) == "development")


ASKED = _development(*(f"làm giấy khai sinh {word}" for word in ("nhanh", "gấp", "sớm", "mau")))


def _evaluation(folder: Path) -> Path:
    folder.mkdir()
    rows = [{"text": ASKED, "labels": [BIRTH], "style": "accented"}]
    near = {"text": "con gái tôi mới chuyển phòng trọ sang phường khác", "labels": [STAY]}
    for name, given in (("questions_a", rows), ("twelve", [near])):
        lines = [json.dumps(row, ensure_ascii=False) for row in given]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture
def bench(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, retriever: ScriptedRetriever
) -> Bench:
    retriever.says()
    monkeypatch.setattr(judge, "Deployed", WordedDeployed)
    monkeypatch.setattr(judge, "Retriever", lambda known: known)

    def asked(question: Question, known: Any) -> Asked:
        found = Worded(known).search(question.text).candidates
        codes = tuple(one.code for one in found)
        return Asked(question, codes, "answered" if found else "unknown", 0.0)

    monkeypatch.setattr(judge, "ask_retriever", asked)
    # The loops would work whenever they like: here each step is a test's.
    monkeypatch.setattr("connectors.proposals.follow._PAUSE", 10_000.0)
    house.settings = house.settings.model_copy(
        update={"evaluation": _evaluation(tmp_path / "evaluation")}
    )
    made = Bench(house)
    made.start()
    return made


@pytest.fixture
def editor(bench: Bench) -> Browser:
    return bench.house.person("editor", "lan")


@pytest.fixture
def officer(bench: Bench) -> Browser:
    return bench.house.person("officer", "minh")


def _ask(bench: Bench, text: str, at: int = 0) -> dict[str, Any]:
    message = {"id": str(bench.house.clock()), "text": text}
    body = {"conversation": f"c{at}", "message": message}
    bench.house.clock.turn(1)
    reply: dict[str, Any] = bench.house.apps[at].post("/api/v1/chat", json=body).json()
    return reply


def _live(bench: Bench, officer: Browser, number: int) -> None:
    bench.work()
    officer.get("/desk/proposals")
    assert officer.post(f"/desk/proposals/{number}/live").status_code == 303
    bench.work()


def test_a_good_phrase_goes_live_and_is_understood(
    bench: Bench, editor: Browser, officer: Browser
) -> None:
    assert _ask(bench, NEW)["procedure"] is None
    number = number_of(say_phrase(editor, NEW))
    assert "Máy đang kiểm tra" in page(editor, number)
    bench.work()
    assert "đạt, chờ người thứ hai duyệt" in page(officer)
    assert "không câu nào của thủ tục khác bị lấy mất" in page(officer, number)
    assert _ask(bench, NEW)["procedure"] is None
    _live(bench, officer, number)
    assert _ask(bench, NEW)["procedure"] == STAY
    assert "Đang có hiệu lực" in page(editor, number)
    trail = bench.house.person("administrator").get("/desk/audit").text
    assert f"{number} live" in trail
    assert "ở đậu" not in trail


def test_undone_it_is_not_understood_any_more(
    bench: Bench, editor: Browser, officer: Browser
) -> None:
    number = number_of(say_phrase(editor, NEW))
    _live(bench, officer, number)
    assert _ask(bench, NEW)["procedure"] == STAY
    assert officer.post(f"/desk/proposals/{number}/undo").status_code == 303
    bench.work()
    assert _ask(bench, NEW)["procedure"] is None
    assert officer.post(f"/desk/proposals/{number}/undo").status_code == 409


def test_a_corrected_fee_is_answered_with_its_source(
    bench: Bench, editor: Browser, officer: Browser
) -> None:
    number = number_of(correct(editor, FEE, "20000"))
    _live(bench, officer, number)
    reply = _ask(bench, "đăng ký tạm trú hết bao nhiêu tiền")
    bench.house.rasas[0].reads["lệ phí đăng ký tạm trú"] = "ask_fee"
    reply = _ask(bench, "lệ phí đăng ký tạm trú")
    assert "20.000 đồng" in json.dumps(reply, ensure_ascii=False)
    assert "Nghị quyết mới" in json.dumps(reply, ensure_ascii=False)


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


def test_who_proposed_cannot_approve(bench: Bench, editor: Browser) -> None:
    number = number_of(say_phrase(editor, NEW))
    bench.work()
    assert editor.post(f"/desk/proposals/{number}/live").status_code == 403
    # Not with another role either.
    desk = bench.house.desk
    person = desk.proposals.get(number).by
    desk.people.change(person, role="officer")
    editor.sign_in("lan")
    editor.get("/desk")
    answer = editor.post(f"/desk/proposals/{number}/live")
    assert answer.status_code == 403
    assert "không tự duyệt" in answer.text
    assert desk.proposals.get(number).state == "passed"


def test_a_second_person_may_say_no(bench: Bench, editor: Browser, officer: Browser) -> None:
    number = number_of(say_phrase(editor, NEW))
    bench.work()
    officer.get("/desk/proposals")
    assert officer.post(f"/desk/proposals/{number}/decline", note="").status_code == 422
    assert officer.post(f"/desk/proposals/{number}/decline", note="Ít nói").status_code == 303
    assert "Ít nói" in page(editor, number)
    assert number_of(editor.post(f"/desk/proposals/{number}/again")) != number


def test_what_was_tried_with_other_records_is_tried_again(
    bench: Bench, editor: Browser, officer: Browser
) -> None:
    first = number_of(say_phrase(editor, NEW))
    second = number_of(correct(editor, FEE, "20000"))
    bench.work(steps=6)
    officer.get("/desk/proposals")
    assert officer.post(f"/desk/proposals/{first}/live").status_code == 303
    stale = officer.post(f"/desk/proposals/{second}/live")
    assert stale.status_code == 409
    assert "Máy đang thử lại" in stale.text
    _live(bench, officer, second)
    assert len(bench.house.desk.proposals.live()) == 2


def test_the_newer_change_of_a_procedure_is_undone_first(
    bench: Bench, editor: Browser, officer: Browser
) -> None:
    first = number_of(correct(editor, FEE, "20000"))
    _live(bench, officer, first)
    second = number_of(correct(editor, FEE, "25000"))
    _live(bench, officer, second)
    assert officer.post(f"/desk/proposals/{first}/undo").status_code == 409
    assert officer.post(f"/desk/proposals/{second}/undo").status_code == 303
    assert officer.post(f"/desk/proposals/{first}/undo").status_code == 303


def test_a_draft_holds_several_places(bench: Bench, editor: Browser) -> None:
    editor.get(f"/desk/proposals/record/{STAY}/spot?at={FEE}")
    path = f"/desk/proposals/record/{STAY}/spot"
    number = number_of(editor.post(path, at=FEE, value="20000", **SOURCE))
    assert number_of(editor.post(path, at="gloss", value="Khai với công an nơi ở trọ.")) == number
    assert "20000" in page(editor, number)
    assert editor.post(f"/desk/proposals/{number}/drop", edit="0").status_code == 303
    assert "20000" not in page(editor, number)


def test_what_is_dropped_to_nothing_is_refused(bench: Bench, editor: Browser) -> None:
    editor.get(f"/desk/proposals/record/{STAY}/spot?at={FEE}")
    path = f"/desk/proposals/record/{STAY}/spot"
    number = number_of(editor.post(path, at=FEE, value="20000", **SOURCE))
    editor.post(f"/desk/proposals/{number}/drop", edit="0")
    editor.post(f"/desk/proposals/{number}/send")
    bench.work()
    assert "Chưa có chỗ nào được sửa" in page(editor, number)


def test_two_processes_try_it_once(bench: Bench, editor: Browser) -> None:
    bench.start()
    bench.launcher(0).holds = True
    number = number_of(say_phrase(editor, NEW))
    bench.work(0)
    bench.work(1)
    assert (bench.launcher(0).started, bench.launcher(1).started) == ([number], [])
    bench.house.clock.turn(LEASE_SECONDS - 1)
    bench.work(0)
    bench.house.clock.turn(LEASE_SECONDS - 1)
    bench.work(1)
    assert bench.launcher(1).started == []


def test_a_dead_process_leaves_its_trial_to_another(bench: Bench, editor: Browser) -> None:
    bench.start()
    bench.launcher(0).holds = True
    number = number_of(say_phrase(editor, NEW))
    bench.work(0)
    bench.house.clock.turn(LEASE_SECONDS + 1)
    bench.work(1)
    assert bench.launcher(1).started == [number]
    assert "đạt" in page(editor, number)
    # It was only slow: what it found does not count any more.
    bench.launcher(0).holds, bench.launcher(0).breaks = False, True
    bench.work(0)
    assert "đạt" in page(editor, number)


def test_what_breaks_every_time_is_refused(bench: Bench, editor: Browser) -> None:
    bench.launcher().breaks = True
    number = number_of(say_phrase(editor, NEW))
    bench.work(steps=3 * MOST_TRIES)
    assert bench.launcher().started == [number] * MOST_TRIES
    assert "Máy thử ba lần đều không xong" in page(editor, number)


def test_withdrawn_while_it_is_tried(bench: Bench, editor: Browser) -> None:
    bench.launcher().holds = True
    number = number_of(say_phrase(editor, NEW))
    bench.work()
    assert editor.post(f"/desk/proposals/{number}/withdraw").status_code == 303
    bench.house.clock.turn(LEASE_SECONDS - 1)
    bench.work(steps=1)
    assert bench.launcher().stopped == [number]
    assert "người đề nghị đã rút" in page(editor, number).lower()


def test_another_process_serves_it_too(bench: Bench, editor: Browser, officer: Browser) -> None:
    bench.start()
    number = number_of(say_phrase(editor, NEW))
    _live(bench, officer, number)
    assert _ask(bench, NEW, at=1)["procedure"] is None
    bench.work(1)
    assert _ask(bench, NEW, at=1)["procedure"] == STAY


def test_from_a_question_that_was_not_understood(bench: Bench, editor: Browser) -> None:
    for number in range(3):
        body = {"conversation": f"p{number}", "message": {"id": "1", "text": NEW}}
        bench.house.apps[0].post("/api/v1/chat", json=body)
    assert "Đề nghị thêm câu này" in page(editor, "../review")
    form = editor.post("/desk/proposals/phrase", said=NEW, origin="unclear")
    assert form.status_code == 200
    assert NEW in form.text
    number = number_of(say_phrase(editor, NEW, origin="unclear"))
    assert bench.house.desk.proposals.get(number).origin == "unclear"


def test_from_a_thumb_down(bench: Bench, editor: Browser, retriever: ScriptedRetriever) -> None:
    retriever.says((BIRTH, 0.95))
    for number in range(LEAST):
        body = {"conversation": f"p{number}", "message": {"id": "1", "text": "khai sinh"}}
        bench.house.apps[0].post("/api/v1/chat", json=body)
        thumb = {"conversation": f"p{number}", "message": "1", "good": False, "reason": "wrong"}
        bench.house.apps[0].post("/api/v1/feedback", json=thumb)
    shown = page(editor, "../review")
    assert f'href="/desk/proposals/record/{BIRTH}' in shown
    assert "Thêm cách nói" in shown
    assert "khai sinh" in editor.get(f"/desk/proposals/record/{BIRTH}").text
