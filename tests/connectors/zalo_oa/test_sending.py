"""Replies on their way to Zalo OA: shapes, limits, and what its errors become."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import Choice, Link, Message, Reply, SourceNote
from connectors.channels import (
    BlockedError,
    ChannelError,
    LaterError,
    Outgoing,
    RefusedError,
    WindowClosedError,
)
from connectors.twins.zalo_oa_account import Rules
from connectors.twins.zalo_oa_shapes import fault
from connectors.zalo import length
from connectors.zalo_oa import ZaloOa, wire
from connectors.zalo_oa.choices import value_of
from connectors.zalo_oa.render import render
from tests.connectors.zalo_oa.bench import TALK, Bench, make_bench, reply

NOTE = SourceNote(title="Luật Hộ tịch", url="https://vbpl.example", checked_on=date(2026, 11, 1))
MANY = ("Giấy tờ", "Lệ phí", "Thời hạn", "Nộp ở đâu", "Các bước", "Ai được làm", "Kết quả")


async def _send(channel: ZaloOa, said: Reply, talk: str = TALK) -> None:
    for outgoing in channel.render(said, talk):
        await channel.call(outgoing)


def send(bench: Bench, *replies: Reply, talk: str = TALK) -> list[dict[str, Any]]:
    """What the twin was sent for these."""

    async def talking() -> None:
        channel = bench.channel()
        try:
            for said in replies:
                await _send(channel, said, talk)
        finally:
            await channel.close()

    before = len(bench.sent)
    asyncio.run(talking())
    return bench.sent[before:]


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = message["attachment"]["payload"]["buttons"]
    return found


def test_text_alone(bench: Bench) -> None:
    assert send(bench, reply("Xin chào bác.")) == [{"text": "Xin chào bác."}]


def test_up_to_five_choices_are_buttons_that_come_back_as_choices(bench: Bench) -> None:
    (message,) = send(bench, reply("Bác muốn biết gì?", *MANY[:5]))
    assert message["text"] == "Bác muốn biết gì?"
    assert [button["title"] for button in buttons(message)] == list(MANY[:5])
    assert {button["type"] for button in buttons(message)} == {"oa.query.hide"}
    assert [value_of(button["payload"]) for button in buttons(message)] == [
        f"v:{number}" for number in range(5)
    ]


def test_more_than_five_choices_are_numbered(bench: Bench) -> None:
    (message,) = send(bench, reply("Bác muốn biết gì?", *MANY))
    assert "attachment" not in message
    assert [line for line in message["text"].split("\n") if re.match(r"\d\. ", line)] == [
        f"{number}. {title}" for number, title in enumerate(MANY, 1)
    ]
    assert "Gõ số" in message["text"]


def test_the_other_shape_is_found_and_remembered(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, Rules(buttons="template"))
    said = reply("Bác muốn biết gì?", "Giấy tờ", "Lệ phí")
    (message,) = send(bench, said)
    assert message["attachment"]["payload"]["template_type"] == "button"
    asked = len(bench.account._calls)
    assert asked == 2
    send(bench, said)  # another process: what was learnt lies in the database
    assert len(bench.account._calls) == asked + 1


def test_no_shape_of_buttons_still_brings_the_answer(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, Rules(buttons="neither"))
    said = reply("Bác muốn biết gì?", "Giấy tờ", "Lệ phí")
    messages = send(bench, said, said, said, said)
    assert [message["text"].count("1. Giấy tờ") for message in messages] == [1, 1, 1, 1]
    assert len(bench.account._calls) == 3 + 3 + 3 + 1  # then it asks no more


def test_links_take_the_free_buttons_else_they_are_written(bench: Bench) -> None:
    link = Link(title="Mở Cổng", url="https://dichvucong.gov.vn/x")
    (few,) = send(bench, reply("Xem Cổng.", "Xong", links=(link,)))
    assert buttons(few)[-1] == {
        "title": "Mở Cổng", "type": "oa.open.url", "payload": {"url": link.url},
    }  # fmt: skip
    assert link.url not in few["text"]
    (full,) = send(bench, reply("Xem Cổng.", *MANY[:5], links=(link,)))
    assert f"Mở Cổng: {link.url}" in full["text"]


def test_every_fact_has_its_source(bench: Bench) -> None:
    (message,) = send(bench, reply("Không mất lệ phí.", "Giấy tờ", sources=(NOTE, NOTE)))
    assert message["text"].count("Nguồn: Luật Hộ tịch, kiểm tra ngày 01/11/2026") == 1


def test_long_names_are_lines_of_a_list(bench: Bench) -> None:
    long = "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con cho người đã có hồ sơ"
    said = reply("Có phải bác hỏi về:", long, "Đăng ký khai tử", "Không phải")
    (message,) = send(bench, said)
    payload = message["attachment"]["payload"]
    assert payload["template_type"] == "list"
    assert [element["title"] for element in payload["elements"]] == [
        "Có phải bác hỏi về:", long, "Đăng ký khai tử", "Không phải",
    ]  # fmt: skip
    assert value_of(payload["elements"][1]["default_action"]["payload"]) == "v:0"


def test_a_list_that_is_refused_becomes_buttons_and_is_not_tried_again(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, Rules(lists=False))
    said = reply("Có phải bác hỏi về:", "x" * 60, "Không phải")
    first, second = send(bench, said, said)
    assert [button["title"] for button in buttons(first)] == ["x" * 60, "Không phải"]
    assert first == second
    assert len(bench.account._calls) == 2 + 1


def test_pictures_go_before_the_buttons_or_with_the_text(bench: Bench) -> None:
    more = {"image": "/pictures/login.svg", "image_alt": "Nút đăng nhập"}
    picture, text = send(bench, reply("Bấm Đăng nhập.", "Xong", **more))
    element = picture["attachment"]["payload"]["elements"][0]
    assert element == {
        "media_type": "image", "url": "https://tungbuoc.example/pictures/login.png",
    }  # fmt: skip
    assert picture["text"] == "Nút đăng nhập"
    assert text["text"] == "Bấm Đăng nhập."
    (both,) = send(bench, reply("Bấm Đăng nhập.", **more))
    assert both["text"] == "Bấm Đăng nhập."
    assert "attachment" in both


def test_no_picture_without_an_https_address(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, public_url="http://127.0.0.1:8000")
    (message,) = send(bench, reply("Bấm Đăng nhập.", "Xong", image="/pictures/login.svg"))
    assert message["text"] == "Bấm Đăng nhập."


def test_groups_get_text_only(bench: Bench) -> None:
    said = reply("Bác muốn biết gì?", "Giấy tờ", image="/pictures/login.svg")
    (message,) = send(bench, said, talk="zalo-oa:g-4000000000000000001")
    assert list(message) == ["text"]
    assert "1. Giấy tờ" in message["text"]
    assert bench.account.sent[-1]["to"] == "4000000000000000001"


def test_long_replies_are_split_at_sentences(bench: Bench) -> None:
    sentence = "Bác mang theo giấy chứng sinh bản chính và căn cước. "
    messages = send(bench, reply(sentence * 90, "Xong"))
    assert len(messages) == 3
    assert all(message["text"].endswith(".") for message in messages)
    assert " ".join(m["text"] for m in messages) == (sentence * 90).strip()
    assert ["attachment" in message for message in messages] == [False, False, True]


_TITLES = st.lists(st.text(min_size=1, max_size=120).filter(str.strip), max_size=9)


@given(st.text(min_size=1, max_size=5000).filter(str.strip), _TITLES, st.booleans())
def test_whatever_is_said_fits_every_shape(text: str, titles: list[str], picture: bool) -> None:
    choices = tuple(Choice(title=title, value=f"v:{n}") for n, title in enumerate(titles))
    image = "/pictures/pay.svg" if picture else None
    said = Reply(
        outcome="answered",
        messages=(Message(text=text, choices=choices, image=image, links=(LINK,)),),
    )
    rules = Rules(buttons="both")
    for outgoing in render(said, TALK, "https://tungbuoc.example"):
        shapes = wire.shapes(outgoing.body, {})  # type: ignore[arg-type]
        assert shapes
        for shape in shapes:
            assert fault(shape.message, rules) == ""
            assert length(shape.message.get("text", "")) <= 2000


LINK = Link(title="Mở Cổng", url="https://dichvucong.gov.vn")


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        (-32, LaterError),
        (-201, RefusedError),
        (-204, RefusedError),
        (-213, WindowClosedError),
        (-217, BlockedError),
        (-223, WindowClosedError),
        (-224, RefusedError),
        (-230, WindowClosedError),
        (-232, WindowClosedError),
        (-234, WindowClosedError),
        (-99999, RefusedError),
    ],
)
def test_errors_of_zalo(bench: Bench, code: int, becomes: type[ChannelError]) -> None:
    async def talking() -> None:
        await bench.mood("error", code=code)
        await _send(bench.channel(), reply("Chào bác."))

    with pytest.raises(becomes) as caught:
        asyncio.run(talking())
    assert "Chào" not in str(caught.value)


@pytest.mark.parametrize(
    ("mode", "unsure"),
    [("down", False), ("malformed", True), ("html", True), ("lost", True), ("busy", False)],
)
def test_bad_days(bench: Bench, mode: str, unsure: bool) -> None:
    async def talking() -> None:
        await bench.mood(mode, seconds=7)
        await _send(bench.channel(), reply("Chào bác."))

    with pytest.raises(LaterError) as caught:
        asyncio.run(talking())
    assert caught.value.unsure is unsure
    assert caught.value.seconds == (7 if mode == "busy" else None)


def test_windows_quotas_and_blocks_of_the_twin(bench: Bench) -> None:
    def refused() -> type[ChannelError] | None:
        try:
            send(bench, reply("Chào bác."))
        except ChannelError as error:
            return type(error)
        return None

    person = next(iter(bench.account.people.values()))
    assert refused() is None
    bench.account.offset = 49 * 3600
    bench.account.rules.token_seconds = 10**8
    bench.account._access = dict.fromkeys(bench.account._access, 10.0**12)
    assert refused() is WindowClosedError  # no paid message left
    bench.account.rules.paid = 1
    assert refused() is None
    bench.account.offset = 8 * 86400
    assert refused() is WindowClosedError
    person.seen = bench.account.now()
    assert refused() is None
    person.blocked = True
    assert refused() is BlockedError


def test_the_budget_of_a_minute(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, Rules(per_minute=2))
    with pytest.raises(LaterError) as caught:
        send(bench, *(reply(f"Câu {n}.") for n in range(3)))
    assert caught.value.seconds == 20
    assert len(bench.sent) == 2
    assert bench.channel().rates.per_second == pytest.approx(100 / 60)


def test_there_is_no_typing_no_editing_and_nothing_empty(bench: Bench) -> None:
    channel = bench.channel()
    assert channel.typing(TALK) is None
    (arrival,) = channel.read(
        b'{"event_name":"follow","follower":{"id":"1"},"timestamp":"1795305600000"}'
    )
    assert channel.tapped(arrival) == ()
    asyncio.run(channel.close())
    stored = channel.render(reply("a", "b"), TALK)[0]
    assert isinstance(stored, Outgoing)
    assert "a" not in stored.title
