"""Somebody before a browser: what they see, write and tap."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from ops.chromium import OPEN_SHADOWS

START = "Đồng ý, bắt đầu"
SHARED = "Máy dùng chung, đừng lưu"
_NETWORK = ("Failed to load resource", "net::ERR_")


class Visitor:
    """One browser profile with one page at `url`. `errors`: scripts that failed."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        width: int,
        height: int,
        *,
        scripts: str = "",
        go: bool = True,
        see_through: bool = True,
        **context: Any,
    ) -> None:
        self.url = url
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", **context
        )
        self.context.set_default_timeout(15_000)
        if see_through:
            self.context.add_init_script(OPEN_SHADOWS)
        if scripts:
            self.context.add_init_script(scripts)
        self.page = self.tab(go=go)

    def tab(self, *, go: bool = True) -> Page:
        """One more page of the same profile."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        page.on("request", lambda request: self.requests.append(request.url))
        if go:
            page.goto(self.url)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in _NETWORK):
            self.errors.append(message.text)

    def start(self, button: str = START) -> Visitor:
        """Agree, and wait for the greeting."""
        self.button(button).click()
        expect(self.messages.first).to_be_visible()
        return self

    def also_open(self) -> Visitor:
        """On a website: open the panel first."""
        self.button("Hỏi thủ tục").click()
        return self

    def say(self, text: str, page: Page | None = None) -> Visitor:
        """Write and send."""
        (page or self.page).get_by_role("textbox").fill(text)
        (page or self.page).get_by_role("button", name="Gửi", exact=True).click()
        return self

    def tap(self, title: str) -> Visitor:
        """Take a choice that can be taken, and wait for the answer."""
        before = self.messages.count()
        self.open_choices.filter(has_text=title).first.click()
        expect(self.messages.nth(before)).to_be_visible()
        return self

    def tap_first(self) -> str:
        """Take the first choice that answers; gives its title."""
        first = self.open_choices.first
        title = first.inner_text()
        before = self.messages.count()
        first.click()
        expect(self.messages.nth(before)).to_be_visible()
        return title

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def messages(self) -> Locator:
        """What the assistant said."""
        return self.page.locator(".theirs")

    @property
    def mine(self) -> Locator:
        """What the visitor said."""
        return self.page.locator(".mine")

    @property
    def open_choices(self) -> Locator:
        return self.page.locator('.choices button:not([aria-disabled="true"])')

    def said(self) -> list[str]:
        """The visitor's own bubbles."""
        return [text.removeprefix("Người hỏi: ") for text in self.mine.all_text_contents()]

    def until(self, expression: str) -> None:
        """Wait until it is true in the page (whose policy forbids Playwright's own way)."""
        end = time.monotonic() + 15
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, expression
            self.page.wait_for_timeout(50)

    def kept(self) -> dict[str, str]:
        """What lies in this browser's storage."""
        found: dict[str, str] = self.page.evaluate("({ ...localStorage })")
        return found

    def offline(self, off: bool = True) -> None:
        self.context.set_offline(off)

    def leave(self) -> None:
        self.context.close()
