"""The bot beside its twin in one process: real HTTP shapes, no network."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from connectors.settings import Settings
from connectors.twins.zalo_bot import SECRET, TOKEN, Bot, create_twin
from connectors.zalo_bot import ZaloBot

CITIZEN = "8000000000000000001"
TALK = f"zalo-bot:{CITIZEN}"
BASE = "http://twin"


@dataclass
class Bench:
    """Tests are plain functions: each runs its coroutine with `asyncio.run`."""

    twin: FastAPI
    settings: Settings

    @property
    def bot(self) -> Bot:
        bot: Bot = self.twin.state.bot
        return bot

    def channel(self) -> ZaloBot:
        return ZaloBot(self.settings, self.http())

    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.twin), base_url=BASE)

    async def mood(self, mode: str, **more: Any) -> None:
        async with self.http() as client:
            (await client.post("/_twin/mood", json={"mode": mode, **more})).raise_for_status()

    async def use(self, work: Callable[[ZaloBot], Awaitable[Any]]) -> Any:
        channel = self.channel()
        try:
            return await work(channel)
        finally:
            await channel.close()


def make_bench(folder: Path, **more: Any) -> Bench:
    given: dict[str, Any] = {
        "var": folder,
        "public_url": "https://tungbuoc.example",
        "zalo_bot_token": SecretStr(TOKEN),
        "zalo_bot_secret": SecretStr(SECRET),
        "zalo_bot_url": BASE,
        "zalo_bot_name": "Bot Từng Bước",
        "zalo_timeout": 5,
        **more,
    }
    return Bench(create_twin(""), Settings(**given))
