"""Proposing from the desk, over HTTP: what goes live, by whom, and what it comes from."""

from __future__ import annotations

import json

from connectors.learned import LEAST
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Browser
from tests.connectors.desk.proposers import NEW, ask, bench, editor, officer, put_live
from tests.connectors.desk.proposing import (
    BIRTH,
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


def test_a_good_phrase_goes_live_and_is_understood(
    bench: Bench, editor: Browser, officer: Browser
) -> None:
    assert ask(bench, NEW)["procedure"] is None
    number = number_of(say_phrase(editor, NEW))
    assert "Máy đang kiểm tra" in page(editor, number)
    bench.work()
    assert "đạt, chờ người thứ hai duyệt" in page(officer)
    assert "không câu nào của thủ tục khác bị lấy mất" in page(officer, number)
    assert ask(bench, NEW)["procedure"] is None
    put_live(bench, officer, number)
    assert ask(bench, NEW)["procedure"] == STAY
    assert "Đang có hiệu lực" in page(editor, number)
    trail = bench.house.person("administrator").get("/desk/audit").text
    assert f"{number} live" in trail
    assert "ở đậu" not in trail


def test_undone_it_is_not_understood_any_more(
    bench: Bench, editor: Browser, officer: Browser
) -> None:
    number = number_of(say_phrase(editor, NEW))
    put_live(bench, officer, number)
    assert ask(bench, NEW)["procedure"] == STAY
    assert officer.post(f"/desk/proposals/{number}/undo").status_code == 303
    bench.work()
    assert ask(bench, NEW)["procedure"] is None
    assert officer.post(f"/desk/proposals/{number}/undo").status_code == 409


def test_a_corrected_fee_is_answered_with_its_source(
    bench: Bench, editor: Browser, officer: Browser
) -> None:
    number = number_of(correct(editor, FEE, "20000"))
    put_live(bench, officer, number)
    reply = ask(bench, "đăng ký tạm trú hết bao nhiêu tiền")
    bench.house.rasas[0].reads["lệ phí đăng ký tạm trú"] = "ask_fee"
    reply = ask(bench, "lệ phí đăng ký tạm trú")
    assert "20.000 đồng" in json.dumps(reply, ensure_ascii=False)
    assert "Nghị quyết mới" in json.dumps(reply, ensure_ascii=False)


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


def test_the_newer_change_of_a_procedure_is_undone_first(
    bench: Bench, editor: Browser, officer: Browser
) -> None:
    first = number_of(correct(editor, FEE, "20000"))
    put_live(bench, officer, first)
    second = number_of(correct(editor, FEE, "25000"))
    put_live(bench, officer, second)
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
