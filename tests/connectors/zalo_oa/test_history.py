"""Whether a message arrived whose answer was lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import Reply
from connectors.channels import LaterError
from connectors.channels.contract import Askable
from connectors.zalo_oa import ZaloOa
from connectors.zalo_oa.history import Bookmarks, arrived
from tests.connectors.zalo_oa.bench import TALK, Bench, reply
from tests.connectors.zalo_oa.speaking import running

PLAIN, TAPPED = reply("Dạ, chào bác."), reply("Bác muốn biết gì?", "Lệ phí")


async def told(channel: ZaloOa, said: Reply, bench: Bench, mode: str, dies: bool) -> bool | None:
    """What is told of a call that ended badly. dies: the process is another one afterwards."""
    (outgoing,) = channel.render(said, TALK)
    mark = channel.bookmark(outgoing)
    assert len(mark) <= 80
    await bench.mood(mode, times=1)
    with pytest.raises(LaterError):
        await channel.call(outgoing)
    await bench.mood("normal")
    asked = bench.channel() if dies else channel
    assert isinstance(asked, Askable)
    try:
        return await asked.arrived(outgoing, mark)
    finally:
        if dies:
            await asked.close()


@pytest.mark.parametrize("dies", [False, True])
@pytest.mark.parametrize("said", [PLAIN, TAPPED])
@pytest.mark.parametrize(("mode", "whether"), [("lost", True), ("down", False)])
def test_after_a_first_message(
    bench: Bench, said: Reply, mode: str, whether: bool, dies: bool
) -> None:
    running(bench, lambda channel: _is(told(channel, said, bench, mode, dies), whether))


@pytest.mark.parametrize(("mode", "whether"), [("lost", True), ("down", False)])
def test_the_same_words_said_before_are_not_mistaken(
    bench: Bench, mode: str, whether: bool
) -> None:
    async def work(channel: ZaloOa) -> None:
        for said in (PLAIN, TAPPED, PLAIN):
            for outgoing in channel.render(said, TALK):
                await channel.call(outgoing)
        await _is(told(channel, PLAIN, bench, mode, False), whether)
        await _is(told(channel, TAPPED, bench, mode, False), whether)

    running(bench, work)


def test_another_process_goes_on_from_the_kept_bookmark(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        (outgoing,) = channel.render(PLAIN, TALK)
        await channel.call(outgoing)
        kept = channel.bookmark(outgoing)
        another = bench.channel()
        mark = another.bookmark(outgoing, kept)
        assert mark.split(":")[:2] == kept.split(":")[:2]
        assert await another.arrived(outgoing, mark) is False
        await another.close()

    running(bench, work)


def test_it_cannot_be_told_in_groups_or_when_zalo_does_not_say(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        (outgoing,) = channel.render(PLAIN, "zalo-oa:g-4")
        assert channel.bookmark(outgoing) == ""
        assert await channel.arrived(outgoing, "") is None
        (outgoing,) = channel.render(PLAIN, TALK)
        await bench.mood("error", code=-224)
        assert await channel.arrived(outgoing, channel.bookmark(outgoing)) is None
        await bench.mood("down")
        with pytest.raises(LaterError):
            await channel.arrived(outgoing, channel.bookmark(outgoing))

    running(bench, work)


async def _is(asked: Any, whether: bool) -> None:
    assert await asked is whether


_ANY = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@given(
    st.lists(
        _ANY | st.dictionaries(st.sampled_from(["src", "message_id", "message", "time"]), _ANY)
    ),
    st.text(max_size=40),
)
def test_whatever_zalo_lists(messages: list[Any], bookmark: str) -> None:
    good = Bookmarks().now("1", "", 1_795_305_600_000)
    for mark in (bookmark, good):
        assert arrived(messages, "chào", True, mark) in (True, False, None)


def test_asking_is_bounded() -> None:
    marks = Bookmarks()
    for number in range(20_010):
        marks.sent(str(number), "m")
    assert marks.now("0", "", 1).split(":")[1] == ""
    assert marks.now("20009", "", 1).split(":")[1] != ""


def test_asyncio_is_not_left_running(bench: Bench) -> None:
    async def work() -> int:
        channel = bench.channel()
        await channel.start()
        await channel.start()
        await channel.close()
        return len(asyncio.all_tasks())

    assert asyncio.run(work()) == 1
