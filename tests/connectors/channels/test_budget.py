"""Calls within a platform's rates."""

from __future__ import annotations

import asyncio

import pytest

from connectors.channels.budget import Budget
from connectors.channels.contract import Rates


def test_the_budget_spreads_calls_and_rests_when_told() -> None:
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    budget = Budget(Rates(per_second=10, per_chat_seconds=1), clock=lambda: clock[0], sleep=sleep)

    async def calls(count: int) -> list[float]:
        moments = []
        for _ in range(count):
            await budget.turn()
            moments.append(round(clock[0], 3))
        return moments

    first = asyncio.run(calls(25))
    assert first[-1] == pytest.approx(2.0, abs=0.11)  # five at once, then ten a second
    assert not budget.is_free()
    budget.rest(30)
    assert asyncio.run(calls(1)) == [pytest.approx(first[-1] + 30)]
    assert budget.wait_in_chat(0.4) == pytest.approx(0.6)
    assert budget.wait_in_chat(None) == 0


def test_one_budget_is_shared_by_two_apps() -> None:
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    budget = Budget(Rates(10, 1), apps=2, clock=lambda: clock[0], sleep=sleep)

    async def calls() -> None:
        for _ in range(25):
            await budget.turn()

    asyncio.run(calls())
    assert clock[0] == pytest.approx(4.0, abs=0.21)
