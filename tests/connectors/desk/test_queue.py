"""Waiting for a person, over HTTP, on two app processes that share nothing but a database."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.replies import Message, Reply
from bot.wording import Speaker, Wording, pair_named
from connectors.channels import Outgoing
from connectors.desk.queue import LEASE_SECONDS
from connectors.desk.queue.bring import Bringer
from connectors.dossiers.delivery import DeliveryError
from connectors.telegram import rendering as telegram
from connectors.zalo_bot import render as zalo_bot
from connectors.zalo_oa import render as zalo_oa
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Browser, Clock, House

BIRTH = "1.001193"
PERSON = "cho tôi gặp người thật"


@dataclass
class Recorder:
    """A channel's delivery that keeps what it was given; a key comes once."""

    got: dict[str, tuple[str, str]] = field(default_factory=dict)
    broken: bool = False

    def deliver(self, person: str, reply: Reply, key: str) -> None:
        if self.broken:
            raise DeliveryError("down")
        assert key not in self.got
        self.got[key] = (person, reply.messages[0].text)

    def texts(self, person: str) -> list[str]:
        return [text for who, text in self.got.values() if who == person]


class Citizen:
    """Somebody on the web, asking for news as the page does."""

    def __init__(self, house: House, name: str, client: TestClient | None = None) -> None:
        self.house, self.name, self.count, self.after = house, name, 0, 0
        self.client = client or house.apps[0]

    def say(self, text: str = "", choice: str | None = None) -> dict[str, Any]:
        self.count += 1
        message: dict[str, Any] = {"id": str(self.count)}
        message |= {"choice": choice} if choice else {"text": text}
        body = {"conversation": self.name, "message": message}
        answer: dict[str, Any] = self.client.post("/api/v1/chat", json=body).json()
        return answer

    def asks_for_a_person(self) -> dict[str, Any]:
        for rasa in self.house.rasas:
            rasa.reads[PERSON] = "ask_person"
        return self.say(PERSON)

    def news(self) -> tuple[list[str], dict[str, Any]]:
        url = f"/api/v1/conversations/{self.name}/news?after={self.after}"
        body = self.client.get(url).json()
        for item in body["items"]:
            assert item["number"] > self.after
            self.after = item["number"]
        return [item["messages"][0]["text"] for item in body["items"]], body["person"]


@pytest.fixture
def house(house: House, retriever: ScriptedRetriever) -> House:
    retriever.says((BIRTH, 0.95))
    house.start()
    return house


def _text(reply: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in reply["messages"])


def _titles(reply: dict[str, Any]) -> list[str]:
    return [choice["title"] for message in reply["messages"] for choice in message["choices"]]


def _waiting(helper: Browser) -> list[int]:
    page = helper.get("/desk/talks").text
    return [int(number) for number in re.findall(r"/desk/talks/(\d+)/take", page)]


def _on_duty(helper: Browser) -> Browser:
    helper.get("/desk/talks")
    helper.post("/desk/duty", on="true")
    return helper


def _talk(helper: Browser, number: int) -> str:
    page = helper.get(f"/desk/talks/{number}").text
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_nobody_on_duty_tells_hours_place_and_number(house: House) -> None:
    object.__setattr__(house.desk.queue._office, "hours", "thứ hai đến thứ sáu")
    object.__setattr__(house.desk.queue._office, "place", "bàn trợ giúp phường")
    object.__setattr__(house.desk.queue._office, "phone", "0283 123 456")
    reply = Citizen(house, "a").asks_for_a_person()
    assert reply["outcome"] == "handoff"
    for word in ("thứ hai đến thứ sáu", "bàn trợ giúp phường", "0283 123 456", "18001096"):
        assert word in _text(reply)
    assert "Để lại lời nhắn" in _titles(reply)


def test_without_settings_nothing_is_made_up(house: House) -> None:
    text = _text(Citizen(house, "a").asks_for_a_person())
    assert "chưa có người trực" in text
    assert "giờ trực" not in text
    assert "18001096" in text


