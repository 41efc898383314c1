"""Over HTTP: one dossier, news, forgetting, what is stored; and the settings of providers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from bot.talk import Assistant, Memory
from bot.talk.small_talk import apology
from connectors.chat import ChatService, Inbox, Incoming
from connectors.dossiers.build import DossierSettingsError, Office, open_office, provider
from connectors.dossiers.http import Http
from connectors.dossiers.igate import IgateProvider
from connectors.dossiers.ndxp import NdxpProvider
from connectors.rasa.client import RasaClient
from connectors.rasa.trackers import Trackers
from connectors.serve.processes import processes
from connectors.settings import Settings
from connectors.web.app import create_app
from knowledge.dossiers import DossierDownError
from ops.serve_stock import stock
from tests.connectors.dossiers.conftest import CODE, MONDAY, Clock, ScriptedProvider


def _settings(folder: Path, **more: object) -> Settings:
    given = {"secret": SecretStr("geheim"), "var": folder, "rasa_port": 9, "restart_patience": 0.0}
    return Settings.model_validate({**given, **more})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return _settings(tmp_path, dossier_provider="none", dossier_per_client="8/hour")


@pytest.fixture
def opened(settings: Settings, provider: ScriptedProvider, clock: Clock) -> Office:
    """What the app opens for dossiers, with a provider that a test scripts."""
    made = open_office(settings, clock, clock.seconds)
    made.desk.lookup.provider = provider
    return made


@pytest.fixture
def client(assistant: Assistant, settings: Settings, opened: Office) -> Iterator[TestClient]:
    with TestClient(create_app(settings, assistant, opened)) as made:
        yield made


def test_a_dossier_over_the_api(client: TestClient, provider: ScriptedProvider) -> None:
    provider.says(5, supplements=[{"asked_at": MONDAY, "items": ["Tờ khai"]}], due_at=MONDAY)
    body = client.get("/api/v1/dossiers/h29 16 261116 0001").json()
    assert body["code"] == CODE
    assert body["state"]["code"] == 5
    assert body["state"]["whose_turn"] == "citizen"
    assert body["asked_for"] == ["Tờ khai"]
    assert body["due_on"] == "2026-11-16"
    assert (body["stale"], body["demonstration"]) == (False, False)


def test_what_cannot_be_told_has_its_status(client: TestClient, provider: ScriptedProvider) -> None:
    def got(code: str) -> tuple[int, str]:
        response = client.get(f"/api/v1/dossiers/{code}")
        return response.status_code, response.json()["error"]["code"]

    assert got("H29.16-261332-0001") == (422, "bad_dossier_code")
    assert got("079203001234") == (422, "bad_dossier_code")
    assert got(CODE) == (404, "no_dossier")
    assert got("03706/2026/07906") == (404, "no_dossier")
    provider.failure = DossierDownError("x")
    assert got(CODE) == (503, "dossiers_unavailable")
    provider.failure = None
    for _ in range(3):
        got("H29.16-261116-0003")
    assert got(CODE) == (429, "too_many")


def test_without_a_provider_the_api_says_so(assistant: Assistant, tmp_path: Path) -> None:
    settings = _settings(tmp_path, dossier_provider="none")
    with TestClient(create_app(settings, assistant)) as client:
        response = client.get(f"/api/v1/dossiers/{CODE}")
    assert (response.status_code, response.json()["error"]["code"]) == (503, "no_dossier_provider")


def test_news_over_the_api_are_told_in_one_place(
    client: TestClient, opened: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(1)
    opened.desk.follow(CODE, "web:abc")
    assert client.get("/api/v1/conversations/abc/news").json()["items"] == []
    provider.says(2)
    clock.turn(hours=1)
    # The app's own worker may have been first: only one of them finds it due.
    opened.watcher.step()
    items = client.get("/api/v1/conversations/abc/news").json()["items"]
    assert [item["code"] for item in items] == [CODE]
    assert "Được tiếp nhận" in items[0]["messages"][0]["text"]
    assert client.get("/api/v1/conversations/abc/news?after=0").json()["items"] == items
    after = items[0]["number"]
    assert client.get(f"/api/v1/conversations/abc/news?after={after}").json()["items"] == []
    assert client.get("/api/v1/conversations/xyz/news").json()["items"] == []
    assert opened.desk.news("web:abc", "message:1") == []


GREETED = {"outcome": "greeted", "messages": [{"text": "Chào bác."}]}
DELETED = {"outcome": "deleted", "messages": [{"text": "Đã xóa."}]}


def test_codes_pass_the_mask_identity_numbers_do_not_and_forgetting_reaches_everything(
    assistant: Assistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What the inbox stores is what Rasa is sent; files and logs are searched."""
    sent: list[str] = []
    forgotten: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request.content.decode())
        reply = DELETED if b"xoa het" in request.content else GREETED
        return httpx.Response(200, json={"messages": [reply]})

    said = [
        "h29 16 231121 0001 tới đâu rồi",
        "hồ sơ -079203001234 với 0792 0300 1234",
        "mã 079203001234-261116",
        "H29079203001234, cccd079203001234",
        "xoa het",
    ]

    async def talk() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(handler))
        rasa = RasaClient("http://rasa", "geheim", timeout=1.0, patience=0.0, http=http)
        inbox = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}")
        trackers = Trackers(f"sqlite:///{tmp_path / 'tracker.db'}")
        service = ChatService(inbox, rasa, trackers, apology(assistant, Memory()), forgotten.append)
        for number, text in enumerate(said[:-1]):
            await service.answer(Incoming("web:c", str(number), text))
        _search(tmp_path)
        await service.answer(Incoming("web:c", "last", said[-1]))
        inbox.close()
        trackers.close()

    with caplog.at_level(logging.DEBUG):
        asyncio.run(talk())
    assert "H29.16-231121-0001" in sent[0]
    assert "0792" not in "".join(sent)
    assert "079203001234" not in caplog.text
    assert forgotten == ["web:c"]


