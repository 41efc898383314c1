"""Switches over HTTP: what is off says so, everything else goes on, other processes follow."""

from __future__ import annotations

import html
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from connectors.cli.commands import app as cli
from connectors.switches.store import FRESH_SECONDS
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Browser, Clock, House

BIRTH, WIDOW = "1.001193", "1.004194"


def _chat(client: TestClient, text: str = "", number: list[int] = [0], **more: Any) -> Any:  # noqa: B006
    number[0] += 1
    message = {"id": str(number[0])} | (more or {"text": text})
    body = {"conversation": "c", "message": message}
    return client.post("/api/v1/chat", json=body).json()


@pytest.fixture
def house(house: House, retriever: ScriptedRetriever) -> House:
    retriever.says((BIRTH, 0.95))
    house.start()
    return house


@pytest.fixture
def officer(house: House) -> Browser:
    officer = house.person("officer", "minh")
    officer.get("/desk/switches")
    return officer


def _flip(officer: Browser, what: str, reason: str = "wrong") -> None:
    assert officer.post("/desk/switches", what=what, reason=reason).status_code == 303


def test_one_procedure_is_off_and_says_so(
    house: House, officer: Browser, retriever: ScriptedRetriever
) -> None:
    _flip(officer, f"procedure:{BIRTH}")
    reply = _chat(house.apps[0], "khai sinh cần giấy gì")
    assert reply["outcome"] == "switched_off"
    text = reply["messages"][0]["text"]
    for word in (
        "đăng ký khai sinh",
        "09:13",
        "đang được kiểm tra lại",
        "Ủy ban nhân dân",
        "18001096",
    ):
        assert word in text, word
    assert _chat(house.apps[0], choice=f"g:start:{BIRTH}")["outcome"] == "switched_off"
    assert house.apps[0].get(f"/api/v1/procedures/{BIRTH}").status_code == 503
    retriever.says((WIDOW, 0.95))
    assert _chat(house.apps[0], "tạm trú cần giấy gì")["outcome"] == "answered"
    _flip(officer, f"procedure:{BIRTH}", "")
    retriever.says((BIRTH, 0.95))
    assert _chat(house.apps[0], "khai sinh cần giấy gì")["outcome"] == "answered"


def test_a_channel_is_off_and_the_others_are_not(house: House, officer: Browser) -> None:
    _flip(officer, "channel:web", "overload")
    assert "ở kênh khác" in _chat(house.apps[0], "khai sinh")["messages"][0]["text"]
    officer.get("/desk/seat")
    officer.post("/desk/seat/say", choice=f"g:start:{BIRTH}", message_id="1")
    assert "Câu 1/" in officer.get("/desk/seat").text


def test_all_is_off_but_danger_persons_and_forgetting(house: House, officer: Browser) -> None:
    _flip(officer, "all", "maintenance")
    client = house.apps[0]
    house.rasas[0].reads |= {"cứu tôi": "emergency", "gặp người": "ask_person"}
    assert _chat(client, "khai sinh cần gì")["outcome"] == "switched_off"
    assert _chat(client, "cứu tôi")["outcome"] == "handoff_emergency"
    assert _chat(client, "gặp người")["outcome"] == "handoff"
    assert _chat(client, choice="delete")["outcome"] == "deleted"


def test_all_is_off_while_rasa_is_down_too(house: House, officer: Browser) -> None:
    _flip(officer, "all", "maintenance")
    house.rasas[0].down = True
    assert _chat(house.apps[0], "khai sinh cần gì")["outcome"] == "switched_off"


def test_other_processes_follow_within_seconds(
    house: House, officer: Browser, clock: Clock
) -> None:
    house.start()
    other = house.apps[1]
    assert _chat(other, "khai sinh cần gì")["outcome"] == "answered"
    _flip(officer, "all")
    clock.turn(FRESH_SECONDS)
    assert _chat(other, "khai sinh cần gì")["outcome"] == "switched_off"
    _flip(officer, "all", "")
    clock.turn(FRESH_SECONDS)
    assert _chat(other, "khai sinh cần gì")["outcome"] == "answered"


def test_a_flip_is_noted_and_shown(house: House, officer: Browser) -> None:
    _flip(officer, "all", "ordered")
    page = html.unescape(house.person("volunteer").get("/desk/switches").text)
    assert "cơ quan yêu cầu" in page
    assert "minh, 09:13" in page
    assert "Bật lại" not in page
    assert "all ordered" in house.person("administrator").get("/desk/audit").text


@pytest.mark.parametrize(
    ("what", "reason"),
    [("procedure:9.999999", "wrong"), ("channel:fax", "wrong"), ("all", "laune"), ("", "wrong")],
)
def test_what_there_is_not_cannot_be_switched(officer: Browser, what: str, reason: str) -> None:
    assert officer.post("/desk/switches", what=what, reason=reason).status_code == 422


def test_the_command_flips_too(house: House, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setenv("TUNGBUOC_VAR", str(house.settings.var))
    runner = CliRunner()
    assert "đã tắt" in runner.invoke(cli, ["desk", "switch", "all", "--off", "wrong"]).output
    clock.turn(FRESH_SECONDS)
    assert _chat(house.apps[0], "khai sinh")["outcome"] == "switched_off"
    assert "đang bật" in runner.invoke(cli, ["desk", "switch", "all"]).output
    assert runner.invoke(cli, ["desk", "switch", "all", "--off", "x"]).exit_code == 1
