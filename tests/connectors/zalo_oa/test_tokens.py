"""Tokens: exchanged once, stored before use, and an alarm instead of a loop."""

from __future__ import annotations

import asyncio
import logging
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from connectors.channels import LaterError
from connectors.twins.zalo_oa_account import SEED, Rules
from connectors.zalo_oa import ZaloOa
from connectors.zalo_oa.stored import Kept, Pair
from connectors.zalo_oa.tokens import NoTokenError
from tests.connectors.zalo_oa.bench import TALK, Bench, make_bench, reply, settings_for


def kept(channel: ZaloOa) -> Kept:
    found = channel.stored.tokens()
    assert found is not None
    return found


async def speak(channel: ZaloOa, words: str = "Chào bác.") -> None:
    for outgoing in channel.render(reply(words), TALK):
        await channel.call(outgoing)


def running(bench: Bench, work: Callable[[ZaloOa], Any], logged_in: bool = True) -> Any:
    async def go() -> Any:
        channel = bench.channel(logged_in)
        try:
            return await work(channel)
        finally:
            await channel.close()

    return asyncio.run(go())


def age(channel: ZaloOa, seconds: float) -> None:
    """Make the stored pair older."""
    with channel._engine.begin() as connection:
        connection.execute(
            text("update zalo_oa_tokens set obtained_at=obtained_at-:s, expires_at=expires_at-:s"),
            {"s": seconds},
        )


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


def test_a_lost_answer_is_an_alarm_once_and_no_loop(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """The exchange happened, its answer was lost: nobody has the new pair."""

    async def work(channel: ZaloOa) -> None:
        age(channel, 21 * 3600)
        await bench.mood("lost", times=1)
        await speak(channel)
        with channel._engine.begin() as connection:
            connection.execute(text("update zalo_oa_tokens set again_at=0"))
        await bench.mood("normal")
        for _ in range(5):
            await speak(channel)  # the old token still answers
        assert kept(channel).alarm == "spent"
        age(channel, 10 * 3600)
        for _ in range(5):
            with pytest.raises(NoTokenError):
                await speak(channel)
        findings = [f for f in await channel.check() if not f.fine]
        assert any("BÁO ĐỘNG" in f.words and "zalo-oa login" in f.words for f in findings)

    with caplog.at_level(logging.ERROR):
        running(bench, work)
    alarms = [record for record in caplog.records if "ALARM spent" in record.message]
    assert len(alarms) == 1
    assert "zalo-oa login" in alarms[0].message
    assert bench.account.refreshes == 1
    assert len(bench.sent) == 6


def test_a_login_ends_the_alarm(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        row = kept(channel)
        assert channel.stored.claim(row.generation, "x")
        channel.stored.failed(row.generation, "x", 600, "spent", -14020)
        given = bench.account.new_pair()
        channel.stored.login(
            Pair(given["access_token"], given["refresh_token"], bench.account.now(), 90_000), ""
        )
        await speak(channel)
        assert kept(channel).alarm == ""

    running(bench, work)


def test_a_dead_process_leaves_its_claim_and_the_next_one_recovers(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """It died before Zalo saw the exchange: the same refresh token is still good."""

    async def work(channel: ZaloOa) -> None:
        age(channel, 26 * 3600)
        assert channel.stored.claim(kept(channel).generation, "dead:1:1")
        waiting = channel.tokens
        waiting._clock = _jumping(waiting._clock)
        with pytest.raises(LaterError):
            await speak(channel)  # the claim still holds
        with channel._engine.begin() as connection:
            connection.execute(text("update zalo_oa_tokens set claimed_until=1"))
        assert any("dừng giữa lúc" in finding.words for finding in await channel.check())
        await speak(channel)

    running(bench, work)
    assert bench.account.refreshes == 1
    assert any("never ended" in record.message for record in caplog.records)


def _jumping(clock: Callable[[], float]) -> Callable[[], float]:
    """A clock that runs away, so that nobody waits for real."""
    asked = [0.0]

    def now() -> float:
        asked[0] += 1
        return clock() + asked[0]

    return now


def test_a_holder_that_comes_late_still_stores_its_pair(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        row = kept(channel)
        assert channel.stored.claim(row.generation, "slow")
        pair = await channel.oauth.refresh(row.pair.refresh_token)
        with channel._engine.begin() as connection:  # its claim ran out meanwhile
            connection.execute(text("update zalo_oa_tokens set claimed_until=1"))
        age(channel, 26 * 3600)
        with pytest.raises(LaterError):
            await speak(channel)  # another process finds the refresh token spent
        assert kept(channel).alarm == "spent"
        assert channel.stored.exchanged(row.generation, pair)
        await speak(channel)
        assert kept(channel).alarm == ""

    running(bench, work)


def test_a_database_that_is_away_does_not_lose_the_pair(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(channel: ZaloOa) -> None:
        async def no_pause(_: float) -> None:
            return None

        channel.tokens._sleep = no_pause
        bench.account.expire()
        real = channel.stored.exchanged
        failures = iter([OperationalError("", {}, Exception())] * 8)

        def sometimes(generation: int, pair: Pair) -> bool:
            if (error := next(failures, None)) is not None:
                raise error
            return real(generation, pair)

        monkeypatch.setattr(channel.stored, "exchanged", sometimes)
        with pytest.raises(LaterError):
            await speak(channel)
        await speak(channel)

    running(bench, work)
    assert (bench.account.refreshes, len(bench.sent)) == (1, 1)


def test_a_cancelled_call_does_not_lose_the_pair(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        bench.account.expire()
        await bench.mood("slow", seconds=0.3)
        call = asyncio.create_task(speak(channel))
        await asyncio.sleep(0.45)  # the refused call took 0.3 s, the exchange is under way
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        await channel.tokens.close()
        assert kept(channel).generation == 2

    running(bench, work)
    assert bench.account.refreshes == 1


def test_a_wrong_app_secret_is_told(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    bench.settings = bench.settings.model_copy(
        update={"zalo_oa_app_secret": settings_for(tmp_path).zalo_oa_secret}
    )

    async def work(channel: ZaloOa) -> None:
        age(channel, 26 * 3600)
        for _ in range(3):
            with pytest.raises(LaterError):
                await speak(channel)
        assert (kept(channel).alarm, kept(channel).alarm_code) == ("refused", -14004)
        assert any("-14004" in finding.words for finding in await channel.check())

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
