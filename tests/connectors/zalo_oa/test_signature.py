"""What proves that a delivery comes from Zalo."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from connectors.channels import ForgedError
from connectors.zalo_oa.signature import OLDEST_MS, prove, sign

APP, SECRET = "1000000000000000001", "khoa-thu"
NOW = 1_795_305_600_000


def body(stamp: object = str(NOW), **more: object) -> bytes:
    event = {"app_id": APP, "event_name": "user_send_text", "timestamp": stamp, **more}
    return json.dumps(event, ensure_ascii=False).encode()


def headers(raw: bytes, stamp: str = str(NOW), head: str = "mac=") -> dict[str, str]:
    return {"x-zevent-signature": head + sign(APP, raw, stamp, SECRET)}


def test_it_is_plain_sha256_over_the_concatenation() -> None:
    raw = body()
    told = hashlib.sha256(APP.encode() + raw + str(NOW).encode() + SECRET.encode()).hexdigest()
    assert sign(APP, raw, str(NOW), SECRET) == told


@pytest.mark.parametrize("head", ["mac=", "", "mac= "])
def test_with_and_without_mac(head: str) -> None:
    prove(body(), headers(body(), head=head), APP, SECRET, NOW)


def test_the_timestamp_may_be_a_number_or_stand_in_the_header() -> None:
    prove(body(NOW), headers(body(NOW)), APP, SECRET, NOW)
    raw = b'{"event_name":"user_send_text"}'
    prove(raw, {**headers(raw), "x-zevent-timestamp": str(NOW)}, APP, SECRET, NOW)


def test_upper_case_digests_are_the_same_digest() -> None:
    signed = {"x-zevent-signature": "mac=" + sign(APP, body(), str(NOW), SECRET).upper()}
    prove(body(), signed, APP, SECRET, NOW)


@pytest.mark.parametrize("age", [OLDEST_MS + 1000, -3_600_000])
def test_a_replay_and_one_from_the_future_are_refused(age: int) -> None:
    with pytest.raises(ForgedError):
        prove(body(), headers(body()), APP, SECRET, NOW + age)


def test_a_repeat_within_the_day_of_retries_is_let_in() -> None:
    prove(body(), headers(body()), APP, SECRET, NOW + 24 * 3_600_000)


@pytest.mark.parametrize(
    "given_headers", [{}, {"x-zevent-signature": ""}, {"x-zevent-signature": "mac="}]
)
def test_no_signature(given_headers: dict[str, str]) -> None:
    with pytest.raises(ForgedError):
        prove(body(), given_headers, APP, SECRET, NOW)


def test_without_a_secret_nothing_is_let_in() -> None:
    signed = {"x-zevent-signature": sign(APP, body(), str(NOW), "")}
    with pytest.raises(ForgedError):
        prove(body(), signed, APP, "", NOW)


@given(st.binary(max_size=300), st.integers(0, 299), st.integers(1, 255))
def test_any_changed_byte_is_refused(tail: bytes, place: int, change: int) -> None:
    raw = bytearray(body(text=tail.hex()))
    signed = headers(bytes(raw))
    place %= len(raw)
    raw[place] ^= change
    with pytest.raises(ForgedError):
        prove(bytes(raw), signed, APP, SECRET, NOW)


@given(st.integers(1, 12), st.booleans())
def test_bytes_cannot_move_between_body_and_timestamp(count: int, forward: bool) -> None:
    raw, stamp = body(), str(NOW)
    digest = sign(APP, raw, stamp, SECRET)
    if forward:
        raw, stamp = raw + stamp[:count].encode(), stamp[count:]
    else:
        raw, stamp = raw[:-count], raw[-count:].decode() + stamp
    moved = {"x-zevent-signature": digest, "x-zevent-timestamp": stamp}
    assert sign(APP, raw, stamp, SECRET) == digest
    with pytest.raises(ForgedError):
        prove(raw, moved, APP, SECRET, NOW)


@given(st.binary(max_size=200), st.text(max_size=80), st.text(max_size=20))
def test_whatever_comes_is_refused_and_never_breaks(raw: bytes, mac: str, stamp: str) -> None:
    assume(mac.strip().removeprefix("mac=") != sign(APP, raw, stamp, SECRET))
    with pytest.raises(ForgedError):
        prove(raw, {"x-zevent-signature": mac, "x-zevent-timestamp": stamp}, APP, SECRET, NOW)
