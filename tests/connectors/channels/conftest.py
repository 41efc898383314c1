"""An app that speaks with the twin of the Bot API; Rasa's place is taken by an echo."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bot.talk import Assistant
from connectors.settings import Settings
from connectors.twins.telegram import BOT, SECRET, TOKEN, create_twin
from connectors.twins.telegram_state import Said, TelegramTwin
from connectors.web.app import create_app
from ops.echo import create_echo
from ops.serving import serving

PATIENCE = 20.0


def until(found: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """What `found` gives once it is true."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.02)
    raise AssertionError("waited in vain")


@dataclass
class Stage:
    """Everything that runs. app: how to run it again with other settings."""

    twin: TelegramTwin
    twin_url: str
    echo: FastAPI
    settings: Settings
    assistant: Assistant
    url: str = ""

    def say(self, text: str = "", chat: int = 7, **more: Any) -> int:
        """A citizen writes; the number of the update."""
        body = {"chat": chat, "text": text, **more}
        said = httpx.post(f"{self.twin_url}/_twin/say", json=body)
        update: int = said.raise_for_status().json()["update_id"]
        return update

    def tap(self, said: Said, data: str) -> None:
        body = {"chat": said.chat, "message_id": said.message_id, "data": data}
        httpx.post(f"{self.twin_url}/_twin/tap", json=body).raise_for_status()

    def mood(self, **moods: Any) -> None:
        httpx.post(f"{self.twin_url}/_twin/moods", json=moods).raise_for_status()

    def sent(self, chat: int = 7) -> list[Said]:
        """What the bot has written to a chat."""
        return [said for said in list(self.twin.chats.get(chat, [])) if said.of_bot]

    def texts(self, chat: int = 7) -> list[str]:
        return [said.text for said in self.sent(chat)]

    def asked(self) -> list[dict[str, Any]]:
        """What Rasa was asked."""
        seen: list[dict[str, Any]] = self.echo.state.seen
        return list(seen)

    @contextmanager
    def app(self, **changes: Any) -> Iterator[FastAPI]:
        """The app, delivered to by webhook."""
        made = create_app(self.settings.model_copy(update=changes), self.assistant)
        with serving(made) as url:
            self.url = url
            if not changes.get("telegram_polling"):
                hook = {"url": f"{url}/webhooks/telegram", "secret_token": SECRET}
                httpx.post(f"{self.twin_url}/bot{TOKEN}/setWebhook", json=hook).raise_for_status()
            yield made


@pytest.fixture(autouse=True)
def _platforms_are_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is on its way for seconds here."""
    monkeypatch.setattr("connectors.channels.way_out.ASK_AFTER", 0.2)


@pytest.fixture
def stage(assistant: Assistant, tmp_path: Path) -> Iterator[Stage]:
    """The twin and the echo; the app is started by the test."""
    twin_app, echo = create_twin(), create_echo()
    with ExitStack() as stack:
        twin_url = stack.enter_context(serving(twin_app))
        echo_url = stack.enter_context(serving(echo))
        settings = Settings(
            secret=SecretStr("geheim"),
            var=tmp_path,
            rasa_port=int(echo_url.rsplit(":", 1)[1]),
            restart_patience=0.0,
            rasa_timeout=5.0,
            dossier_provider="none",
            channel_settle=0.15,
            telegram_token=SecretStr(TOKEN),
            telegram_secret=SecretStr(SECRET),
            telegram_bot=BOT,
            telegram_api=twin_url,
        )
        yield Stage(twin_app.state.twin, twin_url, echo, settings, assistant)
