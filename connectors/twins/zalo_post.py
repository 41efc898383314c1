"""How both of Zalo's twins deliver to a webhook: again after a failure, and on request twice,
out of order, or late.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx
from pydantic import BaseModel, ConfigDict, Field

from connectors.settings import Settings

SCHEDULE = (30.0, 300.0, 900.0, 1800.0, 3600.0)
"""Seconds until each further try, by one source; another speaks of a day."""

_PATIENCE = 2.0
_REMEMBERED = 2000


def default_webhook(channel: str) -> str:
    """The webhook of the app that these settings describe."""
    return f"{Settings().app_url}/webhooks/{channel}"


class Habits(BaseModel):
    """webhook: where to. also: further addresses behind its name, as a load balancer has them.
    scale: of the schedule (0.01: half a minute takes 0.3 s). rounds: how often it is gone through
    before a delivery is given up. copies: how often a delivery comes
    even when it was acknowledged; copied: of which part of the messages. scatter: a delivery waits
    a random part of so many seconds first, so that the order changes; scattered: which part of
    them. replayed: after which part of them an older one is brought once more. seed: of all that.
    """

    model_config = ConfigDict(extra="forbid")

    webhook: str = ""
    also: tuple[str, ...] = ()
    scale: float = Field(default=0.01, ge=0, le=1)
    rounds: int = Field(default=1, ge=1)
    copies: int = Field(default=1, ge=1, le=10)
    copied: float = Field(default=1.0, ge=0, le=1)
    scatter: float = Field(default=0.0, ge=0, le=600)
    scattered: float = Field(default=1.0, ge=0, le=1)
    replayed: float = Field(default=0.0, ge=0, le=1)
    seed: int = 1


@dataclass
class Delivery:
    """One event and what became of it: the HTTP status of each try, 0 when nobody answered.
    message: the platform's id of what was said.
    """

    body: bytes
    headers: Mapping[str, str]
    message: str = ""
    statuses: list[int] = field(default_factory=list)


class Post:
    """Delivers in the background; `idle()` waits until all is done. brought: message → when it
    was first tried, and first taken.
    """

    def __init__(self, client: httpx.AsyncClient, habits: Habits) -> None:
        self.habits = habits
        self.deliveries: list[Delivery] = []
        self.brought: dict[str, tuple[float, float | None]] = {}
        self._taken: deque[Delivery] = deque(maxlen=_REMEMBERED)
        self._client = client
        self._chance = random.Random(habits.seed)  # noqa: S311 - no secret hangs on it
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, body: bytes, headers: Mapping[str, str], message: str = "") -> None:
        """Deliver these bytes, and repeat them as the habits say."""
        if not self.habits.webhook:
            return
        copies = self.habits.copies if self._happens(self.habits.copied) else 1
        for _ in range(copies):
            delivery = Delivery(body, headers, message)
            self.deliveries.append(delivery)
            task = asyncio.create_task(self._deliver(delivery))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _happens(self, part: float) -> bool:
        return self._chance.random() < part

    async def _deliver(self, delivery: Delivery) -> None:
        if self.habits.scatter and self._happens(self.habits.scattered):
            await asyncio.sleep(self._chance.random() * self.habits.scatter)
        pauses: Sequence[float] = (*SCHEDULE * self.habits.rounds, 0.0)
        for pause in pauses:
            self.brought.setdefault(delivery.message, (time.time(), None))
            status = await self._once(delivery)
            delivery.statuses.append(status)
            if status == httpx.codes.OK:
                self._note(delivery)
                if self._happens(self.habits.replayed):
                    await self._once(self._chance.choice(self._taken))
                return
            await asyncio.sleep(pause * self.habits.scale)

    def _note(self, delivery: Delivery) -> None:
        self._taken.append(delivery)
        tried, taken = self.brought[delivery.message]
        if taken is None:
            self.brought[delivery.message] = (tried, time.time())

    async def _once(self, delivery: Delivery) -> int:
        try:
            response = await self._client.post(
                self._chance.choice([self.habits.webhook, *self.habits.also]),
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
