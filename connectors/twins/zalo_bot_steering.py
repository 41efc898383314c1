"""Steering the twin of the Zalo Bot Platform, and its page. No platform has this."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from connectors.twins.fresh import fresh
from connectors.twins.zalo_bot_events import Deed
from connectors.twins.zalo_mood import Mood, Moods
from connectors.twins.zalo_page import bubble, button, link, page, writing
from connectors.twins.zalo_post import Habits

if TYPE_CHECKING:
    from connectors.twins.zalo_bot import Bot

_DEEDS = {"image": "Gửi hình", "sticker": "Gửi nhãn dán", "voice": "Gửi lời nói"}


def as_bytes(update: dict[str, Any]) -> bytes:
    """The raw body."""
    return json.dumps(update, ensure_ascii=False).encode()


def router(bot: Bot, moods: Moods) -> APIRouter:
    """Everything below /_twin, and the page."""
    routes = APIRouter()

    @routes.post("/_twin/do")
    async def do(deed: Deed) -> dict[str, str]:
        return {"body": bot.does(deed).decode()}

    @routes.get("/_twin/sent")
    def sent() -> list[dict[str, Any]]:
        return bot.sent

    @routes.get("/_twin/deliveries")
    def deliveries() -> list[list[int]]:
        return [delivery.statuses for delivery in bot.post.deliveries]

    @routes.get("/_twin/brought")
    def brought() -> dict[str, tuple[float, float | None]]:
        return bot.post.brought

    @routes.get("/_twin/state")
    def state() -> dict[str, Any]:
        return {
            "sent": len(bot.sent), "waiting": len(bot.waiting),
            "habits": bot.post.habits.model_dump(), "mood": moods.mood.model_dump(),
        }  # fmt: skip

    @routes.post("/_twin/mood")
    def mood(given: Mood) -> Mood:
        moods.set(given)
        return given

    @routes.post("/_twin/habits")
    def habits(given: Habits) -> Habits:
        bot.post.habits = given
        return given

    @routes.post("/_twin/rate")
    def rate(per_second: int) -> dict[str, int]:
        bot.per_second = per_second
        return {"per_second": per_second}

    @routes.post("/_twin/block")
    def block(chat: str, blocked: bool = True) -> dict[str, bool]:
        if blocked:
            bot.blocked.add(chat)
        else:
            bot.blocked.discard(chat)
        return {"blocked": blocked}

    @routes.get("/")
    def chat(user: str = "8000000000000000001") -> HTMLResponse:
        return _chat(bot, user)

    @routes.post("/_page/do")
    async def play(
        user: Annotated[str, Form()],
        did: Annotated[str, Form()] = "text",
        text: Annotated[str, Form()] = "",
    ) -> Response:
        bot.does(Deed.model_validate({"chat": user, "did": did, "text": text}))
        return RedirectResponse(f"/?{urlencode({'user': user})}", 303)

    return routes


def _chat(bot: Bot, user: str) -> HTMLResponse:
    """The talk with one citizen; choices are typed as their numbers, as on the platform."""
    said = [item for item in bot.said if item["from"] == user]
    parts: list[str] = []
    for number, item in enumerate(bot.sent):
        parts += [_said(deed) for deed in said if deed["after"] == number]
        if item["to"] == user and item["method"] != "sendChatAction":
            parts.append(_sent(item["body"]))
    parts += [_said(deed) for deed in said if deed["after"] == len(bot.sent)]
    deeds = "".join(button(user, title, did) for did, title in _DEEDS.items())
    return page("Zalo Bot thử", [fresh("".join(parts)), writing(user), f"<p>{deeds}</p>"])


def _said(deed: dict[str, Any]) -> str:
    return bubble("them", deed["text"] or f"({_DEEDS.get(deed['did'], '…')})")


def _sent(body: dict[str, Any]) -> str:
    if "photo" in body:
        return link("(hình)", body["photo"]) + bubble("us", body.get("caption", ""))
    return bubble("us", body.get("text", ""))
