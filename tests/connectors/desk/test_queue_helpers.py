"""Taking, answering and losing a citizen, over HTTP, on two app processes that share nothing but a
database.
"""

from __future__ import annotations

import html
import time

import pytest

from connectors.desk.queue import LEASE_SECONDS
from tests.connectors.desk.conftest import Clock, House
from tests.connectors.desk.waiting import Citizen, on_duty, talk_of, text_of, waiting
from tests.connectors.desk.waiting import house as house


def test_a_helper_reads_the_talk_so_far_and_writes(house: House) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "a")
    citizen.say("khai sinh cho cháu cần giấy gì")
    citizen.asks_for_a_person()
    (number,) = waiting(helper)
    assert "khai sinh cho cháu cần giấy gì" in talk_of(helper, number)
    helper.post(f"/desk/talks/{number}/take")
    texts, person = citizen.news()
    assert person == {"state": "with", "place": None, "minutes": None, "helper": "Lan"}
    assert "Lan, người trợ giúp, đang ở đây" in texts[0]
    helper.post(f"/desk/talks/{number}/say", text="Bác mang giấy chứng sinh nhé.", key="k1")
    helper.post(f"/desk/talks/{number}/say", text="Bác mang giấy chứng sinh nhé.", key="k1")
    assert citizen.news()[0] == ["Lan: Bác mang giấy chứng sinh nhé."]
    answer = citizen.say("dạ cô ơi còn hộ khẩu thì sao")
    assert answer["outcome"] == "with_person"
    assert "đã nhận tin" in text_of(answer)
    assert text_of(citizen.say("tôi chờ nhé")) == "Đã gửi tới Lan."
    assert "còn hộ khẩu thì sao" in talk_of(helper, number)
    helper.post(f"/desk/talks/{number}/back")
    texts, person = citizen.news()
    assert "đã xong phần mình" in texts[0]
    assert person["state"] == "nobody"
    assert citizen.say("khai sinh cần giấy gì")["outcome"] == "answered"


def test_secrets_are_masked_both_ways(house: House) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "a")
    citizen.asks_for_a_person()
    (number,) = waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    citizen.say("căn cước của tôi 079055001234")
    assert "079055001234" not in talk_of(helper, number)
    helper.post(f"/desk/talks/{number}/say", text="Số 079055001234 phải không?", key="k")
    assert "079055001234" not in " ".join(citizen.news()[0])


def test_what_is_said_to_whom_is_noted_without_a_word_of_it(house: House) -> None:
    admin, helper = house.person("administrator"), on_duty(house.person("volunteer", "lan"))
    Citizen(house, "a").asks_for_a_person()
    (number,) = waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    helper.post(f"/desk/talks/{number}/say", text="lời riêng tư", key="k")
    page = html.unescape(admin.get("/desk/audit").text)
    for line in (f"take {number}", f"say {number}", "Đọc cuộc trò chuyện"):
        assert line in page
    assert "lời riêng tư" not in page


# Two processes


@pytest.fixture
def two(house: House) -> House:
    house.start()
    return house


def test_two_helpers_on_two_processes_take_each_citizen_once(two: House) -> None:
    one = on_duty(two.person("volunteer", "lan", two.apps[0].app))
    other = on_duty(two.person("officer", "minh", two.apps[1].app))
    citizens = [Citizen(two, f"c{n}", two.apps[n % 2]) for n in range(3)]
    for citizen in citizens:
        assert "người trực" in text_of(citizen.asks_for_a_person())
    numbers = waiting(one)
    assert numbers == waiting(other)
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
    one = on_duty(two.person("volunteer", "lan", two.apps[0].app))
    other = two.person("officer", "minh", two.apps[1].app)
    first, later = Citizen(two, "first", two.apps[0]), Citizen(two, "later", two.apps[1])
    first.asks_for_a_person()
    clock.turn(5)
    later.asks_for_a_person()
    number = waiting(one)[0]
    one.post(f"/desk/talks/{number}/take")
    one.post(f"/desk/talks/{number}/say", text="Bác chờ em.", key="k")
    first.say("cái mã hồ sơ tôi để đâu rồi")
    clock.turn(LEASE_SECONDS - 1)
    one.http.post("/desk/beat", headers={"X-CSRF": one.csrf})
    clock.turn(LEASE_SECONDS - 1)
    assert number not in waiting(other)  # still alive
    clock.turn(2)
    assert waiting(other)[0] == number  # in the old place
    texts, person = first.news()
    assert "bị mất kết nối" in texts[-1]
    assert person["place"] == 1
    lost = one.post(f"/desk/talks/{number}/say", text="câu chưa gửi được", key="k2")
    assert lost.status_code == 409
    assert "câu chưa gửi được" in lost.text  # to be copied, not typed again
    assert "câu chưa gửi được" not in talk_of(other, number)
    other.post(f"/desk/talks/{number}/take")
    talk = talk_of(other, number)
    assert "Bác chờ em." in talk
    assert "cái mã hồ sơ tôi để đâu rồi" in talk
    other.post(f"/desk/talks/{number}/say", text="Em đây bác.", key="k3")
    assert first.news()[0][-1] == "Minh: Em đây bác."
    # Swept by whichever process comes first, told once.
    assert sum("mất kết nối" in line.text for line in two.desk.lines.of("web:first")) == 1


def test_who_is_put_back_keeps_the_old_place_and_is_told_no_other(
    house: House, clock: Clock
) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    citizens = [Citizen(house, name) for name in ("first", "second")]
    for citizen in citizens:
        citizen.asks_for_a_person()
        clock.turn(1)
    number = waiting(helper)[1]
    helper.post(f"/desk/talks/{number}/take")
    helper.post(f"/desk/talks/{number}/put")
    texts, person = citizens[1].news()
    assert "giữ chỗ cũ" in texts[-1]
    assert "đầu hàng" not in texts[-1]
    assert person["place"] == 2


def test_an_app_without_a_messenger_leaves_its_messages_to_the_one_that_has_it(
    house: House,
) -> None:
    inbox = house.app.state.tungbuoc.inbox
    theirs = inbox.claim("telegram:7", "1", "khai sinh cần giấy gì", None, {})
    ours = inbox.claim("web:waits", "1", "khai sinh cần giấy gì", None, {})
    end = time.monotonic() + 30
    while inbox.get(ours.conversation, "1").reply is None:  # the worker answers, oldest first
        assert time.monotonic() < end
        time.sleep(0.05)
    assert inbox.get(theirs.conversation, "1").reply is None


def test_a_helper_with_two_sees_who_waits_for_an_answer(house: House, clock: Clock) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    first, second = Citizen(house, "first"), Citizen(house, "second")
    for citizen in (first, second):
        citizen.asks_for_a_person()
        clock.turn(1)
    numbers = waiting(helper)
    for number in numbers:
        helper.post(f"/desk/talks/{number}/take")
        helper.post(f"/desk/talks/{number}/say", text="Chào.", key=str(number))
    assert "đang đợi anh chị trả lời" not in talk_of(helper, numbers[1])
    first.say("dạ tôi hỏi cái này")
    assert "đang đợi anh chị trả lời" in talk_of(helper, numbers[1])
    helper.post(f"/desk/talks/{numbers[0]}/say", text="Dạ bác hỏi đi.", key="again")
    assert "đang đợi anh chị trả lời" not in talk_of(helper, numbers[1])
