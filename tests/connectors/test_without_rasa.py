"""The app while Rasa is not there: the citizen is told, the message is kept, nothing falls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from bot.actions.action import TalkAction
from bot.talk import Assistant, Memory
from bot.talk.small_talk import apology
from connectors.chat import ChatService, Inbox, Incoming, Stored
from connectors.rasa.client import RasaClient, RasaDownError, RasaFailedError
from connectors.rasa.trackers import Trackers
from connectors.settings import Settings
from connectors.web.app import create_app


def _settings(folder: Path, secret: str = "geheim") -> Settings:
    return Settings(
        secret=SecretStr(secret), var=folder, rasa_port=9, restart_patience=0.0, rasa_timeout=1.0
    )


@pytest.fixture
def client(assistant: Assistant, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(_settings(tmp_path), assistant)) as made:
        yield made


def _chat(client: TestClient, text: str, message_id: str = "1") -> tuple[int, dict[str, object]]:
    response = client.post(
        "/api/v1/chat", json={"conversation": "c", "message": {"id": message_id, "text": text}}
    )
    return response.status_code, response.json()


def test_the_citizen_is_told_plainly(client: TestClient) -> None:
    status, body = _chat(client, "khai sinh")
    assert status == 503
    assert body["outcome"] == "error_restarting"
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_the_form_without_script_says_it_too(client: TestClient) -> None:
    page = client.get("/chat")
    assert page.status_code == 200
    client.post("/chat", data={"message_id": "m1", "text": "khai sinh"})
    assert "đang khởi động lại" in client.get("/chat").text


def test_no_secret_no_start(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="TUNGBUOC_SECRET"):
        create_app(_settings(tmp_path, secret=""), assistant)


def test_too_many_messages_of_one_conversation(assistant: Assistant, tmp_path: Path) -> None:
    settings = _settings(tmp_path).model_copy(update={"rate_per_conversation": "2/minute"})
    with TestClient(create_app(settings, assistant)) as client:
        statuses = [_chat(client, "x", str(n))[0] for n in range(3)]
        assert statuses == [503, 503, 429]


def test_a_failing_handler_apologises(
    client: TestClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("bot.actions.action.respond", broken)
    assert TalkAction(lambda: assistant, "action_say").name() == "action_say"
    call = {
        "next_action": "action_say",
        "sender_id": "s",
        "tracker": {
            "sender_id": "s", "slots": {}, "latest_message": {"text": "chào"}, "events": [],
            "paused": False, "followup_action": None, "active_loop": {}, "latest_action_name": None,
        },
    }  # fmt: skip
    response = client.post("/internal/actions", json=call, headers={"X-Tungbuoc-Secret": "geheim"})
    assert response.status_code == 200
    reply = response.json()["responses"][0]["custom"]
    assert reply["outcome"] == "error_failed"
    assert "trục trặc" in reply["messages"][0]["text"]


def _rasa(handler: Callable[[httpx.Request], httpx.Response]) -> RasaClient:
    http = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    return RasaClient("http://rasa", "geheim", timeout=1.0, patience=0.0, http=http)


def _refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


STORED = Stored(1, "c", "m", "xin chào", None, {}, None)


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (_refuse, RasaDownError),
        (lambda _: httpx.Response(503, json={"error": "failed"}), RasaFailedError),
        (lambda _: httpx.Response(200, json={"messages": []}), RasaFailedError),
        (lambda _: httpx.Response(200, json={"messages": [{"outcome": "?"}]}), RasaFailedError),
        (lambda _: httpx.Response(200, text="<html>"), RasaFailedError),
    ],
)
def test_down_and_failed_are_told_apart(
    handler: Callable[[httpx.Request], httpx.Response], error: type[Exception]
) -> None:
    with pytest.raises(error):
        asyncio.run(_rasa(handler).send(STORED))


def test_a_message_that_always_fails_does_not_stand_before_the_others(
    assistant: Assistant, tmp_path: Path
) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if b"poison" in request.content:
            return httpx.Response(200, json={"messages": []})
        return httpx.Response(200, json={"messages": [GREETED]})

    async def talk() -> list[str]:
        inbox = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}")
        trackers = Trackers(f"sqlite:///{tmp_path / 'tracker.db'}")
        service = ChatService(inbox, _rasa(handler), trackers, apology(assistant, Memory()))
        replies = [
            await service.answer(Incoming("c", str(number), text))
            for number, text in enumerate(("poison", "xin chào"))
        ]
        inbox.close()
        trackers.close()
        return [reply.outcome for reply in replies]

    assert asyncio.run(talk()) == ["error_failed", "greeted"]


GREETED = {"outcome": "greeted", "messages": [{"text": "Chào bác."}]}


def test_a_body_of_unknown_length_is_refused(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        yield b"x" * 10

    response = client.post("/api/v1/chat", content=endless())
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")
