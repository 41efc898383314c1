"""How the twin of the Bot API brings updates: by webhook, again and again, or when it is asked."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from connectors.twins.telegram_state import Moods


class Deliveries:
    """Updates on their way. tried, acknowledged: update → when it was first brought, and taken."""

    def __init__(self, moods: Moods, chance: random.Random) -> None:
        self.moods = moods
        self.webhook = ""
        self.secret = ""
        # Higher than whatever an earlier twin brought: what came under a known number is a repeat.
        self.last = int(time.time())
        self.last_error = ""
        self.updates: list[dict[str, Any]] = []
        self.tried: dict[int, float] = {}
        self.acknowledged: dict[int, float] = {}
        self._random = chance
        self._pending: dict[int, deque[dict[str, Any]]] = defaultdict(deque)
        self._delivered: deque[dict[str, Any]] = deque(maxlen=2000)
        self._came = asyncio.Event()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._http: httpx.AsyncClient | None = None

    @property
    def open(self) -> int:
        """How many are not acknowledged."""
        return self.waiting + len(self.updates)

    @property
    def waiting(self) -> int:
        """How many wait for the webhook."""
        return sum(map(len, self._pending.values()))

    def bring(self, chat: int, content: dict[str, Any]) -> int:
        """An update of a chat; its number."""
        self.last += 1
        update = {"update_id": self.last, **content}
        if self.webhook:
            self._queue(chat, update)
        else:
            self.updates.append(update)
            self._came.set()
        return self.last

    def _queue(self, chat: int, update: dict[str, Any]) -> None:
        waiting = self._pending[chat]
        waiting.append(update)
        if len(waiting) > 1 and self._random.random() < self.moods.reordered:
            waiting[-1], waiting[-2] = waiting[-2], waiting[-1]
        self._deliver(chat)

    def _deliver(self, chat: int) -> None:
        if chat in self._tasks or self._http is None or not self._pending[chat]:
            return
        task = asyncio.get_running_loop().create_task(self._deliver_all(chat))
        self._tasks[chat] = task

        def done(_: asyncio.Task[None]) -> None:
            self._tasks.pop(chat, None)
            self._deliver(chat)  # what came between the last look and now

        task.add_done_callback(done)

    @asynccontextmanager
    async def delivering(self) -> AsyncIterator[None]:
        """While open, webhooks are called."""
        limits = httpx.Limits(max_connections=40)
        async with httpx.AsyncClient(timeout=30, limits=limits, trust_env=False) as http:
            self._http = http
            try:
                yield
            finally:
                self._http = None
                tasks = list(self._tasks.values())
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver_all(self, chat: int) -> None:
        """One update of a chat after the other, each until it is taken."""
        waiting = self._pending[chat]
        while waiting and self.webhook:
            update = waiting[0]
            if self._random.random() < self.moods.malformed:
                await self._post(b'{"update_id": "x", "mess')
            self.tried.setdefault(update["update_id"], time.time())
            pause = 0.3
            while not await self._post(json.dumps(update).encode()):
                await asyncio.sleep(pause)
                pause = min(4.0, pause * 2)
            self.acknowledged.setdefault(update["update_id"], time.time())
            if self._random.random() < self.moods.duplicates:
                await self._post(json.dumps(update).encode())
            self._delivered.append(update)
            if self._random.random() < self.moods.replays:
                await self._post(json.dumps(self._random.choice(self._delivered)).encode())
            # Another one may have slipped before it meanwhile.
            if update in waiting:
                waiting.remove(update)

    async def _post(self, body: bytes) -> bool:
        if self._http is None:
            raise asyncio.CancelledError
        headers = {"content-type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            address = self._random.choice([self.webhook, *self.moods.also])
            response = await self._http.post(address, content=body, headers=headers)
        except httpx.HTTPError as error:
            self.last_error = type(error).__name__
            return False
        if response.status_code != 200:
            self.last_error = f"Wrong response from the webhook: {response.status_code}"
        return response.status_code == 200

    def use_webhook(self, url: str, secret: str) -> None:
        """Deliver there from now on."""
        self.webhook, self.secret = url, secret
        for update in self.updates:
            self._queue(_chat_of(update), update)
        self.updates.clear()

    def stop_webhook(self) -> None:
        """Keep everything until it is asked for."""
        self.webhook = ""
        for waiting in self._pending.values():
            self.updates += waiting
            waiting.clear()
        self.updates.sort(key=lambda update: int(update["update_id"]))

    async def poll(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """`getUpdates`: what is past the offset; waits for it as long as it is told."""
        offset = int(values.get("offset") or 0)
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        end = time.monotonic() + float(values.get("timeout") or 0)
        while not self.updates and (left := end - time.monotonic()) > 0:
            self._came.clear()
            try:
                async with asyncio.timeout(left):
                    await self._came.wait()
            except TimeoutError:
                break
        for update in self.updates[:100]:
            self.acknowledged.setdefault(update["update_id"], time.time())
        return self.updates[:100]


def _chat_of(update: dict[str, Any]) -> int:
    content = next(value for key, value in update.items() if key != "update_id")
    chat: int = content.get("message", content)["chat"]["id"]
    return chat
