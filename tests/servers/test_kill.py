"""Killing a server in the middle of a conversation."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing

import httpx

from tests.servers.conftest import Client, Servers, wait_until_ready

PATIENCE = 60.0


def test_rasa_killed_in_the_middle(servers: Servers, client: Client) -> None:
    assert client.say("đăng ký khai sinh cho cháu")["procedure"] == "1.001193"
    os.kill(servers.child("bot.engine.main").pid, signal.SIGKILL)

    down = client.post({"id": "while-down", "text": "lệ phí bao nhiêu"})
    assert down.status_code == 503
    assert down.json()["outcome"] == "error_restarting"
    assert "khởi động lại" in down.json()["messages"][0]["text"]
    assert down.headers["retry-after"]
    assert httpx.get(f"{servers.url}/healthz").status_code == 200
    assert httpx.get(f"{servers.url}/readyz").status_code == 503

    # Another one meanwhile: kept too, and answered after the first.
    client.post({"id": "while-down-2", "text": "thế mất bao lâu"})

    again = _until_answered(client, {"id": "while-down", "text": "lệ phí bao nhiêu"})
    assert (again.json()["procedure"], again.json()["section"]) == ("1.001193", "fee")
    second = client.post({"id": "while-down-2", "text": "thế mất bao lâu"}).json()
    assert (second["procedure"], second["section"]) == ("1.001193", "time")
    assert client.say("nộp ở đâu")["procedure"] == "1.001193"


def test_the_app_killed_in_the_middle(servers: Servers, client: Client) -> None:
    first = client.post({"id": "before", "text": "phí đăng ký tạm trú"}).json()
    os.kill(servers.child("uvicorn").pid, signal.SIGKILL)
    wait_until_ready(servers, PATIENCE)
    again = client.post({"id": "before", "text": "phí đăng ký tạm trú"}).json()
    assert again == first
    assert client.say("nộp ở đâu")["procedure"] == "1.004194"


def test_what_rasa_answered_is_not_answered_twice(servers: Servers, client: Client) -> None:
    """The app died between Rasa's answer and storing it: Rasa remembers the message's id."""
    first = client.post({"id": "once", "text": "phí đăng ký tạm trú"}).json()
    with closing(sqlite3.connect(servers.folder / "inbox.db")) as database:
        database.execute("update inbox set reply = null where message_id = 'once'")
        database.commit()
    again = client.post({"id": "once", "text": "phí đăng ký tạm trú"}).json()
    assert again == first
    with closing(sqlite3.connect(servers.folder / "tracker.db")) as database:
        count = database.execute(
            "select count(*) from events where sender_id = ? and type_name = 'user'",
            (f"web:{client.conversation}",),
        ).fetchone()[0]
    assert count == 1


def _until_answered(client: Client, message: dict[str, str]) -> httpx.Response:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        response = client.post(message)
        if response.status_code == 200:
            return response
        time.sleep(1)
    raise AssertionError("not answered within a minute")
