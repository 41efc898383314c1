"""A helper's talk with one citizen, in a real Chromium."""

from __future__ import annotations

import re
import time

import httpx
import pytest
from playwright.sync_api import Browser, Route, expect

from tests.connectors.desk.conftest import PASSWORD, House
from tests.connectors.desk.waiting import PERSON
from tests.desk_browser.signing import sign_in

pytestmark = pytest.mark.browser


def _slowly(route: Route) -> None:
    """The server has done it; its answer takes longer than the page's next look at the talk."""
    answer = route.fetch(max_redirects=0)
    time.sleep(5)
    route.fulfill(response=answer)


def test_a_talk_given_back_over_a_slow_line_leads_to_the_queue(
    chromium: Browser, address: tuple[str, House]
) -> None:
    url, house = address
    code = house.desk.people.add("lan", "Cô Lan", "volunteer")
    house.desk.people.choose_password("lan", code, PASSWORD)
    page = chromium.new_page(locale="vi-VN")
    sign_in(page, url, "lan")
    page.goto(f"{url}/desk/talks")
    page.get_by_role("button", name="Tôi nhận trực").click()
    for rasa in house.rasas:
        rasa.reads[PERSON] = "ask_person"
    body = {"conversation": "slow-line", "message": {"id": "1", "text": PERSON}}
    httpx.post(f"{url}/api/v1/chat", json=body, timeout=30).raise_for_status()
    page.get_by_role("button", name="Nhận").click()
    page.wait_for_url(re.compile(r"/desk/talks/\d+$"))
    page.route("**/back", _slowly)
    page.get_by_role("button", name="Xong, trả lại cho máy").click()
    page.wait_for_url("**/desk/talks", timeout=15_000)
    expect(page.get_by_text("Anh chị đang trực.")).to_be_visible()
    page.context.close()
