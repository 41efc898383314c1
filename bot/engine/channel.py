"""The one way into Rasa: `POST /webhooks/app/webhook` on loopback, with a secret.

Request `{"sender", "message_id", "text"}` or `{"sender", "message_id", "choice"}`, `metadata`
optional. Replies 200 `{"messages": […]}`; 400 for a malformed request, 401 without the secret,
503 when the turn failed, 504 when it took too long. A repeated `message_id` gives the stored
answer again.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import weakref
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint, Request, response

log = logging.getLogger(__name__)

_MAX_SENDER = 255


class AppInput(InputChannel):
    """One message of a conversation at a time, in the order they came."""

    @classmethod
    def name(cls) -> str:
        return "app"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> "AppInput":
        given = credentials or {}
        if not given.get("secret"):
            raise InvalidConfigException("bot.engine.channel.AppInput needs a secret")
        return cls(str(given["secret"]), float(given.get("timeout", 20)))

    def __init__(self, secret: str, timeout: float) -> None:
        self._secret = secret.encode()
        self._timeout = timeout
        self._locks: "weakref.WeakValueDictionary[str, asyncio.Lock]" = (
            weakref.WeakValueDictionary()
        )

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes Rasa mounts below /webhooks/app."""
        routes = Blueprint("app_channel", __name__)

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> Any:
            given = request.headers.get("x-tungbuoc-secret", "").encode()
            if not hmac.compare_digest(given, self._secret):
                return response.json({"error": "unauthorized"}, status=401)
            body = request.json
            if not isinstance(body, dict) or not _is_valid(body):
                return response.json({"error": "bad request"}, status=400)
            sender = body["sender"]
            lock = self._locks.get(sender)
            if lock is None:
                lock = self._locks[sender] = asyncio.Lock()
            async with lock:
                return await self._answer(request, body, on_new_message)

        return routes

    async def _answer(
        self,
        request: Request,
        body: Dict[str, Any],
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> Any:
        try:
            earlier = await _earlier_answer(request, body["sender"], body["message_id"])
            if earlier is not None:
                return response.json({"messages": earlier})
            out = CollectingOutputChannel()
            message = UserMessage(
                _rasa_text(body),
                out,
                body["sender"],
                input_channel=self.name(),
                message_id=body["message_id"],
                metadata=body.get("metadata") or {},
            )
            await asyncio.wait_for(on_new_message(message), self._timeout)
        except asyncio.TimeoutError:
            return response.json({"error": "timeout"}, status=504)
        except Exception as error:
            # The text of an error may quote the message: log what failed, not what was said.
            log.error("message failed: %s", type(error).__name__)
            return response.json({"error": "failed"}, status=503)
        return response.json({"messages": [item.get("custom") for item in out.messages]})


def _is_valid(body: Dict[str, Any]) -> bool:
    sender, message_id = body.get("sender"), body.get("message_id")
    text = body.get("text") if body.get("choice") is None else body.get("choice")
    return (
        isinstance(sender, str)
        and 0 < len(sender) <= _MAX_SENDER
        and isinstance(message_id, str)
        and 0 < len(message_id) <= _MAX_SENDER
        and isinstance(text, str)
        and bool(text.strip())
    )


def _rasa_text(body: Dict[str, Any]) -> str:
    """A tapped choice becomes an intent with its value; typed text never does."""
    if body.get("choice") is not None:
        return "/choose" + json.dumps({"choice": body["choice"]})
    text: str = body["text"].replace("\x00", "")
    return text.lstrip().lstrip("/@") or "…" if text.lstrip()[:1] in ("/", "@") else text


async def _earlier_answer(request: Request, sender: str, message_id: str) -> Optional[List[Any]]:
    """What was answered to this message before, when its turn had been stored."""
    store = request.app.ctx.agent.tracker_store
    tracker = await store.retrieve(sender)
    if tracker is None:
        return None
    answer: List[Any] = []
    inside = False
    for event in tracker.events:
        if isinstance(event, UserUttered):
            inside = event.message_id == message_id
        elif inside and isinstance(event, BotUttered):
            answer.append((event.data or {}).get("custom"))
    return answer or None
