"""What the bot sends, how its errors are taken, how it asks for messages."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import Choice, Link, Message, Reply
from bot.talk import Assistant, choose
from bot.talk.turn import Memory, Turn
from connectors.channels import BlockedError, ChannelError, LaterError, Outgoing, RefusedError
from connectors.twins.zalo_bot import _fault
from connectors.twins.zalo_bot_events import Deed
from connectors.zalo import length
from connectors.zalo_bot import ZaloBot
from connectors.zalo_bot.render import again, render
from tests.connectors.zalo_bot.bench import CITIZEN, TALK, Bench, make_bench
from tests.connectors.zalo_oa.bench import reply


async def _send(channel: ZaloBot, said: Reply) -> None:
    for outgoing in channel.render(said, TALK):
        await channel.call(outgoing)


def send(bench: Bench, said: Reply) -> list[dict[str, Any]]:
    """What the twin was sent for it: method and body."""
    asyncio.run(bench.use(lambda channel: _send(channel, said)))
    return [{"method": item["method"], **item["body"]} for item in bench.bot.sent]


def test_choices_are_numbered(bench: Bench) -> None:
    (sent,) = send(bench, reply("Bác muốn biết gì?", "Giấy tờ", "Lệ phí"))
    assert sent == {
        "method": "sendMessage",
        "chat_id": CITIZEN,
        "text": "Bác muốn biết gì?\n\n1. Giấy tờ\n2. Lệ phí\nGõ số để chọn, ví dụ gõ 1.",
    }


@pytest.mark.parametrize("typed", ["2", "so 2", "số hai", "cái thứ hai", "2."])
def test_a_typed_number_chooses(assistant: Assistant, typed: str) -> None:
    offered = (
        Choice(title="Giấy tờ", value="s:1.001193:documents"),
        Choice(title="Lệ phí", value="s:1.001193:fee"),
    )
    turn = Turn(typed, "choose", 1.0, Memory(procedure="1.001193", offered=offered))
    said = choose.call(assistant, turn).reply
    assert (said.procedure, said.section) == ("1.001193", "fee")


def test_pictures_stand_before_the_words(bench: Bench) -> None:
    said = reply("Bấm Đăng nhập.", image="/pictures/login.svg", image_alt="Nút đăng nhập")
    picture, words = send(bench, said)
    assert picture == {
        "method": "sendPhoto",
        "chat_id": CITIZEN,
        "photo": "https://tungbuoc.example/pictures/login.png",
        "caption": "Nút đăng nhập",
    }
    assert words["text"] == "Bấm Đăng nhập."


def test_a_picture_that_is_refused_takes_nothing_with_it(bench: Bench) -> None:
    async def work(channel: ZaloBot) -> None:
        await channel.call(Outgoing("sendPhoto", {"chat_id": CITIZEN, "photo": "http://x"}))
        await _send(channel, reply("Bấm Đăng nhập."))

    asyncio.run(bench.use(work))
    assert [item["method"] for item in bench.bot.sent] == ["sendMessage"]


def test_typing(bench: Bench) -> None:
    async def work(channel: ZaloBot) -> None:
        sign = channel.typing(TALK)
        assert sign is not None
        await channel.call(sign)

    asyncio.run(bench.use(work))
    assert bench.bot.sent[0]["body"] == {"chat_id": CITIZEN, "action": "typing"}


_TITLES = st.lists(st.text(min_size=1, max_size=300).filter(str.strip), max_size=12)


@given(st.text(max_size=5000).filter(str.strip), _TITLES)
def test_whatever_is_said_fits(text: str, titles: list[str]) -> None:
    choices = tuple(Choice(title=title, value=f"v:{n}") for n, title in enumerate(titles))
    link = Link(title="Mở Cổng", url="https://dichvucong.gov.vn")
    message = Message(text=text, choices=choices, image="/pictures/pay.svg", links=(link,))
    said = Reply(outcome="answered", messages=(message,))
    calls = render(said, TALK, "https://tungbuoc.example")
    for outgoing in calls:
        assert _fault(outgoing.method, dict(outgoing.body)) == ""
        assert length(outgoing.body.get("text", "")) <= 2000
    assert link.url in "".join(call.body.get("text", "") for call in calls)


@pytest.mark.parametrize(
    ("code", "becomes"),
    [(400, RefusedError), (401, LaterError), (403, BlockedError), (429, LaterError),
     (500, LaterError), (12345, RefusedError)],
)  # fmt: skip
def test_errors_of_zalo(bench: Bench, code: int, becomes: type[ChannelError]) -> None:
    async def work(channel: ZaloBot) -> None:
        await bench.mood("error", code=code)
        await _send(channel, reply("Chào bác."))

    with pytest.raises(becomes) as caught:
        asyncio.run(bench.use(work))
    assert type(caught.value) is becomes
    assert "twin-bot-token" not in repr(caught.value)


@pytest.mark.parametrize(
    ("mode", "unsure"),
    [("down", False), ("malformed", True), ("html", True), ("lost", True), ("busy", False)],
)
def test_bad_days(bench: Bench, mode: str, unsure: bool) -> None:
    async def work(channel: ZaloBot) -> None:
        await bench.mood(mode)
        await _send(channel, reply("Chào bác."))

    with pytest.raises(LaterError) as caught:
        asyncio.run(bench.use(work))
    assert caught.value.unsure is unsure


def test_who_blocked_the_bot_is_left_alone(bench: Bench) -> None:
    bench.bot.blocked.add(CITIZEN)
    with pytest.raises(BlockedError):
        send(bench, reply("Chào bác."))


def test_polling_brings_one_update_after_the_other_and_then_nothing(bench: Bench) -> None:
    bench.bot.longest_wait = 0.05

    async def work(channel: ZaloBot) -> list[str]:
        for words in ("một", "hai"):
            bench.bot.does(Deed(chat=CITIZEN, text=words))
        brought = [await channel.poll() for _ in range(3)]
        assert [len(updates) for updates in brought] == [1, 1, 0]
        return [arrival.text for updates in brought for body in updates
                for arrival in channel.read(body)]  # fmt: skip

    assert asyncio.run(bench.use(work)) == ["một", "hai"]


def test_polling_while_zalo_is_away_or_another_set_a_webhook_meanwhile(bench: Bench) -> None:
    async def work(channel: ZaloBot) -> None:
        await bench.mood("down", times=1)
        with pytest.raises(LaterError):
            await channel.poll()
        bench.bot.does(Deed(chat=CITIZEN, text="một"))
        assert len(await channel.poll()) == 1
        await channel.register("https://tungbuoc.example/webhooks/zalo-bot")
        with pytest.raises(LaterError):
            await channel.poll()

    asyncio.run(bench.use(work))


def test_the_webhook_is_registered_and_told(bench: Bench) -> None:
    async def work(channel: ZaloBot) -> None:
        before = {finding.what: finding for finding in await channel.check()}
        assert not before["nơi nhận tin"].fine
        assert "tungbuoc channels register zalo-bot" in before["nơi nhận tin"].words
        await channel.register("https://tungbuoc.example/webhooks/zalo-bot")
        assert all(finding.fine for finding in await channel.check())

    asyncio.run(bench.use(work))
    assert bench.bot.post.habits.webhook == "https://tungbuoc.example/webhooks/zalo-bot"


def test_with_polling_an_old_webhook_is_taken_off(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, zalo_bot_polling=True, public_url="")
    bench.bot.longest_wait = 0.05
    bench.bot.post.habits.webhook = "https://cu.example/webhooks/zalo-bot"

    async def work(channel: ZaloBot) -> None:
        assert channel.polls
        told = (await channel.check())[-1].words
        assert "https://cu.example" in told
        assert await channel.poll() == ()
        assert all(finding.fine for finding in await channel.check())

    asyncio.run(bench.use(work))
    assert bench.bot.post.habits.webhook == ""


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"zalo_bot_token": ""}, "TUNGBUOC_ZALO_BOT_TOKEN"),
        ({"zalo_bot_secret": "ngan"}, "TUNGBUOC_ZALO_BOT_SECRET"),
        ({"public_url": "http://x"}, "TUNGBUOC_PUBLIC_URL"),
        ({"zalo_bot_token": "sai"}, "401"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, missing: dict[str, Any], named: str) -> None:
    bench = make_bench(tmp_path, **missing)
    findings = asyncio.run(bench.use(lambda channel: channel.check()))
    assert any(named in finding.words for finding in findings if not finding.fine)
    with pytest.raises(ChannelError):
        asyncio.run(bench.use(lambda channel: channel.register("https://x/webhooks/zalo-bot")))


def test_what_is_sent_again_says_so_and_still_fits() -> None:
    long = reply("một câu dài. " * 400, *[f"lựa chọn {number}" for number in range(30)])
    calls = render(long, TALK, "")
    assert len(calls) > 2
    for call in calls:
        second = again(call)
        assert (
            second.body["text"] == f"(Gửi lại, phòng khi tin trước chưa tới.)\n{call.body['text']}"
        )
        assert length(second.body["text"]) <= 2000
        assert second.body["chat_id"] == CITIZEN
    picture = Outgoing("sendPhoto", {"chat_id": CITIZEN, "photo": "https://a.vn/a.png"})
    assert again(picture) == picture
