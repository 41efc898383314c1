"""Telegram's updates as arrivals, replies as calls."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures import names, png
from bot.replies import Choice, Link, Message, Reply, SourceNote
from connectors.channels.contract import Arrival, MalformedError
from connectors.channels.text import is_public, split
from connectors.telegram import TelegramChannel
from connectors.telegram.reading import read
from connectors.twins.telegram import BOT, TOKEN
from connectors.twins.telegram_state import TelegramTwin
from tests.connectors.channels.conftest import Stage, until

ME = int(TOKEN.split(":")[0])


@pytest.fixture
def channel() -> TelegramChannel:
    return TelegramChannel(TOKEN, "s", bot=BOT, address="http://127.0.0.1:8000")


def _heard(**said: Any) -> list[Arrival]:
    """What the bot makes of what a citizen does at the twin."""
    twin = TelegramTwin(TOKEN, BOT)
    twin.say(said.pop("chat", 7), **said)
    return read(json.dumps(twin.deliveries.updates[-1]).encode(), ME, BOT)[0]


@pytest.mark.parametrize(
    ("kind", "said", "heard", "words"),
    [
        ("text", "khai sinh", "text", "khai sinh"),
        ("text", "/start", "started", ""),
        ("text", "/start 1_001193", "started", "1_001193"),
        ("text", "/help", "text", "bạn giúp được gì"),
        ("text", "/xoa het", "text", "xoa het"),
        ("picture", "giấy này hả con", "picture", "giấy này hả con"),
        ("voice", "", "voice", ""),
        ("video", "", "video", ""),
        ("sticker", "👍", "sticker", "👍"),
        ("file", "", "file", ""),
        ("location", "", "location", ""),
        ("contact", "", "contact", ""),
    ],
)
def test_kinds(kind: str, said: str, heard: str, words: str) -> None:
    (arrival,) = _heard(text=said, kind=kind)
    assert (arrival.kind, arrival.text) == (heard, words)
    assert (arrival.conversation, arrival.group) == ("telegram:7", False)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("mọi người ơi", None),
        (f"@{BOT} khai sinh cần gì", "khai sinh cần gì"),
        (f"/start@{BOT}", ""),
        ("/help@bot_khac", None),
        ("gửi @ai_do nhé", None),
    ],
)
def test_among_others_it_answers_when_spoken_to(text: str, heard: str | None) -> None:
    arrivals = _heard(text=text, group=True, chat=-5)
    assert [arrival.text for arrival in arrivals] == ([] if heard is None else [heard])
    assert all(arrival.group for arrival in arrivals)


def test_what_only_the_platform_says_needs_no_answer() -> None:
    assert _heard(kind="joined", chat=-5, group=True) == []


def test_leaving() -> None:
    twin = TelegramTwin(TOKEN, BOT)
    twin.leave(7)
    ((arrival,), _) = read(json.dumps(twin.deliveries.updates[-1]).encode(), ME, BOT)
    assert (arrival.kind, arrival.conversation) == ("left", "telegram:7")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["update_id", "message", "chat", "id", "from", "date", "text", "callback_query",
             "data", "type", "message_id", "photo", "my_chat_member"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=20,
)  # fmt: skip


@given(json_values)
def test_any_json_is_read_or_malformed(value: Any) -> None:
    with suppress(MalformedError):
        read(json.dumps(value).encode(), ME, BOT)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_malformed(body: bytes) -> None:
    with suppress(MalformedError):
        read(body, ME, BOT)


REPLY = Reply(
    outcome="answered",
    messages=(
        Message(text="Bác cần tờ khai.", image="/pictures/login.svg"),
        Message(
            text="Lệ phí 8.000 đồng.",
            choices=(
                Choice(title="Giấy tờ", value="s:1.001193:documents"),
                Choice(title="Thời hạn", value="s:1.001193:time"),
                Choice(title="Dài như một câu nói thật là dài", value="ệ" * 30),
            ),
            links=(
                Link(title="Trang trên Cổng", url="https://dichvucong.gov.vn/x"),
                Link(title="Tóm tắt", url="/api/v1/summary?code=K7M2-9QXD"),
            ),
            sources=(
                SourceNote(title="Nghị định 123", url=None, checked_on=date(2026, 11, 21)),
                SourceNote(title="Nghị định 123", url=None, checked_on=date(2026, 11, 21)),
            ),
        ),
    ),
)


def test_a_reply_as_calls(channel: TelegramChannel) -> None:
    photo, text = channel.render(REPLY, "telegram:7")
    assert (photo.method, photo.body["photo"]) == ("sendPhoto", "login")
    assert photo.body["caption"] == "Bác cần tờ khai."
    assert text.body["text"] == (
        "Lệ phí 8.000 đồng.\n\nTóm tắt: http://127.0.0.1:8000/api/v1/summary?code=K7M2-9QXD\n\n"
        "Nguồn: Nghị định 123, kiểm tra ngày 21/11/2026"
    )
    assert text.body["reply_markup"]["inline_keyboard"] == [
        [
            {"text": "Giấy tờ", "callback_data": "s:1.001193:documents"},
            {"text": "Thời hạn", "callback_data": "s:1.001193:time"},
        ],
        [{"text": "Dài như một câu nói thật là dài", "callback_data": "#3"}],
        [{"text": "Trang trên Cổng", "url": "https://dichvucong.gov.vn/x"}],
    ]


def test_a_long_text_is_cut_at_a_sentence_and_has_its_buttons_last(
    channel: TelegramChannel,
) -> None:
    text = "Câu này có hai mươi chữ, bác đọc kỹ. " * 200
    reply = Reply(
        outcome="answered",
        messages=(Message(text=text, choices=(Choice(title="Xong", value="x"),)),),
    )
    first, last = channel.render(reply, "telegram:7")
    assert first.body["text"].endswith("kỹ.")
    assert "reply_markup" not in first.body
    assert last.body["reply_markup"]


@given(st.text(max_size=300), st.integers(min_value=2, max_value=60))
def test_split_loses_nothing_but_blanks(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(len(piece.encode("utf-16-le", "surrogatepass")) // 2 <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://dichvucong.gov.vn/a", True),
        ("http://127.0.0.1:8000/", False),
        ("http://localhost/", False),
        ("http://192.168.1.4/", False),
        ("/pictures/a.svg", False),
        ("tel:18001096", False),
    ],
)
def test_links_that_a_platform_takes(url: str, public: bool) -> None:
    assert is_public(url) is public


def test_every_picture_can_be_drawn() -> None:
    assert all(png(name).startswith(b"\x89PNG") for name in names())
    with pytest.raises(KeyError):
        png("../secret")


def test_a_tapped_button_is_followed_and_put_away(stage: Stage) -> None:
    with stage.app():
        stage.say("khai sinh")
        (said,) = until(lambda: stage.sent())
        stage.tap(said, "s:1.001193:fee")
        until(lambda: len(stage.sent()) == 2)
        assert stage.texts()[1] == "Nghe: [s:1.001193:fee]"
        until(lambda: [[button["text"] for button in row] for row in said.keyboard]
              == [["✓ Lệ phí"]])  # fmt: skip
        assert ("answerCallbackQuery" in [method for method, _ in stage.twin.calls]) is True
        stage.tap(said, "=")  # what was chosen already: nothing happens
        stage.say("xong")
        until(lambda: len(stage.sent()) == 3)
        assert stage.texts()[2] == "Nghe: xong"


def test_it_shows_that_it_is_typing(stage: Stage) -> None:
    with stage.app():
        stage.say("khai sinh")
        until(lambda: stage.sent())
        assert "sendChatAction" in [method for method, _ in stage.twin.calls]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("/start", ("xin chào", None)),
        ("/start 1_001193", ("…", "s:1.001193:")),
        ("/start K7M29QXD", ("K7M29QXD", None)),
    ],
)
def test_deep_links(stage: Stage, said: str, asked: tuple[str, str | None]) -> None:
    with stage.app():
        stage.say(said)
        until(lambda: stage.sent())
        (message,) = stage.asked()
        assert (message["text"], message["choice"]) == asked


def test_an_album_and_its_words_are_answered_together(stage: Stage) -> None:
    with stage.app(channel_settle=2.0):
        stage.say("giấy này được chưa con", kind="picture")
        for _ in range(3):
            stage.say(kind="picture")
        until(lambda: stage.sent())
        (message,) = stage.asked()
        assert message["text"] == "giấy này được chưa con"
        assert message["metadata"]["attached"] == ["picture"]


def test_a_group_is_told_so(stage: Stage) -> None:
    with stage.app():
        stage.say("hồ sơ của tôi tới đâu", chat=-5, group=True)
        stage.say(f"@{BOT} hồ sơ của tôi tới đâu", chat=-5, group=True)
        until(lambda: stage.sent(-5))
        (message,) = stage.asked()
        assert message["metadata"]["group"] is True
        assert message["sender"] == "telegram:-5"


def test_polling_brings_the_same(stage: Stage) -> None:
    stage.say("trước khi máy chạy")
    with stage.app(telegram_polling=True):
        until(lambda: stage.sent())
        stage.say("khai sinh", chat=8)
        until(lambda: stage.sent(8))
        assert [stage.texts(7), stage.texts(8)] == [
            ["Nghe: trước khi máy chạy"],
            ["Nghe: khai sinh"],
        ]
