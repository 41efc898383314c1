"""The whole product over Telegram's twin: the same answers as on the web."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from connectors.twins.telegram_state import Said
from tests.servers.conftest import Client, Servers, wait_until_ready

PATIENCE = 90.0


class Citizen:
    """One chat at the twin."""

    def __init__(self, servers: Servers, chat: int) -> None:
        assert servers.telegram
        self.twin, self.url, self.chat = servers.telegram, servers.telegram_url, chat

    def say(self, text: str = "", **more: Any) -> list[Said]:
        """What the bot says to it."""
        body = {"chat": self.chat, "text": text, **more}
        return self._after(lambda: httpx.post(f"{self.url}/_twin/say", json=body))

    def tap(self, title: str) -> list[Said]:
        said = next(one for one in reversed(self.heard()) if title in _buttons(one))
        body = {"chat": self.chat, "message_id": said.message_id, "data": _buttons(said)[title]}
        return self._after(lambda: httpx.post(f"{self.url}/_twin/tap", json=body))

    def heard(self) -> list[Said]:
        return [said for said in list(self.twin.chats[self.chat]) if said.of_bot]

    def _after(self, act: Callable[[], httpx.Response]) -> list[Said]:
        before = len(self.heard())
        act().raise_for_status()
        end, settled, count = time.monotonic() + PATIENCE, 0.0, before
        while time.monotonic() < end:
            if len(self.heard()) > count:
                count, settled = len(self.heard()), time.monotonic() + 2.5
            if settled and time.monotonic() > settled:
                return self.heard()[before:]
            time.sleep(0.1)
        raise AssertionError("no answer")


def _buttons(said: Said) -> dict[str, str]:
    return {
        button["text"]: button["callback_data"]
        for row in said.keyboard
        for button in row
        if "callback_data" in button
    }


@pytest.fixture
def citizen(servers: Servers, request: pytest.FixtureRequest) -> Citizen:
    return Citizen(servers, 10_000 + abs(hash(request.node.name)) % 1_000_000)


def _starts_alike(said: list[Said], reply: dict[str, Any]) -> bool:
    return [one.text.split("\n\nNguồn:")[0] for one in said] == [
        message["text"] for message in reply["messages"]
    ]


def test_the_same_answer_as_on_the_web(citizen: Citizen, client: Client) -> None:
    for question in ("dang ky khai sinh can giay to gi", "bao lâu thì xong", "cảm ơn con"):
        said, reply = citizen.say(question), client.say(question)
        assert _starts_alike(said, reply), (question, [one.text for one in said])
        offered = [choice["title"] for choice in reply["messages"][-1]["choices"]]
        assert list(_buttons(said[-1])) == offered


def test_buttons_are_followed_and_the_source_is_named(citizen: Citizen) -> None:
    citizen.say("khai sinh")
    said = citizen.tap("Lệ phí")
    assert "Nguồn:" in said[-1].text


def test_a_poster_leads_to_its_procedure(citizen: Citizen, client: Client) -> None:
    said = citizen.say("/start 1_001193")
    assert "khai sinh" in said[0].text.lower()


def test_a_voice_message_is_answered_kindly(citizen: Citizen) -> None:
    assert "chưa nghe được giọng nói" in citizen.say(kind="voice")[0].text


def test_a_status_is_not_told_among_others(servers: Servers) -> None:
    from connectors.twins.telegram import BOT

    group = Citizen(servers, -77)
    said = group.say(f"@{BOT} hồ sơ H99.01-261102-0004 tới đâu rồi", group=True)
    assert "nhóm" in said[0].text.lower() or "riêng" in said[0].text.lower()
    assert "H99.01" not in "".join(one.text for one in said)


def test_what_comes_while_rasa_is_down_is_answered(servers: Servers, citizen: Citizen) -> None:
    assert "khai sinh" in citizen.say("đăng ký khai sinh cho cháu")[0].text.lower()
    os.kill(servers.child("bot.engine.main").pid, signal.SIGKILL)
    said = citizen.say("lệ phí bao nhiêu")
    assert said
    wait_until_ready(servers)
    assert len([one for one in citizen.heard() if one.text == said[0].text]) == 1