def test_place_and_usual_time_are_told(house: House, clock: Clock) -> None:
    helper = _on_duty(house.person("volunteer", "lan"))
    for number in range(3):
        citizen = Citizen(house, f"early{number}")
        assert "phút" not in _text(citizen.asks_for_a_person())
        (waiting,) = _waiting(helper)
        helper.post(f"/desk/talks/{waiting}/take")
        for _ in range(6):
            clock.turn(60)
            helper.http.post("/desk/beat", headers={"X-CSRF": helper.csrf})
        helper.get(f"/desk/talks/{waiting}")
        helper.post(f"/desk/talks/{waiting}/back")
    assert "người tiếp theo" in _text(Citizen(house, "first").asks_for_a_person())
    clock.turn(1)
    second = Citizen(house, "second")
    reply = second.asks_for_a_person()
    assert "đứng thứ 2, thường chờ khoảng 12 phút" in _text(reply)
    assert second.news()[1] == {"state": "waiting", "place": 2, "minutes": 12, "helper": None}
    assert "đứng thứ 2" in _text(second.say(choice="desk:place"))


def test_a_helper_reads_the_talk_so_far_and_writes(house: House) -> None:
    helper = _on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "a")
    citizen.say("khai sinh cho cháu cần giấy gì")
    citizen.asks_for_a_person()
    (number,) = _waiting(helper)
    assert "khai sinh cho cháu cần giấy gì" in _talk(helper, number)
    helper.post(f"/desk/talks/{number}/take")
    texts, person = citizen.news()
    assert person == {"state": "with", "place": None, "minutes": None, "helper": "Lan"}
    assert "Lan, người trợ giúp, đang ở đây" in texts[0]
    helper.post(f"/desk/talks/{number}/say", text="Bác mang giấy chứng sinh nhé.", key="k1")
    helper.post(f"/desk/talks/{number}/say", text="Bác mang giấy chứng sinh nhé.", key="k1")
    assert citizen.news()[0] == ["Lan: Bác mang giấy chứng sinh nhé."]
    answer = citizen.say("dạ cô ơi còn hộ khẩu thì sao")
    assert answer["outcome"] == "with_person"
    assert "đã nhận tin" in _text(answer)
    assert _text(citizen.say("tôi chờ nhé")) == "Đã gửi tới Lan."
    assert "còn hộ khẩu thì sao" in _talk(helper, number)
    helper.post(f"/desk/talks/{number}/back")
    texts, person = citizen.news()
    assert "đã xong phần mình" in texts[0]
    assert person["state"] == "nobody"
    assert citizen.say("khai sinh cần giấy gì")["outcome"] == "answered"


def test_the_assistants_answer_is_a_draft_that_nobody_has_sent(
    house: House, tmp_path: Path
) -> None:
    helper = _on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "a")
    citizen.say("khai sinh cho cháu cần giấy gì")
    citizen.asks_for_a_person()
    (number,) = _waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    citizen.news()
    citizen.say("khai sinh nộp ở đâu")
    page = helper.post(f"/desk/talks/{number}/draft").text
    area = re.search(r"<textarea[^>]*>(.+?)</textarea>", page, re.DOTALL)
    assert area
    assert "khai sinh" in area.group(1)
    assert citizen.news()[0] == []
    with sqlite3.connect(tmp_path / "inbox.db") as database:
        assert "draft:" not in "\n".join(database.iterdump())
    database.close()


def test_anger_three_misunderstandings_and_fraud_wait_too(
    house: House, retriever: ScriptedRetriever
) -> None:
    helper = _on_duty(house.person("volunteer", "lan"))
    angry, cheated, lost = (Citizen(house, name) for name in ("angry", "cheated", "lost"))
    house.rasas[0].reads |= {"bực quá": "anger", "bị lừa rồi": "fraud"}
    assert "xin lỗi" in _text(angry.say("bực quá"))
    assert "đừng chuyển tiền" in _text(cheated.say("bị lừa rồi"))
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
    assert _waiting(helper) == []


def test_a_message_is_left_and_answered_later(house: House, clock: Clock) -> None:
    citizen = Citizen(house, "a")
    citizen.asks_for_a_person()
    assert "viết lời nhắn" in _text(citizen.say(choice="desk:message"))
    assert "đã giữ lời nhắn" in _text(citizen.say("mất hộ chiếu thì phải làm gì"))
    assert citizen.say("khai sinh cần giấy gì")["outcome"] == "answered"
    clock.turn(12 * 3600)
    helper = house.person("volunteer", "lan")
    assert "có để lời nhắn" in html.unescape(helper.get("/desk/talks").text)
    (number,) = _waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    helper.post(f"/desk/talks/{number}/say", text="Bác hỏi công an tỉnh.", key="k")
    helper.post(f"/desk/talks/{number}/back")
    texts = citizen.news()[0]
    assert texts[1] == "Lan: Bác hỏi công an tỉnh."
    assert len(texts) == 3


