"""From three channels to two helpers: real Rasa, two app processes, one database, real browsers.

The first app speaks with the messengers and is Lan's; the second one is the widget's and Minh's. On
SQLite it has nothing but the database in common with the messengers: what Minh writes reaches them
through the first one.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from connectors.desk.queue import LEASE_SECONDS
from tests.hand_over.citizens import Citizen, OnTheWeb
from tests.hand_over.helpers import Helper, Mortal
from tests.hand_over.town import HOURS, PHONE, PLACE, Town

pytestmark = [pytest.mark.servers, pytest.mark.browser, pytest.mark.xdist_group("servers")]

QUESTION, PERSON = "đăng ký khai sinh cho cháu cần giấy tờ gì", "cho tôi gặp người thật"
Citizens = dict[str, Citizen]


def _tries_to_take(helper: Helper, number: int) -> httpx.Request:
    """The press of the button, as this helper's browser would send it."""
    csrf = helper.page.locator("[name=csrf]").first.input_value()
    cookies = {str(one["name"]): str(one["value"]) for one in helper.context.cookies()}
    url = f"{helper.url}/desk/talks/{number}/take"
    return httpx.Request("POST", url, data={"csrf": csrf}, cookies=cookies)


def _at_once(requests: list[httpx.Request]) -> list[int]:
    def send(request: httpx.Request) -> int:
        with httpx.Client(timeout=30) as http:
            return http.send(request).status_code

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def _converse(helper: Helper, shown: str, citizen: Citizen, word: str) -> None:
    """To and fro, the last answer with the assistant's draft. word: tells this talk from others."""
    assert helper.said("citizen", QUESTION).count() == 1
    helper.write(f"Chào bác, em đọc rồi, {word}.")
    assert f"{shown}: Chào bác" in citizen.reads(f"em đọc rồi, {word}.")
    citizen.asks(f"dạ cảm ơn, {word} đây", shown)
    citizen.say("vậy lệ phí đăng ký khai sinh bao nhiêu")
    helper.reads("vậy lệ phí đăng ký khai sinh bao nhiêu")
    draft = helper.draft()
    assert "khai sinh" in draft.lower()
    helper.send_draft(f"Bác xem nhé ({word}):")
    told = citizen.reads(f"Bác xem nhé ({word}):")
    assert draft.split("\n")[0][:60] in told


def _assistant_again(citizen: Citizen, shown: str) -> None:
    citizen.reads(f"{shown} đã xong phần mình")
    assert "khai sinh" in citizen.asks(QUESTION, "khai sinh").lower()


def test_nobody_on_duty_and_a_message_answered_later(
    two_apps: Town, citizens: Citizens, minh: Callable[[], Helper]
) -> None:
    for citizen in citizens.values():
        told = citizen.asks(PERSON, "chưa có người trực")
        for word in (HOURS, PLACE, PHONE):
            assert word in told
        citizen.tap("Để lại lời nhắn")
        citizen.reads("viết lời nhắn")
        citizen.asks(f"nhờ gọi lại giúp tôi, {citizen.channel}", "đã giữ lời nhắn")
        # Until somebody comes, the assistant goes on.
        citizen.asks(QUESTION, "khai sinh")
    helper = minh()
    helper.on_duty()
    for channel, citizen in citizens.items():
        assert "có để lời nhắn" in helper.waiting(channel).inner_text()
        helper.take(channel)
        assert helper.said("citizen", f"nhờ gọi lại giúp tôi, {channel}").count() == 1
        citizen.reads("Anh Minh, người trợ giúp, đang ở đây")
        helper.write(f"Dạ em trả lời {channel} đây ạ.")
        citizen.reads(f"Dạ em trả lời {channel} đây ạ.")
        helper.give_back()
        _assistant_again(citizen, "Anh Minh")
    helper.off_duty()


def test_two_helpers_three_citizens_and_a_browser_that_dies(
    two_apps: Town, citizens: Citizens, minh: Callable[[], Helper], mortal: Mortal
) -> None:
    one, other = Helper(mortal.browser, two_apps.first, "lan"), minh()
    for helper in (one, other):
        helper.on_duty()
    places = ("người tiếp theo", "đứng thứ 2", "đứng thứ 3")
    for citizen, place in zip(citizens.values(), places, strict=True):
        citizen.asks(QUESTION, "khai sinh")
        citizen.asks(PERSON, place)
    on_telegram, on_zalo, on_web = citizens["Telegram"], citizens["Zalo"], citizens["trang web"]

    # One citizen, both helpers, two processes, the same moment.
    number = one.number("Zalo")
    assert other.number("Zalo") == number
    answers = _at_once([_tries_to_take(helper, number) for helper in (one, other)])
    assert sorted(answers) == [303, 409]
    quicker, shown = ((one, "Cô Lan"), (other, "Anh Minh"))[answers.index(303)]
    # All three are with somebody before the first is done.
    quicker.open(number)
    tab = quicker.context.new_page()
    zalo_page, quicker.page = quicker.page, tab
    quicker.to_queue()
    talk = one.take("Telegram")
    other.take("trang web")
    on_telegram.reads("Cô Lan, người trợ giúp, đang ở đây")
    on_web.reads("Anh Minh, người trợ giúp, đang ở đây")
    _converse(one, "Cô Lan", on_telegram, "Telegram")
    _converse(other, "Anh Minh", on_web, "trang web")
    assert isinstance(on_web, OnTheWeb)
    assert on_web.above == "Anh Minh đang trả lời ở đây."
    tab, quicker.page = quicker.page, zalo_page
    on_zalo.reads(f"{shown}, người trợ giúp, đang ở đây")
    _converse(quicker, shown, on_zalo, "Zalo")
    quicker.give_back()
    quicker.page = tab
    _assistant_again(on_zalo, shown)

    # Minh passes the one on the web to Lan; then Lan's machine dies with two citizens.
    other.put_back()
    on_web.reads("Anh Minh chuyển")
    one.to_queue()
    one.take("trang web")
    on_web.reads("Cô Lan, người trợ giúp, đang ở đây")
    one.write("Bác chờ em một chút.")
    on_web.reads("Bác chờ em một chút.")
    mortal.kill()
    for citizen in (on_telegram, on_web):
        citizen.say(f"giấy chứng sinh của cháu bị mờ, {citizen.channel}")
    for citizen in (on_telegram, on_web):
        citizen.reads("Cô Lan bị mất kết nối", LEASE_SECONDS + 60)
    other.to_queue()
    assert other.number("Telegram") == talk
    assert [
        "Telegram" in text for text in other.page.locator("ol.queue > li").all_inner_texts()
    ] == [True, False]  # in the old order
    for citizen in (on_telegram, on_web):
        other.take(citizen.channel)
        for who, words in (
            ("citizen", QUESTION),
            ("helper", f"em đọc rồi, {citizen.channel}."),
            ("citizen", f"dạ cảm ơn, {citizen.channel} đây"),
            ("citizen", f"giấy chứng sinh của cháu bị mờ, {citizen.channel}"),
        ):
            assert other.said(who, words).count() == 1, words
        other.write("Em Minh đây, bác chụp lại giúp em.")
        citizen.reads("Em Minh đây, bác chụp lại giúp em.")
        other.give_back()
        _assistant_again(citizen, "Anh Minh")
        heard = citizen.heard()
        assert sum("bị mất kết nối" in text for text in heard) == 1
        assert sum("em đọc rồi" in text for text in heard) == 1
    other.off_duty()
