"""How both of Zalo's twins deliver to a webhook: again after a failure, and on request twice,
out of order, or late.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx
from pydantic import BaseModel, ConfigDict, Field

from connectors.settings import Settings

SCHEDULE = (30.0, 300.0, 900.0, 1800.0, 3600.0)
"""Seconds until each further try, by one source; another speaks of a day."""

_PATIENCE = 2.0


def default_webhook(channel: str) -> str:
    """The webhook of the app that these settings describe."""
    return f"{Settings().app_url}/webhooks/{channel}"


class Habits(BaseModel):
    """webhook: where to. scale: of the schedule (0.01: half a minute takes 0.3 s). copies: how
    often each delivery comes even when it was acknowledged. scatter: each waits a random part of
    so many seconds first, so that the order changes. seed: of that chance.
    """

    model_config = ConfigDict(extra="forbid")

    webhook: str = ""
    scale: float = Field(default=0.01, ge=0, le=1)
    copies: int = Field(default=1, ge=1, le=10)
    scatter: float = Field(default=0.0, ge=0, le=600)
    seed: int = 1


@dataclass
class Delivery:
    """One event and what became of it: the HTTP status of each try, 0 when nobody answered."""

    body: bytes
    headers: Mapping[str, str]
    statuses: list[int] = field(default_factory=list)


class Post:
    """Delivers in the background; `idle()` waits until all is done."""

    def __init__(self, client: httpx.AsyncClient, habits: Habits) -> None:
        self.habits = habits
        self.deliveries: list[Delivery] = []
        self._client = client
        self._chance = random.Random(habits.seed)  # noqa: S311 - no secret hangs on it
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Deliver these bytes, and repeat them as the habits say."""
        if not self.habits.webhook:
            return
        for _ in range(self.habits.copies):
            delivery = Delivery(body, headers)
            self.deliveries.append(delivery)
            task = asyncio.create_task(self._deliver(delivery))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        await asyncio.sleep(self._chance.random() * self.habits.scatter)
        pauses: Sequence[float] = (*SCHEDULE, 0.0)
        for pause in pauses:
            status = await self._once(delivery)
            delivery.statuses.append(status)
            if status == httpx.codes.OK:
                return
            await asyncio.sleep(pause * self.habits.scale)

    async def _once(self, delivery: Delivery) -> int:
        try:
            response = await self._client.post(
                self.habits.webhook,
                content=delivery.body,
                headers={"content-type": "application/json", **delivery.headers},
                timeout=_PATIENCE,
            )
        except httpx.HTTPError:
            return 0
        return response.status_code

    async def idle(self) -> None:
        """Wait for everything under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Stop delivering."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()
