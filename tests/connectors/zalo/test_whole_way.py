"""From a citizen's words on Zalo to the answer on their phone, through the app as it runs; Rasa's
place is taken by an echo.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.talk import Assistant
from connectors.settings import Settings
from connectors.twins import zalo_bot, zalo_oa
from connectors.web.app import create_app
from ops.echo import create_echo
from ops.serving import serving
from tests.connectors.channels.conftest import until

OA_USER, BOT_USER = "3000000000000000001", "8000000000000000001"


@dataclass
class Stage:
    """Both twins and the app between them."""

    oa: str
    bot: str
    app: str
    asked: list[dict[str, Any]]

    def oa_does(self, **deed: Any) -> None:
        _post(f"{self.oa}/_twin/do", {"user": OA_USER, **deed})

    def bot_does(self, **deed: Any) -> None:
        _post(f"{self.bot}/_twin/do", {"chat": BOT_USER, **deed})

    def oa_sent(self) -> list[dict[str, Any]]:
        return [item["message"] for item in httpx.get(f"{self.oa}/_twin/sent").json()]

    def bot_sent(self) -> list[str]:
        told = httpx.get(f"{self.bot}/_twin/sent").json()
        return [item["body"]["text"] for item in told if item["method"] == "sendMessage"]


def _post(url: str, body: dict[str, Any]) -> None:
    httpx.post(url, json=body).raise_for_status()


@pytest.fixture
def stage(assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    echo = create_echo()
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str(tmp_path))
    with ExitStack() as stack:
        oa = stack.enter_context(serving(zalo_oa.create_twin("")))
        bot = stack.enter_context(serving(zalo_bot.create_twin("")))
        asked = stack.enter_context(serving(echo))
        given = {**zalo_oa.demonstration(oa, ""), **zalo_bot.demonstration(bot, "")}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        settings = Settings(
            secret=SecretStr("geheim"),
            var=tmp_path,
            rasa_port=int(asked.rsplit(":", 1)[1]),
            restart_patience=0.0,
            rasa_timeout=5.0,
            dossier_provider="none",
            channel_settle=0.1,
        )
        app = stack.enter_context(serving(create_app(settings, assistant)))
        for base, name in ((oa, "zalo-oa"), (bot, "zalo-bot")):
            habits = {"webhook": f"{app}/webhooks/{name}", "copies": 2}
            _post(f"{base}/_twin/habits", habits)
        yield Stage(oa, bot, app, echo.state.seen)


def test_a_talk_on_the_official_account(stage: Stage) -> None:
    stage.oa_does(text="làm giấy khai sinh")
    (first,) = until(stage.oa_sent)
    assert first["text"] == "Nghe: làm giấy khai sinh"
    button = first["attachment"]["payload"]["buttons"][0]
    stage.oa_does(text=button["payload"])
    until(lambda: len(stage.oa_sent()) == 2)
    assert [asked["choice"] for asked in stage.asked] == [None, "s:1.001193:fee"]


def test_a_talk_with_the_bot(stage: Stage) -> None:
    stage.bot_does(text="làm giấy khai sinh")
    (first,) = until(stage.bot_sent)
    assert "1. Lệ phí\n2. Giấy tờ" in first
    stage.bot_does(text="1")
    assert until(lambda: stage.bot_sent()[1:])[0].startswith("Nghe: 1")


def test_forged_deliveries_leave_nothing(stage: Stage) -> None:
    stage.oa_does(text="giả", forge=True)
    stage.bot_does(text="giả", forge=True)
    stage.oa_does(text="thật")
    until(stage.oa_sent)
    assert [asked["text"] for asked in stage.asked] == ["thật"]
    statuses = httpx.get(f"{stage.bot}/_twin/deliveries").json()
    assert all(set(tries) == {403} for tries in statuses)


def test_an_answer_that_was_lost_on_the_way_is_not_said_twice(stage: Stage) -> None:
    stage.oa_does(text="một")
    until(stage.oa_sent)
    _post(f"{stage.oa}/_twin/mood", {"mode": "lost", "times": 1})
    stage.oa_does(text="hai")
    stage_texts = until(lambda: _texts(stage, 2))
    stage.oa_does(text="ba")
    stage_texts = until(lambda: _texts(stage, 3))
    assert stage_texts == ["Nghe: một", "Nghe: hai", "Nghe: ba"]


def _texts(stage: Stage, count: int) -> list[str] | None:
    texts = [message["text"] for message in stage.oa_sent()]
    return texts if len(texts) >= count else None


def test_who_stops_following_is_left_alone_until_they_come_back(stage: Stage) -> None:
    stage.oa_does(did="follow")
    until(stage.oa_sent)
    stage.oa_does(did="unfollow")
    stage.oa_does(did="follow", text="")
    until(lambda: len(stage.oa_sent()) == 2)


def test_pictures_as_png_and_the_callback_of_a_login(stage: Stage) -> None:
    drawn = httpx.get(f"{stage.app}/pictures/login.png")
    assert drawn.content.startswith(b"\x89PNG")
    assert drawn.headers["content-type"] == "image/png"
    assert httpx.get(f"{stage.app}/pictures/nothing.png").status_code == 404
    assert httpx.get(f"{stage.app}/pictures/login.svg").status_code == 200
    assert httpx.get(f"{stage.app}/zalo-oa/callback").status_code == 400