def test_the_citizen_may_go(house: House) -> None:
    helper = _on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "a")
    citizen.asks_for_a_person()
    assert "bỏ tên" in _text(citizen.say(choice="desk:leave"))
    assert _waiting(helper) == []
    citizen.asks_for_a_person()
    (number,) = _waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    citizen.say(choice="desk:leave")
    assert helper.post(f"/desk/talks/{number}/say", text="alo", key="k").status_code == 409
    assert citizen.say("khai sinh cần giấy gì")["outcome"] == "answered"


def test_asking_twice_is_one_place(house: House) -> None:
    helper = house.person("volunteer", "lan")
    citizen = Citizen(house, "a")
    citizen.asks_for_a_person()
    citizen.asks_for_a_person()
    assert len(_waiting(helper)) == 1


def test_a_deleted_talk_is_gone_from_the_desk(house: House, tmp_path: Path) -> None:
    helper = _on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "citizen-who-deletes")
    citizen.asks_for_a_person()
    (number,) = _waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    assert citizen.say(choice="delete")["outcome"] == "deleted"
    assert _waiting(helper) == []
    assert helper.get(f"/desk/talks/{number}").status_code == 404
    with sqlite3.connect(tmp_path / "inbox.db") as database:
        assert "citizen-who-deletes" not in "\n".join(database.iterdump())
    database.close()


def test_secrets_are_masked_both_ways(house: House) -> None:
    helper = _on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "a")
    citizen.asks_for_a_person()
    (number,) = _waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    citizen.say("căn cước của tôi 079055001234")
    assert "079055001234" not in _talk(helper, number)
    helper.post(f"/desk/talks/{number}/say", text="Số 079055001234 phải không?", key="k")
    assert "079055001234" not in " ".join(citizen.news()[0])


def test_a_group_and_the_desk_itself_are_not_handed_over(house: House) -> None:
    helper = house.person("volunteer", "lan")
    house.rasas[0].reads[PERSON] = "ask_person"
    body = {
        "conversation": "group", "message": {"id": "1", "text": PERSON}, "context": {"group": True},
    }  # fmt: skip
    assert house.apps[0].post("/api/v1/chat", json=body).json()["outcome"] == "handoff"
    helper.get("/desk/seat")
    helper.post("/desk/seat/say", q=PERSON, message_id="1")
    assert _waiting(helper) == []


def test_the_page_without_script_shows_the_helper_too(house: House) -> None:
    helper = _on_duty(house.person("volunteer", "lan"))
    citizen = house.apps[0]
    house.rasas[0].reads[PERSON] = "ask_person"
    citizen.get("/chat")
    citizen.post("/chat", data={"message_id": "1", "text": PERSON})
    assert "Đang đứng thứ 1" in citizen.get("/chat").text
    (number,) = _waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    helper.post(f"/desk/talks/{number}/say", text="Chào bác.", key="k")
    page = citizen.get("/chat").text
    assert "Lan: Chào bác." in page
    assert "Lan đang trả lời" in page


# Two processes


@pytest.fixture
def two(house: House) -> House:
    house.start()
    return house


def test_two_helpers_on_two_processes_take_each_citizen_once(two: House) -> None:
    one = _on_duty(two.person("volunteer", "lan", two.apps[0].app))
    other = _on_duty(two.person("officer", "minh", two.apps[1].app))
    citizens = [Citizen(two, f"c{n}", two.apps[n % 2]) for n in range(3)]
    for citizen in citizens:
        assert "người trực" in _text(citizen.asks_for_a_person())
    numbers = _waiting(one)
    assert numbers == _waiting(other)
    assert one.post(f"/desk/talks/{numbers[0]}/take").status_code == 303
    assert other.post(f"/desk/talks/{numbers[0]}/take").status_code == 409
    assert other.post(f"/desk/talks/{numbers[1]}/take").status_code == 303
    one.post(f"/desk/talks/{numbers[0]}/say", text="Chào bác.", key="k")
    other.post(f"/desk/talks/{numbers[1]}/say", text="Chào cô.", key="k")
    # The citizen is on the other process than the helper.
    citizens[0].client = two.apps[1]
    assert citizens[0].news()[0][1] == "Lan: Chào bác."
    assert citizens[1].news()[0][1] == "Minh: Chào cô."
    assert citizens[2].news()[1]["place"] == 1


