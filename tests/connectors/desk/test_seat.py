"""Two at one screen: finding, ticking, printing, and the next citizen who finds nothing."""

from __future__ import annotations

import html
import re
import sqlite3
from pathlib import Path

import pypdfium2
import pytest

from connectors.desk.seats import _ABANDONED_SECONDS
from connectors.desk.tables import SERVED
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Browser, Clock, House

BIRTH = "1.001193"
ASKED = "khai sanh cho chau noi"


@pytest.fixture
def helper(house: House) -> Browser:
    return house.person("volunteer", "lan")


def _text(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def _message_id(page: str) -> str:
    found = re.search(r'name="message_id" value="([^"]+)"', page)
    assert found
    return found.group(1)


def _say(helper: Browser, choice: str = "", **more: str) -> str:
    page = helper.get("/desk/seat").text
    form = {"message_id": _message_id(page), "choice": choice} | more
    assert helper.post("/desk/seat/say", **form).headers["location"] == "/desk/seat"
    return helper.get("/desk/seat").text


def _walk_to_papers(helper: Browser) -> str:
    """Every question answered with the first answer, until papers are ticked."""
    page = _say(helper, f"g:start:{BIRTH}")
    for _ in range(20):
        if 'class="papers"' in page:
            return page
        found = re.search(r'value="(g:(?:a|w):[^"]+)"', page)
        assert found, _text(page)
        page = _say(helper, found.group(1))
    raise AssertionError("no papers")


def test_a_procedure_is_found_and_begun(helper: Browser, retriever: ScriptedRetriever) -> None:
    retriever.says((BIRTH, 0.9), ("1.004194", 0.3))
    assert "đồng hồ chạy khi bắt đầu tìm" in helper.get("/desk/seat").text
    assert helper.post("/desk/seat/find", q=ASKED).headers["location"] == "/desk/seat"
    page = helper.get("/desk/seat").text
    assert f'value="g:start:{BIRTH}"' in page
    assert "bắt đầu, trong 10 phút" in page
    assert "Câu 1/" in _say(helper, f"g:start:{BIRTH}")


def test_the_checklist_is_ticked_and_unticked_together(helper: Browser) -> None:
    page = _walk_to_papers(helper)
    paper = re.search(r'value="g:p:have:(\w+)" role="checkbox" aria-checked="false"', page)
    assert paper
    ticked = _say(helper, f"g:p:have:{paper.group(1)}")
    assert f'value="g:p:missing:{paper.group(1)}" role="checkbox" aria-checked="true"' in ticked
    undone = _say(helper, f"g:p:missing:{paper.group(1)}")
    assert f'value="g:p:have:{paper.group(1)}" role="checkbox" aria-checked="false"' in undone


def test_the_same_form_twice_goes_one_step(helper: Browser) -> None:
    page = _say(helper, f"g:start:{BIRTH}")
    answer = re.search(r'value="(g:a:[^"]+)"', page)
    assert answer
    form = {"message_id": _message_id(page), "choice": answer.group(1)}
    helper.post("/desk/seat/say", **form)
    once = _text(helper.get("/desk/seat").text)
    helper.post("/desk/seat/say", **form)
    twice = _text(helper.get("/desk/seat").text)
    assert re.findall(r"Câu \d/\d", once) == re.findall(r"Câu \d/\d", twice)


def test_a_question_in_between_leads_back(helper: Browser, retriever: ScriptedRetriever) -> None:
    _walk_to_papers(helper)
    retriever.says((BIRTH, 0.95))
    page = _say(helper, q="mất bao nhiêu tiền vậy con")
    assert "Làm tiếp" in page


def test_the_sheet_is_a_pdf_behind_an_address_that_tells_nothing(helper: Browser) -> None:
    _walk_to_papers(helper)
    sheet = helper.http.post("/desk/seat/print", data={"csrf": helper.csrf})
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.headers["cache-control"] == "no-store"
    document = pypdfium2.PdfDocument(sheet.content)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "khai sinh" in text
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert helper.get("/desk/seat/print").headers["location"] == "/desk/seat"


def test_the_guide_goes_on_at_home_under_the_code(helper: Browser, house: House) -> None:
    page = _walk_to_papers(helper)
    stage = re.search(r"Giấy \d+/\d+", _text(page))
    assert stage
    shown = helper.http.post("/desk/seat/phone", data={"csrf": helper.csrf}).text
    code = re.search(r'class="code">([0-9A-Z]{4}-[0-9A-Z]{4})<', shown)
    assert code
    assert "data:image/svg+xml" in shown
    helper.http.post("/desk/seat/print", data={"csrf": helper.csrf})
    helper.post("/desk/seat/next")
    reply = (
        house.apps[0]
        .post(
            "/api/v1/chat",
            json={"conversation": "at-home", "message": {"id": "1", "text": code.group(1)}},
        )
        .json()
    )
    assert reply["outcome"] == "guiding"
    assert stage.group() in reply["messages"][0]["text"]


def test_a_code_brought_to_the_desk_is_taken_up(helper: Browser, house: House) -> None:
    def chat(number: int, **message: str) -> str:
        body = {"conversation": "at-home", "message": {"id": str(number), **message}}
        reply = house.apps[0].post("/api/v1/chat", json=body).json()
        return str(reply["messages"][0]["text"])

    chat(1, choice=f"g:start:{BIRTH}")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", chat(2, choice="g:pause"))
    assert code
    helper.get("/desk/seat")
    helper.post("/desk/seat/find", q=code.group(), message_id="m")
    assert "Câu 1/" in helper.get("/desk/seat").text


def test_without_a_guide_there_is_nothing_to_print_or_send(helper: Browser) -> None:
    helper.get("/desk/seat")
    for path in ("print", "phone"):
        answer = helper.http.post(f"/desk/seat/{path}", data={"csrf": helper.csrf})
        assert answer.status_code == 404


def test_the_next_citizen_finds_nothing_of_the_last(
    helper: Browser, house: House, retriever: ScriptedRetriever, tmp_path: Path
) -> None:
    retriever.says((BIRTH, 0.95))
    helper.get("/desk/seat")
    helper.post("/desk/seat/find", q=ASKED)
    _walk_to_papers(helper)
    _say(helper, q="con dâu tôi tên Nguyễn Thị Bưởi")
    said = helper.get("/desk/seat").text
    assert "khai sinh" in said
    left = helper.http.post("/desk/seat/next", data={"csrf": helper.csrf})
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    page = helper.get("/desk/seat").text
    assert "Bà con cần làm việc gì?" in page
    assert 'class="papers"' not in page
    for name in ("inbox.db", "rasa/tracker.db"):
        with sqlite3.connect(tmp_path / name) as database:
            dump = "\n".join(database.iterdump())
        database.close()
        assert "Bưởi" not in dump
        assert ASKED not in dump
    assert "g:p:have" not in page


def test_addresses_and_titles_name_nothing(helper: Browser, retriever: ScriptedRetriever) -> None:
    retriever.says((BIRTH, 0.95))
    helper.get("/desk/seat")
    for path, form in (
        ("find", {"q": ASKED}), ("say", {"choice": f"g:start:{BIRTH}", "message_id": "1"}),
        ("next", {}),
    ):  # fmt: skip
        answer = helper.post(f"/desk/seat/{path}", **form)
        assert answer.headers["location"] == "/desk/seat"
        assert answer.headers["cache-control"] == "no-store"
        title = re.search("<title>(.*)</title>", helper.get("/desk/seat").text)
        assert title
        assert title.group(1) == "Bàn trợ giúp"


def test_there_is_no_field_for_anybodys_data_and_nothing_submits(helper: Browser) -> None:
    page = _walk_to_papers(helper)
    names = set(re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', page))
    assert names == {"csrf", "message_id", "q"}
    actions = set(re.findall(r'action="([^"]+)"', page))
    assert {action for action in actions if not action.startswith("/desk/")} == set()
    assert "Gặp người thật" not in page


def test_an_identity_number_typed_all_the_same_is_masked(
    helper: Browser, retriever: ScriptedRetriever, tmp_path: Path
) -> None:
    retriever.says((BIRTH, 0.9))
    helper.get("/desk/seat")
    helper.post("/desk/seat/find", q="căn cước 079055001234 khai sinh")
    page = helper.get("/desk/seat").text
    assert "079055001234" not in page
    with sqlite3.connect(tmp_path / "inbox.db") as database:
        assert "079055001234" not in "\n".join(database.iterdump())
    database.close()


def test_a_seat_that_was_left_is_forgotten(
    helper: Browser, house: House, clock: Clock, tmp_path: Path
) -> None:
    _walk_to_papers(helper)
    clock.turn(_ABANDONED_SECONDS + 1)
    other = house.person("officer", "minh")
    other.get("/desk/seat")
    with sqlite3.connect(tmp_path / "rasa/tracker.db") as database:
        assert "desk:" not in "\n".join(database.iterdump())
    database.close()


def test_two_helpers_do_not_see_each_others_citizens(helper: Browser, house: House) -> None:
    _say(helper, f"g:start:{BIRTH}")
    assert "Câu 1/" not in house.person("officer", "minh").get("/desk/seat").text


def test_how_long_it_took_is_counted_without_anybody(
    helper: Browser, house: House, clock: Clock
) -> None:
    _say(helper, f"g:start:{BIRTH}")
    clock.turn(420)
    helper.post("/desk/seat/next")
    with house.desk.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(SERVED.select())]
    assert [(row[2], row[3], row[4]) for row in rows] == [(BIRTH, 420, False)]


def test_while_rasa_restarts_the_helper_is_told(helper: Browser, house: House) -> None:
    helper.get("/desk/seat")
    house.rasas[0].down = True
    helper.post("/desk/seat/say", choice=f"g:start:{BIRTH}", message_id="1")
    assert "đang khởi động lại" in helper.get("/desk/seat").text
