"""Tokens: exchanged once, in time, and kept to ourselves."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from connectors.channels import LaterError
from connectors.twins.zalo_oa_account import SEED, Rules
from connectors.zalo_oa import ZaloOa
from connectors.zalo_oa.tokens import NoTokenError
from tests.connectors.zalo_oa.bench import TALK, Bench, make_bench, reply
from tests.connectors.zalo_oa.speaking import age, kept, running, speak


def test_a_young_token_is_simply_used(bench: Bench) -> None:
    running(bench, speak)
    assert bench.account.refreshes == 0


def test_exchanged_while_hours_are_left_and_the_old_pair_is_kept(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        before = kept(channel)
        age(channel, 20.5 * 3600)
        await speak(channel)
        after = kept(channel)
        assert after.generation == before.generation + 1
        assert after.pair.access_token != before.pair.access_token
        with channel._engine.connect() as connection:
            row = connection.execute(
                text("select previous_access, previous_refresh from zalo_oa_tokens")
            ).one()
        assert tuple(row) == (before.pair.access_token, before.pair.refresh_token)

    running(bench, work)
    assert bench.account.refreshes == 1


def test_a_refused_token_is_exchanged_once_and_the_call_made_once_more(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        bench.account.expire()
        await speak(channel)

    running(bench, work)
    assert (bench.account.refreshes, len(bench.sent)) == (1, 1)


def test_many_calls_at_once_make_one_exchange(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        bench.account.expire()
        await asyncio.gather(*(speak(channel, f"Câu {n}.") for n in range(20)))

    running(bench, work)
    assert (bench.account.refreshes, len(bench.sent)) == (1, 20)


def test_a_token_that_is_never_taken_makes_no_loop(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        await bench.mood("error", code=-216)
        for _ in range(5):
            with pytest.raises(LaterError):
                await speak(channel)
        assert bench.account.refreshes == 0  # the exchange itself was answered with -216 too

    running(bench, work)


def test_a_young_pair_that_is_refused_is_not_exchanged_again(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        bench.account.expire()
        await speak(channel)
        for _ in range(5):
            bench.account.expire()
            with pytest.raises(NoTokenError) as caught:
                await speak(channel)
            assert caught.value.seconds == 300

    running(bench, work)
    assert bench.account.refreshes == 1


def test_zalo_away_while_the_old_token_lasts(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        age(channel, 21 * 3600)
        await bench.mood("down", times=1)
        await speak(channel)  # with the old token
        await speak(channel)  # and it does not ask again at once
        assert kept(channel).failures == 1

    running(bench, work)
    assert (bench.account.refreshes, len(bench.sent)) == (0, 2)


def test_nobody_waits_for_another_process_while_the_old_token_lasts(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        age(channel, 21 * 3600)
        assert channel.stored.claim(kept(channel).generation, "another:1:1")
        asleep: list[float] = []

        async def sleep(seconds: float) -> None:
            asleep.append(seconds)

        channel.tokens._sleep = sleep
        await speak(channel)
        assert asleep == []

    running(bench, work)


def test_a_message_is_never_unsure_because_of_the_exchange(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        age(channel, 26 * 3600)
        await bench.mood("lost", times=1)
        with pytest.raises(LaterError) as caught:
            await speak(channel)
        assert caught.value.unsure is False

    running(bench, work)


def test_the_token_is_kept_fresh_though_nobody_writes(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        await channel.keep_fresh()
        assert bench.account.refreshes == 0
        age(channel, 21 * 3600)
        await channel.keep_fresh()
        await bench.mood("down")
        age(channel, 26 * 3600)
        await channel.keep_fresh()  # says so in the log, and breaks nothing

    running(bench, work)
    assert bench.account.refreshes == 1


def test_a_database_that_is_away_is_later_and_what_was_sent_is_sent(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> Any:
        raise OperationalError("", {}, Exception())

    async def work(channel: ZaloOa) -> None:
        bench.account.rules.buttons = "template"
        monkeypatch.setattr(channel.remembered, "learn", away)
        for outgoing in channel.render(reply("Chào bác.", "Xong"), TALK):
            await channel.call(outgoing)
        assert len(bench.sent) == 1
        monkeypatch.setattr(channel.stored, "tokens", away)
        with pytest.raises(LaterError):
            await speak(channel)

    running(bench, work)


def test_before_a_login_it_says_so(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        with pytest.raises(NoTokenError) as caught:
            await speak(channel)
        assert "login" in str(caught.value)
        assert any("Chưa đăng nhập" in finding.words for finding in await channel.check())

    running(bench, work, logged_in=False)


def test_a_refresh_token_alone_is_enough_to_begin(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, zalo_oa_refresh_token=SEED)

    async def work(channel: ZaloOa) -> None:
        await speak(channel)
        await speak(channel)
        assert kept(channel).generation == 2

    running(bench, work, logged_in=False)
    assert len(bench.sent) == 2


def test_short_lived_tokens_are_exchanged_before_they_end(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, Rules(token_seconds=100))

    async def work(channel: ZaloOa) -> None:
        age(channel, 79)
        await speak(channel)
        assert bench.account.refreshes == 0
        age(channel, 2)
        await speak(channel)
        assert bench.account.refreshes == 1

    running(bench, work)


def test_no_error_and_no_repr_holds_a_token(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        pair = kept(channel).pair
        with channel._engine.begin() as connection:
            connection.execute(text("alter table zalo_oa_tokens rename to gone"))
        with pytest.raises(OperationalError) as caught:
            channel.stored.exchanged(1, pair)
        for said in (str(caught.value), repr(pair)):
            assert pair.access_token not in said
            assert pair.refresh_token not in said

    running(bench, work)


def test_nobody_else_may_read_the_tokens(bench: Bench) -> None:
    running(bench, speak)
    for file in bench.settings.var.glob("zalo-oa.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
