"""A guide over the real servers: first word to code, resume elsewhere, both servers killed."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.servers.conftest import Client, Servers, wait_until_ready

DOSSIER = "H29.16-261123-0007"
_CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
_DONE = ("Xong rồi", "Đúng hết rồi", "Làm tiếp", "Có rồi", "Cứ xem tiếp")


def _text(reply: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in reply["messages"])


def _titles(reply: dict[str, Any]) -> list[str]:
    return [choice["title"] for choice in reply["messages"][-1]["choices"]]


def _pick(reply: dict[str, Any]) -> str:
    """What most people would tap."""
    titles = _titles(reply)
    for wanted in ("Đến tận nơi", "Tự nộp trên mạng", *_DONE):
        if wanted in titles:
            return wanted
    return titles[0]


@pytest.mark.parametrize(
    ("first_word", "code"),
    [
        ("chỉ tôi từng bước làm giấy khai tử", "1.000656"),
        ("bắt đầu nộp đăng ký tạm trú, chỉ tôi từng bước", "1.004194"),
        ("hướng dẫn tôi từng bước làm chứng thực bản sao", "2.000815"),
    ],
)
def test_from_the_first_word_to_the_code(first_word: str, code: str, client: Client) -> None:
    reply = client.say(first_word)
    if reply["outcome"] != "guiding":
        reply = client.tap(reply, "Làm từng bước")
    assert (reply["outcome"], reply["procedure"]) == ("guiding", code)
    for _ in range(60):
        if "Chưa có mã" in _titles(reply):
            break
        if "Chuyển sang việc đó" in _titles(reply) or "Vẫn làm việc này" in _titles(reply):
            reply = client.tap(reply, "Vẫn làm việc này")
            continue
        reply = client.tap(reply, _pick(reply))
        assert reply["outcome"] == "guiding"
        assert len(_text(reply).split()) <= 60
    reply = client.say(f"mã là {DOSSIER} nha con")
    assert DOSSIER in _text(reply)
    assert "Xong, kết thúc" in _titles(reply)


def test_the_dossier_is_followed_at_the_end(client: Client) -> None:
    code = "H99.01-261102-0002"
    _to_a_step(client)
    for _ in range(20):
        reply = client.say("xong rồi")
        if "Chưa có mã" in _titles(reply):
            break
    noted = client.say(f"mã là {code.lower()}")
    assert code in _text(noted)
    consent = client.tap(noted, "Theo dõi hồ sơ này")
    assert "Đồng ý" in _titles(consent), _text(consent)
    assert code in _text(client.tap(consent, "Đồng ý"))
    assert code in _text(client.say("hồ sơ của tôi"))


def _to_a_step(client: Client) -> dict[str, Any]:
    reply = client.say("chỉ tôi từng bước làm giấy khai tử")
    if reply["outcome"] != "guiding":
        reply = client.tap(reply, "Làm từng bước")
    for _ in range(40):
        if "Bước " in _text(reply):
            return reply
        stay = "Vẫn làm việc này"
        reply = client.tap(reply, stay if stay in _titles(reply) else _pick(reply))
    raise AssertionError("no step reached")


def test_both_servers_killed_and_a_code_on_another_channel(
    servers: Servers, client: Client, new_client: Callable[[], Client]
) -> None:
    step = _to_a_step(client)
    first = client.say("xong rồi")
    assert "Bước 2/" in _text(first), _text(step)
    paused = client.say("dừng lại mai làm tiếp")
    assert paused["outcome"] == "paused"
    code = _CODE.search(_text(paused))
    assert code
    os.kill(servers.child("bot.engine.main").pid, signal.SIGKILL)
    os.kill(servers.child("uvicorn").pid, signal.SIGKILL)
    time.sleep(1)
    wait_until_ready(servers)
    assert "Bước 2/" in _text(client.say("tiếp tục"))
    other = new_client()
    resumed = other.say(f"mã {code.group().lower()}")
    assert "Bước 2/" in _text(resumed)
    assert other.say("chưa con ơi")["outcome"] == "guiding"
    answered = other.say("lệ phí bao nhiêu")
    assert answered["outcome"] == "answered"
    assert "làm tiếp bước 2" in _text(answered)
    assert "Bước 2/" in _text(other.say("ừ"))

    pdf = other.http.get("/api/v1/summary", params={"code": code.group()})
    assert pdf.status_code == 200
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["cache-control"] == "no-store"
    assert pdf.content.startswith(b"%PDF-")
    third = new_client()
    assert third.say(code.group())["outcome"] == "resume_refused"


def test_two_days_of_silence_and_both_servers_killed(
    servers: Servers, client: Client, new_client: Callable[[], Client]
) -> None:
    """Everything the stores hold is made two days older, then the servers are killed."""
    step = _to_a_step(client)
    assert "Bước 2/" in _text(client.say("xong rồi")), _text(step)
    code = _CODE.search(_text(client.say("dung lai mai lam tiep")))
    assert code
    _grow_older(servers, days=2)
    os.kill(servers.child("bot.engine.main").pid, signal.SIGKILL)
    os.kill(servers.child("uvicorn").pid, signal.SIGKILL)
    time.sleep(1)
    wait_until_ready(servers)
    hello = client.say("chào con")
    assert "Làm tiếp" in _titles(hello), _text(hello)
    assert "Bước 2/" in _text(client.tap(hello, "Làm tiếp"))
    assert "Bước 2/" in _text(new_client().say(f"cô làm tiếp mã {code.group()}"))
    _grow_older(servers, days=6)
    assert new_client().say(code.group())["outcome"] == "resume_refused"


def _grow_older(servers: Servers, days: int) -> None:
    seconds = days * 86400
    with sqlite3.connect(servers.folder / "tracker.db", timeout=20) as tracker:
        assert tracker.execute("UPDATE events SET timestamp = timestamp - ?", (seconds,)).rowcount
        tracker.execute(
            "UPDATE events SET data = json_set(data, '$.timestamp',"
            " json_extract(data, '$.timestamp') - ?)",
            (seconds,),
        )
    with sqlite3.connect(servers.folder / "inbox.db", timeout=20) as inbox:
        shifted = f"-{days} days"
        for table, column in (("resume_codes", "expires_at"), ("inbox", "received_at")):
            inbox.execute(
                f"UPDATE {table} SET {column} = strftime('%Y-%m-%d %H:%M:%f000', {column}, ?)",
                (shifted,),
            )


def test_wrong_summary_codes(client: Client) -> None:
    wrong = client.http.get("/api/v1/summary", params={"code": "2222-ABCD"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (404, "no_code")
    assert client.http.get("/api/v1/summary", params={"code": "x"}).status_code == 422


def test_pictures_are_served(servers: Servers, client: Client) -> None:
    for name in ("login", "code", "photo"):
        response = httpx.get(f"{servers.url}/pictures/{name}.svg")
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("image/svg")
