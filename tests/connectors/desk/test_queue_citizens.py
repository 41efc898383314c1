"""Waiting for a person, as the citizen sees it, over HTTP."""

from __future__ import annotations

import html
import sqlite3
from pathlib import Path

from bot.talk import Assistant
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Clock, House, settings_in
from tests.connectors.desk.waiting import PERSON, Citizen, on_duty, text_of, titles_of, waiting
from tests.connectors.desk.waiting import house as house


def test_nobody_on_duty_tells_hours_place_and_number(
    assistant: Assistant, clock: Clock, tmp_path: Path
) -> None:
    told = {
        "desk_hours": "thứ hai đến thứ sáu",
        "desk_place": "bàn trợ giúp phường",
        "desk_phone": "0283 123 456",
    }
    house = House(settings_in(tmp_path, **told), assistant, clock)
    house.start()
    reply = Citizen(house, "a").asks_for_a_person()
    assert reply["outcome"] == "handoff"
    for word in (*told.values(), "18001096"):
        assert word in text_of(reply)
    assert "Để lại lời nhắn" in titles_of(reply)
    house.close()


def test_without_settings_nothing_is_made_up(house: House) -> None:
    text = text_of(Citizen(house, "a").asks_for_a_person())
    assert "chưa có người trực" in text
    assert "giờ trực" not in text
    assert "18001096" in text


def test_place_and_usual_time_are_told(house: House, clock: Clock) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    for turn in range(3):
        citizen = Citizen(house, f"early{turn}")
        assert "phút" not in text_of(citizen.asks_for_a_person())
        (number,) = waiting(helper)
        helper.post(f"/desk/talks/{number}/take")
        for _ in range(6):
            clock.turn(60)
            helper.http.post("/desk/beat", headers={"X-CSRF": helper.csrf})
        helper.get(f"/desk/talks/{number}")
        helper.post(f"/desk/talks/{number}/back")
    assert "người tiếp theo" in text_of(Citizen(house, "first").asks_for_a_person())
    clock.turn(1)
    second = Citizen(house, "second")
    reply = second.asks_for_a_person()
    assert "đứng thứ 2, thường chờ khoảng 12 phút" in text_of(reply)
    assert second.news()[1] == {"state": "waiting", "place": 2, "minutes": 12, "helper": None}
    assert "đứng thứ 2" in text_of(second.say(choice="desk:place"))


def test_anger_three_misunderstandings_and_fraud_wait_too(
    house: House, retriever: ScriptedRetriever
) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    angry, cheated, lost = (Citizen(house, name) for name in ("angry", "cheated", "lost"))
    house.rasas[0].reads |= {"bực quá": "anger", "bị lừa rồi": "fraud"}
    assert "xin lỗi" in text_of(angry.say("bực quá"))
    assert "đừng chuyển tiền" in text_of(cheated.say("bị lừa rồi"))
    retriever.says()
    replies = [lost.say("abc xyz")["outcome"] for _ in range(3)]
    assert replies == ["unanswerable_not_understood"] * 2 + ["handoff"]
    page = html.unescape(helper.get("/desk/talks").text)
    for reason in ("Đang bực", "Ba lần máy chưa hiểu", "Nghi bị lừa"):
        assert reason in page


def test_a_life_in_danger_does_not_wait_here(house: House) -> None:
    helper = house.person("volunteer", "lan")
    house.rasas[0].reads["cứu tôi với"] = "emergency"
    assert Citizen(house, "a").say("cứu tôi với")["outcome"] == "handoff_emergency"
    assert waiting(helper) == []


def test_a_message_is_left_and_answered_later(house: House, clock: Clock) -> None:
    citizen = Citizen(house, "a")
    citizen.asks_for_a_person()
    assert "viết lời nhắn" in text_of(citizen.say(choice="desk:message"))
    assert "đã giữ lời nhắn" in text_of(citizen.say("mất hộ chiếu thì phải làm gì"))
    assert citizen.say("khai sinh cần giấy gì")["outcome"] == "answered"
    clock.turn(12 * 3600)
    helper = house.person("volunteer", "lan")
    assert "có để lời nhắn" in html.unescape(helper.get("/desk/talks").text)
    (number,) = waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    helper.post(f"/desk/talks/{number}/say", text="Bác hỏi công an tỉnh.", key="k")
    helper.post(f"/desk/talks/{number}/back")
    texts = citizen.news()[0]
    assert texts[1] == "Lan: Bác hỏi công an tỉnh."
    assert len(texts) == 3


def test_the_citizen_may_go(house: House) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "a")
    citizen.asks_for_a_person()
    assert "bỏ tên" in text_of(citizen.say(choice="desk:leave"))
    assert waiting(helper) == []
    citizen.asks_for_a_person()
    (number,) = waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    citizen.say(choice="desk:leave")
    assert helper.post(f"/desk/talks/{number}/say", text="alo", key="k").status_code == 409
    assert citizen.say("khai sinh cần giấy gì")["outcome"] == "answered"


def test_asking_twice_is_one_place(house: House) -> None:
    helper = house.person("volunteer", "lan")
    citizen = Citizen(house, "a")
    citizen.asks_for_a_person()
    citizen.asks_for_a_person()
    assert len(waiting(helper)) == 1


def test_a_deleted_talk_is_gone_from_the_desk(house: House, tmp_path: Path) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "citizen-who-deletes")
    citizen.asks_for_a_person()
    (number,) = waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    assert citizen.say(choice="delete")["outcome"] == "deleted"
    assert waiting(helper) == []
    assert helper.get(f"/desk/talks/{number}").status_code == 404
    with sqlite3.connect(tmp_path / "inbox.db") as database:
        assert "citizen-who-deletes" not in "\n".join(database.iterdump())
    database.close()


def test_a_group_and_the_desk_itself_are_not_handed_over(house: House) -> None:
    helper = house.person("volunteer", "lan")
    house.rasas[0].reads[PERSON] = "ask_person"
    body = {
        "conversation": "group", "message": {"id": "1", "text": PERSON}, "context": {"group": True},
    }  # fmt: skip
    assert house.apps[0].post("/api/v1/chat", json=body).json()["outcome"] == "handoff"
    helper.get("/desk/seat")
    helper.post("/desk/seat/say", q=PERSON, message_id="1")
    assert waiting(helper) == []


def test_the_page_without_script_shows_the_helper_too(house: House) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    citizen = house.apps[0]
    house.rasas[0].reads[PERSON] = "ask_person"
    citizen.get("/chat")
    citizen.post("/chat", data={"message_id": "1", "text": PERSON})
    assert "Đang đứng thứ 1" in citizen.get("/chat").text
    (number,) = waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    helper.post(f"/desk/talks/{number}/say", text="Chào bác.", key="k")
    page = citizen.get("/chat").text
    assert "Lan: Chào bác." in page
    assert "Lan đang trả lời" in page
