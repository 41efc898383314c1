"""A helper before a browser at the desk of one of the apps."""

from __future__ import annotations

import re

import psutil
from playwright.sync_api import Browser, Locator, Page, expect

from ops.chromium import ARGUMENTS, find
from tests.hand_over.town import PASSWORD

SOON = 30_000.0
"""Milliseconds: the page asks every few seconds."""


class Helper:
    """Signed in. `page` shows the queue, or the talk that was taken last."""

    def __init__(self, browser: Browser, url: str, name: str) -> None:
        self.url = url
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
        self.page: Page = self.context.new_page()
        self.page.goto(f"{url}/desk/sign-in")
        self.page.fill("[name=name]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url("**/desk")
        self.to_queue()

    def to_queue(self) -> None:
        self.page.goto(f"{self.url}/desk/talks")

    def on_duty(self) -> None:
        self.page.get_by_role("button", name="Tôi nhận trực").click()
        expect(self.page.get_by_text("Anh chị đang trực.")).to_be_visible()

    def off_duty(self) -> None:
        """And home."""
        self.to_queue()
        self.page.get_by_role("button", name="Nghỉ trực").click()
        expect(self.page.get_by_role("button", name="Tôi nhận trực")).to_be_visible()
        self.context.close()

    def waiting(self, channel: str) -> Locator:
        """The line of who waits there; one at most in these tests."""
        return self.page.locator("ol.queue > li").filter(has_text=channel)

    def number(self, channel: str) -> int:
        """Of who waits there, once they do."""
        expect(self.waiting(channel)).to_have_count(1, timeout=SOON)
        action = self.waiting(channel).locator("form").get_attribute("action") or ""
        return int(action.split("/")[-2])

    def take(self, channel: str) -> int:
        """Take who waits there; the talk's number."""
        expect(self.waiting(channel)).to_have_count(1, timeout=SOON)
        self.waiting(channel).get_by_role("button", name="Nhận").click()
        self.page.wait_for_url(re.compile(r"/desk/talks/\d+$"))
        return int(self.page.url.rsplit("/", 1)[1])

    def open(self, number: int) -> None:
        """A talk that was taken already."""
        self.page.goto(f"{self.url}/desk/talks/{number}")

    def write(self, text: str) -> None:
        self.page.get_by_role("textbox").fill(text)
        self._send()

    def reads(self, text: str) -> None:
        """It appears by itself."""
        expect(self.said("citizen", text)).to_have_count(1, timeout=SOON)

    def said(self, who: str, text: str) -> Locator:
        return self.page.locator(f"#live .{who}").filter(has_text=text)

    def draft(self) -> str:
        """The assistant's draft, which lies in the box for the answer."""
        self.page.get_by_role("button", name="Xin máy viết nháp").click()
        expect(self.page.get_by_text("Đây là nháp của máy.")).to_be_visible(timeout=SOON)
        return self.page.get_by_role("textbox").input_value()

    def send_draft(self, before: str) -> None:
        """The draft with a few words of one's own before it."""
        box = self.page.get_by_role("textbox")
        box.fill(f"{before} {box.input_value()}")
        self._send()

    def give_back(self) -> None:
        self.page.get_by_role("button", name="Xong, trả lại cho máy").click()
        self.page.wait_for_url("**/desk/talks")

    def put_back(self) -> None:
        self.page.get_by_role("button", name="Để người khác trả lời").click()
        self.page.wait_for_url("**/desk/talks")

    def _send(self) -> None:
        self.page.get_by_role("button", name="Gửi", exact=True).click()
        expect(self.page.get_by_role("textbox")).to_have_value("")


class Mortal:
    """A Chromium of its own that can be killed with -9."""

    def __init__(self, beside: Browser) -> None:
        before = _browsers()
        path = find()
        assert path
        self.browser = beside.browser_type.launch(executable_path=path, args=list(ARGUMENTS))
        (self._process,) = [process for process in _browsers() if process not in before]

    def kill(self) -> None:
        """As when the machine's plug is pulled: nothing can be said any more."""
        for process in [self._process, *self._process.children(recursive=True)]:
            process.kill()
        self._process.wait(10)

    def close(self) -> None:
        self.browser.close()


def _browsers() -> list[psutil.Process]:
    """Those that are driven from here."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if "--remote-debugging-pipe" in _command(process)
    ]


def _command(process: psutil.Process) -> list[str]:
    try:
        found = process.cmdline()
    except psutil.Error:
        return []
    return [] if any(part.startswith("--type=") for part in found) else found
