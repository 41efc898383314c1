"""/metrics and the logs: what an operator needs, and nothing of a citizen's."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.talk import Assistant
from connectors.metrics.logs import JsonFormatter
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Clock, House, settings_in

WORDS = "khai sinh cho cháu Nguyễn Văn Bí Mật"


@pytest.fixture
def house(assistant: Assistant, tmp_path: Path, retriever: ScriptedRetriever) -> Iterator[House]:
    made = House(settings_in(tmp_path), assistant, Clock())
    retriever.says(("1.001193", 0.95))
    made.start()
    yield made
    made.close()


def _values(client: TestClient, **headers: str) -> dict[str, float]:
    text = client.get("/metrics", headers=headers).text
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _chat(house: House, text: str, conversation: str = "some-conversation") -> None:
    body = {"conversation": conversation, "message": {"id": text[:9], "text": text}}
    assert house.apps[0].post("/api/v1/chat", json=body).status_code == 200


def test_replies_requests_and_those_who_wait_are_counted(house: House) -> None:
    client = house.apps[0]
    house.rasas[0].reads["gặp người"] = "ask_person"
    _chat(house, WORDS)
    _chat(house, "gặp người")
    client.get("/api/v1/conversations/some-conversation/news")
    values = _values(client)
    assert values["tungbuoc_replies_total['answered', 'web']"] == 1
    assert values["tungbuoc_handovers_waiting[]"] == 1
    assert values["tungbuoc_helpers_on_duty[]"] == 0
    assert values["tungbuoc_messages_waiting[]"] == 0
    assert values["tungbuoc_http_requests_total['/api/v1/chat', '200', 'POST']"] == 2
    assert values["tungbuoc_http_seconds_count['/api/v1/chat']"] == 2


def test_labels_hold_no_address_and_no_word(house: House, caplog: pytest.LogCaptureFixture) -> None:
    client = house.apps[0]
    with caplog.at_level(logging.INFO, logger="connectors"):
        _chat(house, WORDS)
        client.get("/api/v1/conversations/some-conversation/news")
        client.get("/api/v1/procedures/1.001193")
        client.get("/khong-co-trang-nay")
        client.request("BREW", "/api/v1/chat")
    text = client.get("/metrics").text
    lines = "\n".join(JsonFormatter().format(record) for record in caplog.records)
    for told in (text, lines):
        for word in ("Bí Mật", "some-conversation", "khong-co-trang-nay", "1.001193", "BREW"):
            assert word not in told
    routes = [json.loads(line).get("route") for line in lines.splitlines()]
    assert "/api/v1/conversations/{conversation}/news" in routes


def test_only_the_machine_itself_may_read_it(house: House) -> None:
    client = house.apps[0]
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 404
    other = TestClient(client.app, client=("203.0.113.9", 1))
    assert other.get("/metrics").status_code == 404


def test_or_who_has_the_token(assistant: Assistant, tmp_path: Path) -> None:
    made = House(settings_in(tmp_path, metrics_token=SecretStr("t0k")), assistant, Clock())
    try:
        made.start()
        client = TestClient(made.app, client=("203.0.113.9", 1))
        for header in ("", "Bearer", "Bearer x", "t0k"):
            assert client.get("/metrics", headers={"Authorization": header}).status_code == 404
        allowed = client.get("/metrics", headers={"Authorization": "Bearer t0k"})
        assert allowed.status_code == 200
    finally:
        made.close()


def test_an_error_is_logged_without_its_text() -> None:
    try:
        raise ValueError(WORDS)
    except ValueError as error:
        record = logging.LogRecord(
            "connectors.x", logging.ERROR, __file__, 1, "%s failed", ("it",), None
        )
        record.exc_info = (type(error), error, error.__traceback__)
    line = JsonFormatter().format(record)
    told = json.loads(line)
    assert told["error"] == "ValueError"
    assert re.fullmatch(r"tests/connectors/metrics/test_metrics\.py:\d+", told["where"][0])
    assert "Bí Mật" not in line
    assert set(told) == {"at", "level", "logger", "message", "error", "where"}
