"""Citizens on three channels: what they write and tap, and what they get to read."""

from __future__ import annotations

import secrets
import time
from abc import ABC, abstractmethod

import httpx
from playwright.sync_api import Browser, expect

from tests.browser.visitor import START, Visitor
from tests.hand_over.town import Town

PATIENCE = 60.0


class Citizen(ABC):
    """channel: as the desk names it. What was read once is not read again."""

    channel: str

    def __init__(self) -> None:
        self._read = 0

    @abstractmethod
    def say(self, text: str) -> None:
        """Write a message."""

    @abstractmethod
    def tap(self, title: str) -> None:
        """Press a button under the last message."""

    @abstractmethod
    def heard(self) -> list[str]:
        """All that came to this citizen, in order."""

    def reads(self, words: str, patience: float = PATIENCE) -> str:
        """The next message with these words, once it has come."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            heard = self.heard()
            for number, text in enumerate(heard[self._read :], self._read + 1):
                if words in text:
                    self._read = number
                    return text
            time.sleep(0.2)
        raise AssertionError(f"{self.channel}: {words!r} is not in {self.heard()[-6:]}")

    def asks(self, text: str, answer: str) -> str:
        """Write, and read the reply."""
        self.say(text)
        return self.reads(answer)

    def leave(self) -> None:  # noqa: B027 (most have nothing to close)
        """Go home."""


class OnTelegram(Citizen):
    """A chat at Telegram's twin."""

    channel = "Telegram"

    def __init__(self, town: Town) -> None:
        super().__init__()
        self._town, self._chat = town, 10_000 + secrets.randbelow(1_000_000)

    def say(self, text: str) -> None:
        self._post("say", {"chat": self._chat, "text": text})

    def tap(self, title: str) -> None:
        for said in reversed(self._town.telegram.chats[self._chat]):
            for button in (button for row in said.keyboard for button in row):
                if button["text"] == title:
                    data = button["callback_data"]
                    pressed = {"chat": self._chat, "message_id": said.message_id, "data": data}
                    return self._post("tap", pressed)
        raise AssertionError(title)

    def heard(self) -> list[str]:
        return [said.text for said in list(self._town.telegram.chats[self._chat]) if said.of_bot]

    def _post(self, deed: str, body: dict[str, object]) -> None:
        httpx.post(f"{self._town.telegram_url}/_twin/{deed}", json=body).raise_for_status()


class OnZalo(Citizen):
    """Somebody who follows the account at Zalo's twin."""

    channel = "Zalo"

    def __init__(self, town: Town) -> None:
        super().__init__()
        self._town, self._user = town, f"3{secrets.randbelow(10**18):018}"

    def say(self, text: str) -> None:
        deed = {"user": self._user, "text": text}
        httpx.post(f"{self._town.zalo_url}/_twin/do", json=deed).raise_for_status()

    def tap(self, title: str) -> None:
        for item in reversed(self._sent()):
            payload = item.get("attachment", {}).get("payload", {})
            for button in payload.get("buttons", []):
                if button["title"] == title:
                    return self.say(button["payload"])
        raise AssertionError(title)

    def heard(self) -> list[str]:
        return [str(message.get("text", "")) for message in self._sent()]

    def _sent(self) -> list[dict[str, dict[str, dict[str, list[dict[str, str]]]]]]:
        return [item["message"] for item in list(self._town.zalo.sent) if item["to"] == self._user]


class OnTheWeb(Citizen):
    """Somebody before the widget, on the second app."""

    channel = "trang web"

    def __init__(self, town: Town, browser: Browser) -> None:
        super().__init__()
        self._visitor = Visitor(browser, f"{town.second}/", 390, 800)
        self._visitor.button(START).click()
        expect(self._visitor.messages.first).to_be_visible(timeout=1000 * PATIENCE)

    def say(self, text: str) -> None:
        self._visitor.say(text)

    def tap(self, title: str) -> None:
        self._visitor.open_choices.filter(has_text=title).first.click()

    def heard(self) -> list[str]:
        return self._visitor.messages.all_inner_texts()

    @property
    def above(self) -> str:
        """What stands above the talk: the place in the queue, or who is there."""
        return self._visitor.page.locator(".person").inner_text()

    def leave(self) -> None:
        assert self._visitor.errors == []
        self._visitor.leave()