def _search(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            assert b"079203001234" not in file.read_bytes(), file.name
            assert b"0300 1234" not in file.read_bytes(), file.name


def test_providers_need_their_settings(tmp_path: Path, clock: Clock) -> None:
    with closing(Http()) as http:
        for wrong in (
            {"dossier_provider": "ndxp"},
            {"dossier_provider": "igate"},
            {"dossier_provider": "ndxp", "dossier_url": "http://a", "dossier_unit": "H29"},
        ):
            with pytest.raises(DossierSettingsError, match="TUNGBUOC_DOSSIER_"):
                provider(_settings(tmp_path, **wrong), http, clock)
        full = {
            "dossier_provider": "ndxp", "dossier_url": "http://a", "dossier_unit": "H29",
            "dossier_username": SecretStr("u"), "dossier_password": SecretStr("p"),
        }  # fmt: skip
        assert isinstance(provider(_settings(tmp_path, **full), http, clock), NdxpProvider)
        gate = {"dossier_provider": "igate", "dossier_url": "http://a"}
        made = provider(_settings(tmp_path, **gate), http, clock)
        assert isinstance(made, IgateProvider)


def test_the_twin_runs_only_where_nothing_real_is_configured(tmp_path: Path) -> None:
    demonstrated = processes(_settings(tmp_path))
    assert [process.needed for process in demonstrated] == [True, True, False]
    assert "sandbox" in demonstrated[2].command
    real = processes(_settings(tmp_path, dossier_provider="igate"))
    assert [process.name for process in real] == ["app", "rasa"]


def test_what_is_compared_with_is_the_same_servers_with_rasa_as_published(tmp_path: Path) -> None:
    ours = processes(_settings(tmp_path))
    plain = stock(ours)
    assert [part.name for part in plain] == [part.name for part in ours]
    assert [part.command for part in plain if part.name != "rasa"] == [
        part.command for part in ours if part.name != "rasa"
    ]
    (rasa,) = (part.command for part in plain if part.name == "rasa")
    assert rasa[1:3] == ["-m", "rasa"]


def test_credentials_do_not_show(tmp_path: Path) -> None:
    settings = _settings(
        tmp_path, dossier_password=SecretStr("rất kín"), dossier_token=SecretStr("khóa kín")
    )
    assert "kín" not in repr(settings)


def test_the_assistant_of_the_app_has_the_desk(assistant: Assistant, tmp_path: Path) -> None:
    app = create_app(_settings(tmp_path, dossier_provider="none"), replace(assistant))
    with TestClient(app):
        assert app.state.tungbuoc.assistant.dossiers is not None
