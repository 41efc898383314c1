"""The app while Rasa is not there: the citizen is told, the message is kept, nothing falls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from bot.actions.action import TalkAction
from bot.talk import Assistant
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
    assert TalkAction(assistant, "action_say").name() == "action_say"
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
