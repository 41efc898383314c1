"""The twin of the Bot API: `tungbuoc channels twin telegram`.

It answers what api.telegram.org answers, delivers updates by webhook or long polling, and lets a
person (`/`) or a test (`/_twin/…`) play the citizens. Shapes and words of errors as python-
telegram-bot and the Bot API's documentation have them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from connectors.twins.telegram_api import BotApi, Refusal
from connectors.twins.telegram_page import pages
from connectors.twins.telegram_state import TelegramTwin

TOKEN = "1000001:twin-of-the-bot-api"  # noqa: S105 of the twin
SECRET = "twin-secret"  # noqa: S105 of the twin
BOT = "tung_buoc_thu_bot"


def create_twin(token: str = TOKEN, bot: str = BOT, twin: TelegramTwin | None = None) -> FastAPI:
    """The twin as an app; `app.state.twin` is what it remembers."""
    remembers = twin or TelegramTwin(token, bot)
    api = BotApi(remembers)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with remembers.deliveries.delivering():
            yield

    app = FastAPI(title="Twin of the Bot API", lifespan=lifespan)
    app.state.twin = remembers

    @app.api_route("/bot{token}/{method}", methods=["GET", "POST"])
    async def call(token: str, method: str, request: Request) -> JSONResponse:
        values = await _values(request)
        try:
            if remembers.moods.slow:
                await asyncio.sleep(remembers.moods.slow)
            return JSONResponse({"ok": True, "result": await api.call(token, method, values)})
        except Refusal as refusal:
            return JSONResponse(refusal.body(), refusal.code)

    _controls(app, remembers)
    pages(app, remembers)
    return app


async def _values(request: Request) -> dict[str, Any]:
    """Parameters as JSON or as a form, as the Bot API takes them."""
    if request.headers.get("content-type", "").startswith("application/json"):
        found: dict[str, Any] = await request.json()
        return found
    form = await request.form()
    return {**request.query_params, **dict(form.multi_items())}


def _controls(app: FastAPI, twin: TelegramTwin) -> None:
    """What a test does: speak, tap, change the mood, look."""

    @app.post("/_twin/say")
    async def say(body: dict[str, Any]) -> dict[str, Any]:
        return {"update_id": twin.say(**body)}

    @app.post("/_twin/say_many")
    async def say_many(body: list[dict[str, Any]]) -> dict[str, Any]:
        return {"update_ids": [twin.say(**one) for one in body]}

    @app.post("/_twin/tap")
    async def tap(body: dict[str, Any]) -> dict[str, Any]:
        return {"update_id": twin.tap(**body)}

    @app.post("/_twin/leave")
    async def leave(body: dict[str, Any]) -> dict[str, Any]:
        return {"update_id": twin.leave(**body)}

    @app.post("/_twin/moods")
    async def moods(body: dict[str, Any]) -> dict[str, Any]:
        twin.set_moods(**body)
        return twin.moods.__dict__

    @app.get("/_twin/brought")
    async def brought() -> dict[str, tuple[float, float | None]]:
        taken = twin.deliveries.acknowledged
        return {str(key): (at, taken.get(key)) for key, at in twin.deliveries.tried.items()}

    @app.get("/_twin/state")
    async def state() -> dict[str, Any]:
        return twin.report()


def demonstration(twin: str, app: str) -> dict[str, str]:
    """The settings of an app that speaks with this twin."""
    return {
        "TUNGBUOC_TELEGRAM_TOKEN": TOKEN,
        "TUNGBUOC_TELEGRAM_SECRET": SECRET,
        "TUNGBUOC_TELEGRAM_BOT": BOT,
        "TUNGBUOC_TELEGRAM_API": twin,
        "TUNGBUOC_TELEGRAM_POLLING": "true",
    }


__all__ = ["BOT", "SECRET", "TOKEN", "TelegramTwin", "create_twin", "demonstration"]
