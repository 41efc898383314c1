"""A pair of tokens between Zalo and our store: recovered, or a clear alarm; never a loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from connectors.channels import LaterError
from connectors.zalo_oa import ZaloOa
from connectors.zalo_oa.stored import Pair
from connectors.zalo_oa.tokens import NoTokenError
from tests.connectors.zalo_oa.bench import Bench, make_bench, settings_for
from tests.connectors.zalo_oa.speaking import age, kept, running, speak


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
