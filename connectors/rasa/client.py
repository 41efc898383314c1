"""The HTTP client of Rasa's app channel (bot/engine/channel.py)."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
from pydantic import ValidationError

from bot.replies import Reply
from connectors.chat.inbox import Stored

_PAUSE = 0.5


class RasaError(Exception):
    """No reply from Rasa."""


class RasaDownError(RasaError):
    """Rasa is down or restarting: any message would have failed, and this one can wait."""


class RasaFailedError(RasaError):
    """Rasa runs, but has no reply to this very message: it would fail for ever."""


class RasaClient:
    """One message at a time; patient for `patience` seconds while Rasa restarts."""

    def __init__(
        self, url: str, secret: str, timeout: float, patience: float, http: httpx.AsyncClient
    ) -> None:
        self._url = f"{url}/webhooks/app/webhook"
        self._ready_url = f"{url}/"
        self._headers = {"X-Tungbuoc-Secret": secret}
        self._timeout = httpx.Timeout(timeout, connect=2.0)
        self._patience = patience
        self._http = http

    async def send(self, message: Stored) -> Reply:
        """The reply to a message.

        Raises:
            RasaDownError: not reached within the patience.
            RasaFailedError: reached, and still no reply within the patience.

        """
        body = {
            "sender": message.conversation,
            "message_id": message.message_id,
            "text": message.text or "…",
            "choice": message.choice,
            "metadata": message.details,
        }
        deadline = time.monotonic() + self._patience
        while True:
            try:
                response = await self._http.post(
                    self._url, json=body, headers=self._headers, timeout=self._timeout
                )
                if response.status_code == 200:
                    return _reply(response)
                problem: RasaError = RasaFailedError(f"HTTP {response.status_code}")
            except httpx.ReadTimeout as error:
                problem = RasaFailedError(type(error).__name__)
            except httpx.HTTPError as error:
                problem = RasaDownError(type(error).__name__)
            if time.monotonic() >= deadline:
                raise problem
            await asyncio.sleep(_PAUSE)

    async def is_ready(self) -> bool:
        """Whether Rasa has loaded its model (it answers nothing before)."""
        try:
            response = await self._http.get(self._ready_url, timeout=2.0)
        except httpx.HTTPError:
            return False
        return response.status_code == 200


def _reply(response: httpx.Response) -> Reply:
    try:
        messages: list[Any] = response.json()["messages"]
        return Reply.model_validate(messages[-1])
    except (ValueError, KeyError, IndexError, TypeError, ValidationError) as error:
        raise RasaFailedError(f"answer without a reply ({type(error).__name__})") from error
