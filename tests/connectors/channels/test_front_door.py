"""Telegram, delivered by webhook: stored before it is acknowledged, answered once, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event, text

from connectors.twins.telegram import SECRET
from tests.connectors.channels.conftest import Stage, until

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def _update(number: int, words: str, chat: int = 7) -> dict[str, object]:
    person = {"id": chat, "is_bot": False, "first_name": "Tư"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_780_000_000,
            "chat": {"id": chat, "type": "private"},
            "from": person,
            "text": words,
        },
    }


def _deliver(stage: Stage, update: object, secret: str = SECRET) -> httpx.Response:
    return httpx.post(f"{stage.url}/webhooks/telegram", json=update, headers={HEADER: secret})


def test_a_message_is_answered(stage: Stage) -> None:
    with stage.app():
        stage.say("đăng ký khai sinh")
        (said,) = until(lambda: stage.sent())
        assert said.text == "Nghe: đăng ký khai sinh"
        assert [button["text"] for row in said.keyboard for button in row] == ["Lệ phí", "Giấy tờ"]


def test_lines_in_a_row_are_one_message(stage: Stage) -> None:
    with stage.app(channel_settle=2.0):
        for line in ("con muốn", "làm giấy khai sinh", "cần giấy tờ gì"):
            stage.say(line)
        until(lambda: stage.sent())
        assert stage.texts() == ["Nghe: con muốn làm giấy khai sinh cần giấy tờ gì"]


def test_what_is_delivered_again_is_answered_once(stage: Stage) -> None:
    with stage.app():
        stage.twin.chats[7] = []
        for _ in range(3):
            assert _deliver(stage, _update(1, "một")).status_code == 200
        until(lambda: stage.sent())
        assert _deliver(stage, _update(1, "một")).status_code == 200
        assert _deliver(stage, _update(2, "hai")).status_code == 200
        until(lambda: len(stage.sent()) == 2)
        assert stage.texts() == ["Nghe: một", "Nghe: hai"]


def test_reordered_lines_are_read_in_the_order_they_were_sent(stage: Stage) -> None:
    with stage.app(channel_settle=2.0):
        stage.twin.chats[7] = []
        _deliver(stage, _update(12, "cần giấy tờ gì"))
        _deliver(stage, _update(11, "khai sinh"))
        until(lambda: stage.sent())
        assert stage.texts() == ["Nghe: khai sinh cần giấy tờ gì"]


@pytest.mark.parametrize("secret", ["", "sai", SECRET + "x"])
def test_forged_is_refused_and_not_stored(stage: Stage, secret: str) -> None:
    with stage.app() as app:
        response = _deliver(stage, _update(1, "giả"), secret)
        assert (response.status_code, response.json()["error"]["code"]) == (403, "forged")
        state = app.state.tungbuoc
        assert state.door.counts.totals() == {("telegram", "forged"): 1}
        with state.inbox.engine.connect() as connection:
            assert connection.execute(text("select count(*) from arrivals")).scalar() == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"update_id": "1"}', b"\xff\xfe", b"null",
                                  b'{"update_id": 1, "message": {"chat": 5}}'])  # fmt: skip
def test_malformed_is_acknowledged_and_counted(stage: Stage, body: bytes) -> None:
    with stage.app() as app:
        url = f"{stage.url}/webhooks/telegram"
        assert httpx.post(url, content=body, headers={HEADER: SECRET}).status_code == 200
        assert app.state.tungbuoc.door.counts.totals() == {("telegram", "malformed"): 1}


def test_an_unknown_channel_is_nowhere(stage: Stage) -> None:
    with stage.app():
        assert httpx.post(f"{stage.url}/webhooks/viber", json={}).status_code == 404


def test_a_full_disk_is_said_so_that_it_is_brought_again(stage: Stage) -> None:
    with stage.app() as app, full_disk(app.state.tungbuoc.inbox.engine) as full:
        number = 0
        while (response := _deliver(stage, _update(number, "x" * 1900))).status_code == 200:
            number += 1
            assert number < 50
        assert response.status_code == 503
        assert response.headers["retry-after"]
        full.clear()
        assert _deliver(stage, _update(number, "x" * 1900)).status_code == 200


def test_what_waits_while_rasa_is_down_is_answered_in_order(stage: Stage) -> None:
    with stage.app(rasa_port=9) as app:
        for number in range(3):
            stage.say(f"câu {number}", chat=7 + number)
        until(lambda: app.state.tungbuoc.door.counts.totals().get(("telegram", "arrived")) == 3)
        assert stage.asked() == []
    with stage.app():
        until(lambda: all(stage.sent(7 + number) for number in range(3)))
        assert [stage.texts(7 + number) for number in range(3)] == [
            [f"Nghe: câu {number}"] for number in range(3)
        ]


def test_secrets_are_masked_before_they_are_stored(stage: Stage) -> None:
    with stage.app() as app:
        stage.say("mã OTP của tôi là 482913")
        until(lambda: stage.sent())
        assert stage.asked()[0]["metadata"]["masked"]
        with app.state.tungbuoc.inbox.engine.connect() as connection:
            for table in ("arrivals", "inbox", "outbox"):
                assert "482913" not in str(connection.execute(text(f"select * from {table}")).all())


def test_a_conversation_is_forgotten_and_a_late_repeat_is_not_answered(stage: Stage) -> None:
    with stage.app() as app:
        number = stage.say("khai sinh cho cháu")
        until(lambda: len(stage.sent()) == 1)
        stage.say("xóa hết")
        until(lambda: len(stage.sent()) == 2)
        until(lambda: _stored(app, "khai sinh") == 0)
        assert _deliver(stage, _update(number, "khai sinh cho cháu")).status_code == 200
        stage.say("chào")
        until(lambda: len(stage.sent()) == 3)
        assert stage.texts()[-1] == "Nghe: chào"


def test_who_hangs_up_in_the_middle_is_no_fault_of_ours(stage: Stage) -> None:
    said: list[Any] = []

    async def hang_up() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def hear(message: Any) -> None:
        said.append(message.get("status"))

    scope = {"type": "http", "method": "POST", "path": "/webhooks/telegram", "headers": [],
             "query_string": b"", "http_version": "1.1", "scheme": "http",
             "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2)}  # fmt: skip
    with stage.app() as app:
        asyncio.run(app(scope, hang_up, hear))
    assert said[0] == 503


def _stored(app: FastAPI, words: str) -> int:
    engine: Engine = app.state.tungbuoc.inbox.engine
    with engine.connect() as connection:
        rows = [
            str(connection.execute(text(f"select * from {table}")).all())
            for table in ("arrivals", "inbox", "outbox")
        ]
    return sum(words in row for row in rows)


@contextmanager
def full_disk(engine: Engine) -> Iterator[set[str]]:
    """No page more than there are, until the set is cleared."""
    full = {"full"}

    def limit(connection: Any, record: Any, proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages if full else 2**30}")

    event.listen(engine, "checkout", limit)
    yield full
    event.remove(engine, "checkout", limit)
