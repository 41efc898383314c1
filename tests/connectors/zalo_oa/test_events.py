"""What deliveries of the webhook are read into. The bodies are written after the platform's
documented shapes; their ids are invented.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.channels import MalformedError
from connectors.zalo_oa.choices import payload
from connectors.zalo_oa.events import read
from tests.connectors.zalo.wild import deliveries, fields, read_or_malformed

BODIES = deliveries(__file__)
OA = "2000000000000000001"


def raw(name: str, **changes: Any) -> bytes:
    return json.dumps({**BODIES[name], **changes}, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("user_send_text", "text", "làm giấy khai sinh cho cháu"),
        ("user_send_image", "picture", "cái này là gì con"),
        ("user_send_sticker", "sticker", ""),
        ("user_send_gif", "sticker", ""),
        ("user_send_audio", "voice", ""),
        ("user_send_video", "video", ""),
        ("user_send_file", "file", ""),
        ("user_send_location", "location", ""),
        ("user_send_business_card", "contact", ""),
        ("user_send_link", "text", "https://dichvucong.gov.vn"),
        ("follow", "started", ""),
        ("user_click_chatnow", "started", ""),
        ("unfollow", "left", ""),
    ],
)
def test_what_a_person_did(name: str, kind: str, text: str) -> None:
    (arrival,) = read(raw(name), OA)
    assert (arrival.kind, arrival.text, arrival.group) == (kind, text, False)
    assert arrival.conversation == "zalo-oa:3000000000000000001"
    assert arrival.sent_at == 1_795_305_600_000
    assert 0 < len(arrival.key) <= 80


def test_nothing_of_a_picture_a_place_or_a_card_is_kept() -> None:
    for name in BODIES:
        for arrival in read(raw(name), OA):
            kept = json.dumps([arrival.text, dict(arrival.details)])
            assert "twin.invalid" not in kept
            assert "10.77" not in kept
            assert "0900000000" not in kept


@pytest.mark.parametrize(
    "name",
    ["oa_send_text", "user_received_message", "user_seen_message", "user_reacted_message",
     "user_submit_info"],
)  # fmt: skip
def test_echoes_receipts_and_forms_of_the_staff_are_nothing(name: str) -> None:
    assert read(raw(name), OA) == []


def test_events_nobody_knows_are_nothing() -> None:
    assert read(b'{"event_name":"something_new","timestamp":"1"}') == []


def test_events_of_another_account_are_nothing() -> None:
    for name in ("user_send_text", "follow", "unfollow", "user_click_chatnow"):
        assert read(raw(name), "2999999999999999999") == []
        assert len(read(raw(name), "")) == 1


def test_a_tapped_button_is_a_choice_and_typed_words_are_not() -> None:
    def text(written: str) -> bytes:
        return raw("user_send_text", message={"text": written, "msg_id": "m1"})

    (tapped,) = read(text(payload("s:1.001193:fee")))
    assert (tapped.kind, tapped.choice, tapped.text) == ("choice", "s:1.001193:fee", "")
    for typed in ("s:1.001193:fee", "person", "1", "#tb#", "#tb", "tb#person", "#tb#" + "x" * 65):
        (arrival,) = read(text(typed))
        assert (arrival.kind, arrival.choice, arrival.text) == ("text", None, typed)


def test_a_repeat_has_the_same_key_and_another_message_another() -> None:
    first, again = (
        read(raw("user_send_text")),
        read(raw("user_send_text", timestamp="1795305700000")),
    )
    assert first[0].key == again[0].key
    other = raw("user_send_text", message={"text": "a", "msg_id": "khac"})
    assert read(other)[0].key != first[0].key


def test_opening_the_chat_often_begins_once_an_hour_but_following_again_begins_anew() -> None:
    def key(name: str, minutes: int) -> str:
        return read(raw(name, timestamp=str(1_795_305_600_000 + minutes * 60_000)))[0].key

    assert key("user_click_chatnow", 0) == key("user_click_chatnow", 20)
    assert key("user_click_chatnow", 0) != key("user_click_chatnow", 61)
    assert key("follow", 0) != key("follow", 20)


def test_groups_only_when_addressed() -> None:
    assert read(raw("user_send_group_text"), OA) == []
    message = {"text": "@OA thử đăng ký tạm trú ở đâu", "msg_id": "g2"}
    (arrival,) = read(raw("user_send_group_text", message=message), OA)
    assert (arrival.group, arrival.conversation) == (True, "zalo-oa:g-4000000000000000001")
    mentioned = {"text": "ở đâu", "msg_id": "g3", "mentions": [{"uid": OA}]}
    elsewhere = {"group_id": "5", "recipient": {"id": OA}}
    (arrival,) = read(raw("user_send_group_text", message=mentioned, **elsewhere), OA)
    assert arrival.conversation == "zalo-oa:g-5"
    by_id = {"text": f"[@{OA}] nộp ở đâu", "msg_id": "g4"}
    (arrival,) = read(raw("user_send_group_text", message=by_id), OA)
    assert arrival.text == "nộp ở đâu"


def test_long_ids_as_numbers() -> None:
    (arrival,) = read(raw("user_send_text", sender={"id": 3000000000000000001}))
    assert arrival.conversation == "zalo-oa:3000000000000000001"


def test_a_very_long_message_id_still_makes_a_key() -> None:
    (arrival,) = read(raw("user_send_text", message={"text": "a", "msg_id": "x" * 500}))
    assert len(arrival.key) <= 80


@pytest.mark.parametrize(
    "broken",
    [
        b"", b"[]", b"null", b"{", b'"text"', b"{}", b'{"event_name": 5}', b"[" * 100_000,
        b'{"event_name":"user_send_text","timestamp":"1795305600000"}',
        b'{"event_name":"user_send_text","message":{"text":"a"},"timestamp":"1795305600000"}',
        b'{"event_name":"user_send_text","message":{"msg_id":"1","text":"a"},"sender":{"id":"1"}}',
        b'{"event_name":"follow","follower":{},"timestamp":"1795305600000"}',
        b'{"event_name":"follow","follower":{"id":"1"},"timestamp":"hom nay"}',
        b'{"event_name":"user_send_group_text","message":{"msg_id":"1","text":"@a"},'
        b'"sender":{"id":"1"},"timestamp":"1795305600000"}',
    ],
)  # fmt: skip
def test_malformed(broken: bytes) -> None:
    with pytest.raises(MalformedError):
        read(broken)


@given(
    st.sampled_from(sorted(BODIES)),
    fields("sender", "recipient", "message", "timestamp", "follower", "user_id", "oa_id",
           "event_name", "group_id"),
)  # fmt: skip
def test_whatever_stands_in_a_field_is_read_or_malformed(
    name: str, changes: dict[str, Any]
) -> None:
    read_or_malformed(lambda: read(json.dumps({**BODIES[name], **changes}).encode()))
