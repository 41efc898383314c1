"""Keeping it true, over HTTP: changes of the portal, due records, questions, thumbs."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from connectors.desk.review import LEAST_ASKERS
from connectors.learned import LEAST
from knowledge.imported import ImportedStore
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Browser, House
from tests.knowledge.imported.records import TODAY, fee, method
from tests.knowledge.imported.test_store import pair, run

BIRTH = "1.001193"


@pytest.fixture
def house(house: House) -> House:
    house.start()
    return house


def _page(browser: Browser) -> str:
    return html.unescape(browser.get("/desk/review").text)


def _say(house: House, who: str, text: str) -> dict[str, Any]:
    body = {"conversation": who, "message": {"id": text[:20], "text": text}}
    reply: dict[str, Any] = house.apps[0].post("/api/v1/chat", json=body).json()
    return reply


def _changed(house: House) -> None:
    """The portal charges another fee than it did."""
    store = ImportedStore(house.settings.portal_store_url)
    run(store, pair("a"))
    priced = pair("a", executionMethods=[method(fees=[fee(9000)])])
    run(store, priced, today=TODAY + timedelta(days=8))
    assert store.open_reviews() != []
    store.close()


def test_a_change_of_the_portal_is_shown_and_closed_by_an_editor(house: House) -> None:
    _changed(house)
    officer, editor = house.person("officer"), house.person("editor")
    assert "Cổng đã đổi: 1" in _page(officer)
    assert "Đóng" not in _page(officer)
    number = re.search(r"/desk/review/(\d+)", _page(editor))
    assert number
    path = number.group()
    assert editor.post(path, note=" ").status_code == 422
    assert editor.post(path, note="Đã đối chiếu, bản ghi đúng").status_code == 303
    assert "Cổng đã đổi: 0" in _page(editor)
    assert editor.post(path, note="lần nữa").status_code == 404


def test_a_question_shows_once_enough_people_asked_it(
    house: House, retriever: ScriptedRetriever
) -> None:
    retriever.says()
    officer = house.person("officer")
    texts = ("xin giấy phép nuôi yến", "Xin giay phep nuoi yen", "xin giấy phép nuôi yến?")
    for number, text in enumerate(texts):
        assert "nuôi yến" not in _page(officer)
        assert "Còn 1 câu khác" in _page(officer) or number == 0
        _say(house, f"p{number}", text)
    assert len(texts) == LEAST_ASKERS
    assert "xin giấy phép nuôi yến" in _page(officer)
    assert "Còn 0 câu khác" in _page(officer)


def test_one_person_asking_often_stays_unseen(house: House, retriever: ScriptedRetriever) -> None:
    retriever.says()
    officer = house.person("officer")
    for text in ("chuyện riêng nhà tôi", "chuyện riêng nhà tôi!", "Chuyện riêng nhà tôi..."):
        _say(house, "same", text)
    assert "chuyện riêng" not in _page(officer).lower()


def test_thumbs_down_show_why_from_five_people_on(
    house: House, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.95))
    officer = house.person("officer")
    for number in range(LEAST):
        assert "thông tin sai" not in _page(officer)
        _say(house, f"p{number}", "khai sinh")
        body = {"conversation": f"p{number}", "message": "khai sinh", "good": False}
        house.apps[0].post("/api/v1/feedback", json=body | {"reason": "wrong"})
    assert "thông tin sai" in _page(officer)


def test_what_is_due_names_file_and_line(house: House) -> None:
    house.clock.turn(400 * 86_400)
    page = _page(house.person("editor"))
    assert "dang_ky_khai_sinh.yaml:" in page
