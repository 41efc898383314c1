"""A channel with tokens, that speaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from connectors.zalo_oa import ZaloOa
from connectors.zalo_oa.stored import Kept
from tests.connectors.zalo_oa.bench import TALK, Bench, reply


def kept(channel: ZaloOa) -> Kept:
    """The stored pair."""
    found = channel.stored.tokens()
    assert found is not None
    return found


async def speak(channel: ZaloOa, words: str = "Chào bác.") -> None:
    """Send one message."""
    for outgoing in channel.render(reply(words), TALK):
        await channel.call(outgoing)


def running(bench: Bench, work: Callable[[ZaloOa], Any], logged_in: bool = True) -> Any:
    """What `work` gives, done with a channel of the bench."""

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
