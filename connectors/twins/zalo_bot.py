"""The twin of the Zalo Bot Platform, for development and tests. Ids and names are invented.

GET / is a page on which a person plays the citizen.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from connectors.twins import zalo_bot_steering as steering
from connectors.twins.zalo_bot_events import Deed, update
from connectors.twins.zalo_mood import Moods, behave
from connectors.twins.zalo_post import Habits, Post, default_webhook
from connectors.zalo_bot.events import NAME

Json = dict[str, Any]

TOKEN, SECRET = "7000000000000000001:twin-bot-token", "twin-bot-secret"

_TEXT = 2000
_LOOK = 0.02
_ANSWERED = {"sendMessage", "sendPhoto", "sendSticker", "sendVoice", "sendChatAction"}


@dataclass
class Bot:
    """One bot. waiting: updates for getUpdates; sent: what it said."""

    token: str
    secret: str
    post: Post
    sent: list[Json] = field(default_factory=list)
    said: list[Json] = field(default_factory=list)
    waiting: deque[Json] = field(default_factory=deque)
    blocked: set[str] = field(default_factory=set)
    per_second: int = 1000
    longest_wait: float = 30.0
    _calls: list[float] = field(default_factory=list)
    _numbers: int = 0

    def number(self, head: str) -> str:
        """An id like no other, of an earlier twin either."""
        self._numbers += 1
        return f"{head}{self._numbers:06d}{secrets.token_hex(4)}"

    def does(self, deed: Deed) -> bytes:
        """A person does something: it is delivered, or waits to be asked for."""
        key = deed.key or self.number("m")
        given = update(deed, key)
        self.said.append({"from": deed.chat, "text": deed.text, "did": deed.did,
                          "after": len(self.sent)})  # fmt: skip
        body = steering.as_bytes(given)
        if self.post.habits.webhook:
            secret = "forged" if deed.forge else self.secret
            self.post.send(body, {"X-Bot-Api-Secret-Token": secret}, key)
        else:
            self.waiting.append(given.get("result", given))
        return body

    def too_fast(self) -> bool:
        """Whether this second's calls are used up; counts this one."""
        now = time.monotonic()
        self._calls = [moment for moment in self._calls if now - moment < 1]
        if len(self._calls) >= self.per_second:
            return True
        self._calls.append(now)
        return False


def create_twin(
    webhook: str | None = None,
    *,
    token: str = TOKEN,
    secret: str = SECRET,
    client: httpx.AsyncClient | None = None,
) -> FastAPI:
    """The app; /_twin steers it. webhook: where updates go until `setWebhook`, by default the app
    of these settings; empty: they wait for `getUpdates`. client: for deliveries.
    """
    where = default_webhook(NAME) if webhook is None else webhook
    post = Post(client or httpx.AsyncClient(), Habits(webhook=where))
    bot, moods = Bot(token, secret, post), Moods()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await post.close()

    app = FastAPI(title="Zalo Bot thử", description="Bản sinh đôi, chỉ để thử.", lifespan=lifespan)
    app.state.bot, app.state.post = bot, post
    app.middleware("http")(behave(moods, lambda code: _error(code)))
    app.include_router(steering.router(bot, moods))

    @app.post("/bot{given}/{method}")
    async def call(given: str, method: str, request: Request) -> JSONResponse:
        if given != bot.token:
            return _error(401, "Unauthorized")
        try:
            body = await request.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return _error(400, "Bad Request: body")
        return await _call(bot, method, body)

    return app


def demonstration(twin: str, app: str) -> dict[str, str]:
    """The settings with which an app at `app` speaks with this twin at `twin`."""
    return {
        "TUNGBUOC_ZALO_BOT_URL": twin,
        "TUNGBUOC_ZALO_BOT_TOKEN": TOKEN,
        "TUNGBUOC_ZALO_BOT_SECRET": SECRET,
        "TUNGBUOC_ZALO_BOT_NAME": "Bot Từng Bước",
    }


def _ok(result: Any) -> JSONResponse:
    return JSONResponse({"ok": True, "result": result})


def _error(code: int, description: str = "") -> JSONResponse:
    """The platform's error: HTTP 200, with the code in the body."""
    return JSONResponse(
        {"ok": False, "error_code": code, "description": description or f"twin: {code}"}
    )


async def _call(bot: Bot, method: str, body: Json) -> JSONResponse:
    match method:
        case "getMe":
            return _ok(
                {"id": bot.token.split(":")[0], "account_name": "bot.tungbuoc",
                 "account_type": "BASIC", "can_join_groups": False,
                 "display_name": "Bot Từng Bước"}
            )  # fmt: skip
        case "getUpdates":
            return await _get_updates(bot, body)
        case "setWebhook":
            return _set_webhook(bot, body)
        case "deleteWebhook":
            bot.post.habits = bot.post.habits.model_copy(update={"webhook": ""})
            return _ok({"url": "", "updated_at": int(time.time() * 1000)})
        case "getWebhookInfo" | "testWebhook":
            return _ok({"url": bot.post.habits.webhook, "updated_at": int(time.time() * 1000)})
        case _ if method in _ANSWERED:
            return _send(bot, method, body)
        case _:
            return _error(404, "Not Found")


async def _get_updates(bot: Bot, body: Json) -> JSONResponse:
    """One update, not a list."""
    if bot.post.habits.webhook:
        return _error(409, "Conflict: webhook is active")
    end = time.monotonic() + min(float(body.get("timeout") or 0), bot.longest_wait)
    while not bot.waiting:
        if time.monotonic() >= end:
            return _error(408, "Request timeout")
        await asyncio.sleep(_LOOK)
    return _ok(bot.waiting.popleft())


def _set_webhook(bot: Bot, body: Json) -> JSONResponse:
    url, secret = body.get("url"), body.get("secret_token")
    if not isinstance(url, str) or not url.startswith("https://"):
        return _error(400, "Bad Request: url")
    if not isinstance(secret, str) or not 8 <= len(secret) <= 256:
        return _error(400, "Bad Request: secret_token")
    bot.secret = secret
    bot.post.habits = bot.post.habits.model_copy(update={"webhook": url})
    return _ok({"url": url, "updated_at": int(time.time() * 1000)})


def _send(bot: Bot, method: str, body: Json) -> JSONResponse:
    chat = body.get("chat_id")
    if not isinstance(chat, str) or not chat:
        return _error(400, "Bad Request: chat_id")
    if chat in bot.blocked:
        return _error(403, "Forbidden")
    if bot.too_fast():
        return _error(429, "Too Many Requests")
    if found := _fault(method, body):
        return _error(400, f"Bad Request: {found}")
    now = int(time.time() * 1000)
    if method == "sendChatAction":
        bot.sent.append({"to": chat, "method": method, "body": body, "at": now})
        return _ok(True)
    number = bot.number("s")
    bot.sent.append({"to": chat, "method": method, "body": body, "message_id": number, "at": now})
    return _ok({"message_id": number, "date": now})


def _fault(method: str, body: Json) -> str:
    """What is wrong with a call; empty when nothing is."""
    match method:
        case "sendMessage":
            text = body.get("text")
            return "" if isinstance(text, str) and 0 < len(text) <= _TEXT else "text"
        case "sendPhoto":
            photo, caption = body.get("photo"), body.get("caption", "")
            if not isinstance(photo, str) or not photo.startswith("https://"):
                return "photo"
            return "" if isinstance(caption, str) and len(caption) <= _TEXT else "caption"
        case "sendChatAction":
            return "" if body.get("action") in ("typing", "upload_photo") else "action"
        case _:
            return ""
