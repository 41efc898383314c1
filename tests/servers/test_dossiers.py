"""A followed dossier through its whole life, every process killed on the way."""

from __future__ import annotations

import os
import signal
import time

import httpx

from knowledge import statuses
from tests.servers.conftest import Client, Servers, wait_until_ready

CODE = "H99.01-261102-0012"
# Hours to turn the twin's clock by, the state that follows, and which process is killed before.
LIFE = [
    (0.12, 2, "connectors.web.main"),
    (0.15, 4, None),
    (0.15, 5, "bot.engine.main"),
    (0.2, 4, None),
    (0.2, 6, "sandbox"),
    (0.2, 9, None),
    (0.25, 10, None),
]
PATIENCE = 90.0


def test_each_change_is_told_once_and_in_order(servers: Servers, client: Client) -> None:
    table = {int(s.code): s.official for s in statuses.load() if s.official}
    first = client.say(f"{CODE.lower()} cua toi toi dau roi")
    assert first["outcome"] == "status"
    assert "Đây là Cổng thử, không phải hồ sơ thật" in first["messages"][0]["text"]
    consent = client.tap(first, "Theo dõi giúp tôi")
    assert CODE in client.tap(consent, "Đồng ý")["messages"][0]["text"]
    told = []
    for hours, _, killed in LIFE:
        if killed:
            os.kill(servers.child(killed).pid, signal.SIGKILL)
        _wait_for_twin(servers)
        httpx.post(f"{servers.twin}/_twin/clock", json={"hours": hours}).raise_for_status()
        wait_until_ready(servers, PATIENCE)
        told.append(_news(client))
    assert [
        f"“{table[state]}”" in text for (_, state, _), text in zip(LIFE, told, strict=True)
    ] == ([True] * len(LIFE)), told
    time.sleep(8)
    assert len(client.say("cảm ơn")["messages"]) == 1
    mine = client.say("hồ sơ của tôi")
    assert "đã kết thúc" in mine["messages"][0]["text"]
    assert "đã xóa" in client.say("xóa hết")["messages"][0]["text"]
    stored = servers.stored()
    assert b"Nguy\xe1\xbb\x85n Th\xe1\xbb\x8b Th\xe1\xbb\xad" not in stored
    log = "".join(servers.output)
    assert CODE not in log


def _wait_for_twin(servers: Servers) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if httpx.get(f"{servers.twin}/_twin/state", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise AssertionError("no twin: " + "".join(servers.output))


def _news(client: Client) -> str:
    """What comes before the next reply, once there is something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        texts = [message["text"] for message in client.say("cảm ơn")["messages"]]
        if len(texts) > 1:
            assert sum("vừa có tin mới" in text for text in texts) == 1, texts
            return str(texts[0])
        time.sleep(1)
    raise AssertionError("no news")
