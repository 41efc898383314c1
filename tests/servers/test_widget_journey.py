"""A citizen before a real browser and the real servers: ask, be guided, lose the page and the line,
stop, go on elsewhere, print; and the same without script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from ops import chromium as chromium_
from tests.browser.conftest import need_chromium
from tests.browser.visitor import Visitor
from tests.servers.conftest import Servers

pytestmark = pytest.mark.browser
_LIKELY = ("Đến tận nơi", "Xong rồi", "Đúng hết rồi", "Làm tiếp", "Có rồi", "Vẫn làm việc này")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_.chromium(need_chromium()) as browser:
        yield browser


def _pick(visitor: Visitor) -> None:
    titles = visitor.open_choices.all_inner_texts()
    wanted = next((title for title in _LIKELY if title in titles), titles[0])
    visitor.tap(wanted)


def _progress(visitor: Visitor) -> str:
    bar = visitor.page.get_by_role("progressbar")
    return bar.get_attribute("aria-label") or "" if bar.count() else ""


def test_from_a_question_to_a_printed_summary(servers: Servers, browser: Browser) -> None:
    visitor = Visitor(
        browser,
        servers.url + "/",
        360,
        740,
        scripts="window.print = () => { window.printed = 1; };",
    ).start()
    visitor.say("lam giay khai tu can gi")
    expect(visitor.messages.last).to_contain_text(re.compile("khai tử|báo tử", re.IGNORECASE))
    visitor.tap("Làm từng bước")
    for _ in range(40):
        if _progress(visitor).startswith("Bước 2/"):
            break
        _pick(visitor)
    step = _progress(visitor)
    assert step.startswith("Bước 2/")
    before = visitor.messages.count()
    said = visitor.messages.last.inner_text()

    visitor.page.reload()
    expect(visitor.messages).to_have_count(before)
    assert visitor.messages.last.inner_text() == said
    assert _progress(visitor) == step

    visitor.offline()
    visitor.say("xong rồi")
    expect(visitor.page.locator(".trouble")).to_contain_text("Mất mạng")
    visitor.button("Xem giấy tờ").click()
    expect(visitor.page.get_by_role("checkbox").first).to_be_visible()
    visitor.button("Quay lại nói chuyện").click()
    visitor.offline(False)
    expect(visitor.messages).to_have_count(before + 1)

    visitor.say("dừng lại mai làm tiếp")
    expect(visitor.messages.last).to_contain_text("gõ mã")
    visitor.say("tiếp tục")
    expect(visitor.messages).to_have_count(before + 3)
    visitor.button("Thêm").click()
    visitor.button("In, chia sẻ, làm tiếp máy khác").click()
    code = visitor.page.locator(".sheet .code").inner_text()
    visitor.button("In ra giấy").click()
    visitor.until("window.printed")
    visitor.page.emulate_media(media="print")
    expect(visitor.page.locator(".paper")).to_contain_text(code)

    elsewhere = Visitor(browser, f"{servers.url}/#{code}", 1280, 800).start()
    expect(elsewhere.page.get_by_role("progressbar")).to_be_visible()
    assert [*visitor.errors, *elsewhere.errors] == []
    visitor.leave()
    elsewhere.leave()


def test_the_page_of_a_procedure_opens_on_it(servers: Servers, browser: Browser) -> None:
    visitor = Visitor(browser, servers.url + "/demo", 1280, 800).also_open().start()
    expect(visitor.messages.first).to_contain_text("tạm trú", ignore_case=True)
    visitor.tap("Lệ phí")
    expect(visitor.messages.filter(has_text="đồng").first).to_be_visible()
    assert visitor.errors == []
    visitor.leave()


def test_deleted_on_the_server_too(servers: Servers, browser: Browser) -> None:
    visitor = Visitor(browser, servers.url + "/", 360, 740).start()
    secret = "việc nhà bác Bảy Xoài"
    visitor.say(secret)
    expect(visitor.messages.nth(1)).to_be_visible()
    visitor.button("Thêm").click()
    visitor.button("Xóa hết").click()
    visitor.button("Xóa hết").click()
    expect(visitor.page.locator(".note")).to_contain_text("trên máy chủ")
    assert visitor.kept() == {}
    visitor.leave()


def test_with_script_switched_off(servers: Servers, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(servers.url + "/")
    page.get_by_role("link", name="Trình duyệt này tắt JavaScript").click()
    page.get_by_role("textbox").fill("lam giay khai sinh can gi")
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(".theirs").first).to_contain_text("khai sinh", ignore_case=True)
    page.get_by_role("button", name="Lệ phí").click()
    expect(page.locator(".mine")).to_have_count(2)
    context.close()