def test_a_helper_whose_browser_dies_loses_nobody(two: House, clock: Clock) -> None:
    one = _on_duty(two.person("volunteer", "lan", two.apps[0].app))
    other = two.person("officer", "minh", two.apps[1].app)
    first, later = Citizen(two, "first", two.apps[0]), Citizen(two, "later", two.apps[1])
    first.asks_for_a_person()
    clock.turn(5)
    later.asks_for_a_person()
    number = _waiting(one)[0]
    one.post(f"/desk/talks/{number}/take")
    one.post(f"/desk/talks/{number}/say", text="Bác chờ em.", key="k")
    first.say("cái mã hồ sơ tôi để đâu rồi")
    clock.turn(LEASE_SECONDS - 1)
    one.http.post("/desk/beat", headers={"X-CSRF": one.csrf})
    clock.turn(LEASE_SECONDS - 1)
    assert number not in _waiting(other)  # still alive
    clock.turn(2)
    assert _waiting(other)[0] == number  # in the old place
    texts, person = first.news()
    assert "bị mất kết nối" in texts[-1]
    assert person["place"] == 1
    assert one.post(f"/desk/talks/{number}/say", text="alo", key="k2").status_code == 409
    other.post(f"/desk/talks/{number}/take")
    talk = _talk(other, number)
    assert "Bác chờ em." in talk
    assert "cái mã hồ sơ tôi để đâu rồi" in talk
    other.post(f"/desk/talks/{number}/say", text="Em đây bác.", key="k3")
    assert first.news()[0][-1] == "Minh: Em đây bác."
    # Swept by whichever process comes first, told once.
    assert sum("mất kết nối" in line.text for line in two.desk.lines.of("web:first")) == 1


def test_lines_reach_telegram_and_zalo_once_and_in_order(two: House, clock: Clock) -> None:
    channels = {"telegram": Recorder(), "zalo-oa": Recorder()}
    people = {"telegram": "telegram:17", "zalo-oa": "zalo-oa:17"}
    helper = _on_duty(two.person("volunteer", "lan"))
    queue, lines = two.desk.queue, two.desk.lines
    bringers = [Bringer(queue, lines, channels) for _ in range(2)]
    for person in people.values():
        assert queue.ask(person, "asked", "") is not None
    for number in _waiting(helper):
        helper.post(f"/desk/talks/{number}/take")
        for text in ("một", "hai"):
            helper.post(f"/desk/talks/{number}/say", text=text, key=text)
    channels["telegram"].broken = True
    for bringer in bringers * 2:
        bringer.step()
    assert channels["telegram"].got == {}
    assert channels["zalo-oa"].texts("zalo-oa:17")[1:] == ["Lan: một", "Lan: hai"]
    channels["telegram"].broken = False
    clock.turn(3600)
    for bringer in bringers:
        bringer.step()
    told = channels["telegram"].texts("telegram:17")
    assert told[1:3] == ["Lan: một", "Lan: hai"]


@pytest.mark.parametrize(
    ("conversation", "calls"),
    [
        (
            "telegram:17",
            lambda r, c: telegram.calls(r, c, Speaker(Wording(), pair_named(None)), ""),
        ),
        ("zalo-bot:17", lambda r, c: zalo_bot.render(r, c, "")),
        ("zalo-oa:17", lambda r, c: zalo_oa.render(r, c, "")),
    ],
)
def test_every_channel_carries_a_line_and_is_silent_beside_a_helper(
    conversation: str, calls: Callable[[Reply, str], list[Outgoing]]
) -> None:
    said = Message(text="Lan: Chào bác.")
    (call,) = calls(Reply(outcome="with_person", messages=(said,)), conversation)
    assert "Lan: Chào bác." in str(call.body)
    assert calls(Reply(outcome="with_person"), conversation) == []


def test_what_is_said_to_whom_is_noted_without_a_word_of_it(house: House) -> None:
    admin, helper = house.person("administrator"), _on_duty(house.person("volunteer", "lan"))
    Citizen(house, "a").asks_for_a_person()
    (number,) = _waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    helper.post(f"/desk/talks/{number}/say", text="lời riêng tư", key="k")
    page = html.unescape(admin.get("/desk/audit").text)
    for line in (f"take {number}", f"say {number}", "Đọc cuộc trò chuyện"):
        assert line in page
    assert "lời riêng tư" not in page
