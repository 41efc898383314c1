"""What proves a delivery of the bot platform, and what it is read into."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.channels import ForgedError, MalformedError
from connectors.twins.zalo_bot import SECRET
from connectors.zalo_bot.events import read
from tests.connectors.zalo.wild import deliveries, fields, read_or_malformed
from tests.connectors.zalo_bot.bench import Bench, make_bench

BODIES = deliveries(__file__)
NAME = "Bot Từng Bước"


def message(name: str, **changes: Any) -> bytes:
    result = BODIES[name]["result"]
    changed = {**result, "message": {**result["message"], **changes}}
    return json.dumps({"ok": True, "result": changed}).encode()


def test_only_with_the_secret(bench: Bench) -> None:
    channel = bench.channel()
    channel.verify(b"{}", {"x-bot-api-secret-token": SECRET})
    for headers in (
        {}, {"x-bot-api-secret-token": ""}, {"x-bot-api-secret-token": SECRET + "x"},
        {"x-bot-api-secret-token": "sai"}, {"x-zalo-secret-token": SECRET},
    ):  # fmt: skip
        with pytest.raises(ForgedError):
            channel.verify(b"{}", headers)


@given(st.text(max_size=40).filter(lambda text: text != SECRET))
def test_whatever_secret_is_refused(secret: str) -> None:
    channel = make_bench(Path("/nowhere")).channel()
    with pytest.raises(ForgedError):
        channel.verify(b"{}", {"x-bot-api-secret-token": secret})


def test_without_a_secret_of_ours_nothing_is_let_in(tmp_path: Path) -> None:
    channel = make_bench(tmp_path, zalo_bot_secret="").channel()
    with pytest.raises(ForgedError):
        channel.verify(b"{}", {"x-bot-api-secret-token": ""})


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("text", "text", "làm giấy khai sinh cho cháu"),
        ("image", "picture", "cái này là gì con"),
        ("sticker", "sticker", ""),
        ("voice", "voice", ""),
        ("unsupported", "other", ""),
    ],
)
def test_what_a_person_did(name: str, kind: str, text: str, wrapped: bool) -> None:
    body = BODIES[name] if wrapped else BODIES[name]["result"]
    (arrival,) = read(json.dumps(body).encode())
    assert (arrival.kind, arrival.text, arrival.choice) == (kind, text, None)
    assert arrival.conversation == "zalo-bot:8000000000000000001"
    assert arrival.sent_at == 1_795_305_600_000
    assert "twin.invalid" not in json.dumps(dict(arrival.details))


def test_a_date_in_seconds_is_the_same_moment() -> None:
    (arrival,) = read(message("text", date=1_795_305_600))
    assert arrival.sent_at == 1_795_305_600_000


def test_keys_tell_messages_apart_by_event_and_id() -> None:
    keys = {read(message(name, message_id="x"))[0].key for name in BODIES}
    assert len(keys) == len(BODIES)
    assert read(message("text"))[0].key == read(message("text", date=1_795_305_700_000))[0].key
    assert len(read(message("text", message_id="x" * 300))[0].key) <= 80


def test_its_own_messages_and_unknown_events_are_nothing() -> None:
    assert read(message("text", **{"from": {"id": "1", "is_bot": True}})) == []
    assert read(b'{"event_name":"chat.member.joined"}') == []


def test_groups_only_when_named() -> None:
    group = {"chat": {"id": "9", "chat_type": "GROUP"}}
    assert read(message("text", **group), NAME) == []
    asked = {**group, "text": "@bot từng bước đăng ký tạm trú ở đâu"}
    assert read(message("text", **asked), "") == []
    (arrival,) = read(message("text", **asked), NAME)
    assert (arrival.group, arrival.text) == (True, "đăng ký tạm trú ở đâu")
    assert arrival.conversation == "zalo-bot:9"


@pytest.mark.parametrize(
    "broken",
    [
        b"", b"[]", b"null", b"{", b"{}", b'{"ok":true,"result":[]}', b'{"event_name":1}',
        b"[" * 100_000, b'{"event_name":"message.text.received"}',
        b'{"event_name":"message.text.received","message":{"text":"a"}}',
        b'{"event_name":"message.text.received","message":{"chat":{"id":"1"},"message_id":"1"}}',
    ],
)  # fmt: skip
def test_malformed(broken: bytes) -> None:
    with pytest.raises(MalformedError):
        read(broken)


@given(
    st.sampled_from(sorted(BODIES)),
    fields("from", "chat", "text", "caption", "message_id", "date"),
)
def test_whatever_stands_in_a_field_is_read_or_malformed(
    name: str, changes: dict[str, Any]
) -> None:
    read_or_malformed(lambda: read(message(name, **changes), NAME))
