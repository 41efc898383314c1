"""A channel and its twin in one process: real HTTP shapes, no network."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from bot.replies import Choice, Message, Reply
from connectors.settings import Settings
from connectors.twins.zalo_oa import APP_ID, APP_SECRET, OA_ID, OA_SECRET, create_twin
from connectors.twins.zalo_oa_account import Account, Rules
from connectors.zalo_oa import ZaloOa
from connectors.zalo_oa.stored import Pair

CITIZEN = "3000000000000000001"
TALK = f"zalo-oa:{CITIZEN}"
BASE = "http://twin"


def settings_for(folder: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "var": folder,
        "public_url": "https://tungbuoc.example",
        "zalo_oa_app_id": APP_ID,
        "zalo_oa_app_secret": SecretStr(APP_SECRET),
        "zalo_oa_secret": SecretStr(OA_SECRET),
        "zalo_oa_id": OA_ID,
        "zalo_oa_url": BASE,
        "zalo_oa_oauth_url": BASE,
        "zalo_timeout": 5,
        **more,
    }
    return Settings(**given)


@dataclass
class Bench:
    """Tests are plain functions: they run one coroutine at a time with `asyncio.run`."""

    twin: FastAPI
    settings: Settings

    @property
    def account(self) -> Account:
        account: Account = self.twin.state.account
        return account

    @property
    def sent(self) -> list[dict[str, Any]]:
        return [item["message"] for item in self.account.sent]

    def channel(self, logged_in: bool = True) -> ZaloOa:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(self.twin), base_url=BASE)
        made = ZaloOa(self.settings, client)
        if logged_in and made.stored.tokens() is None:
            given = self.account.new_pair()
            pair = Pair(
                given["access_token"],
                given["refresh_token"],
                self.account.now(),
                float(given["expires_in"]),
            )
            made.stored.login(pair, OA_ID)
        return made

    async def mood(self, mode: str, **more: Any) -> None:
        await self._steer("mood", {"mode": mode, **more})

    async def rules(self, **rules: Any) -> None:
        await self._steer("rules", rules)

    async def _steer(self, what: str, body: dict[str, Any]) -> None:
        transport = httpx.ASGITransport(self.twin)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            (await client.post(f"/_twin/{what}", json=body)).raise_for_status()


def make_bench(folder: Path, rules: Rules | None = None, **more: Any) -> Bench:
    twin = create_twin("", rules=rules)
    twin.state.account.seen(CITIZEN)
    return Bench(twin, settings_for(folder, **more))


def reply(text: str, *titles: str, **more: Any) -> Reply:
    choices = tuple(Choice(title=title, value=f"v:{n}") for n, title in enumerate(titles))
    return Reply(outcome="answered", messages=(Message(text=text, choices=choices, **more),))


async def closing(channel: ZaloOa, *work: Awaitable[Any]) -> None:
    """Await these one after the other, and close the channel."""
    try:
        for one in work:
            await one
    finally:
        await channel.close()
