"""Steering the twin of Zalo OA, and its page. No platform has this."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from connectors.twins import zalo_oa_page as page
from connectors.twins.zalo_mood import Mood, Moods
from connectors.twins.zalo_oa_account import Account, Json, Rules
from connectors.twins.zalo_oa_events import Deed, event
from connectors.twins.zalo_post import Habits, Post


def router(account: Account, post: Post, moods: Moods) -> APIRouter:
    """Everything below /_twin, and the page."""
    routes = APIRouter()

    @routes.post("/_twin/do")
    async def do(deed: Deed) -> Json:
        return {"body": _do(account, post, deed)}

    @routes.get("/_twin/sent")
    def sent() -> list[Json]:
        return account.sent

    @routes.get("/_twin/deliveries")
    def deliveries() -> list[list[int]]:
        return [delivery.statuses for delivery in post.deliveries]

    @routes.get("/_twin/brought")
    def brought() -> dict[str, tuple[float, float | None]]:
        return post.brought

    @routes.get("/_twin/state")
    def state() -> Json:
        return {
            "sent": len(account.sent), "refreshes": account.refreshes,
            "rules": account.rules.model_dump(), "habits": post.habits.model_dump(),
            "mood": moods.mood.model_dump(),
        }  # fmt: skip

    @routes.post("/_twin/mood")
    def mood(given: Mood) -> Mood:
        moods.set(given)
        return given

    @routes.post("/_twin/rules")
    def rules(given: Rules) -> Rules:
        account.rules = given
        return given

    @routes.post("/_twin/habits")
    def habits(given: Habits) -> Habits:
        post.habits = given
        return given

    @routes.post("/_twin/pair")
    def pair() -> Json:
        return account.new_pair()

    @routes.post("/_twin/expire")
    def expire() -> Json:
        account.expire()
        return {}

    @routes.post("/_twin/clock")
    def clock(hours: float) -> Json:
        account.offset += hours * 3600
        return {"now": account.now()}

    @routes.post("/_twin/block")
    def block(user: str, blocked: bool = True) -> Json:
        account.seen(user).blocked = blocked
        return {}

    @routes.get("/")
    def chat(user: str = "3000000000000000001") -> HTMLResponse:
        return page.chat(account, user)

    @routes.post("/_page/do")
    async def play(
        user: Annotated[str, Form()],
        did: Annotated[str, Form()] = "text",
        text: Annotated[str, Form()] = "",
    ) -> Response:
        _do(account, post, Deed.model_validate({"user": user, "did": did, "text": text}))
        return RedirectResponse(f"/?{urlencode({'user': user})}", 303)

    return routes


def _do(account: Account, post: Post, deed: Deed) -> str:
    body, headers = event(account, deed)
    account.said.append(
        {"from": deed.user, "did": deed.did, "text": deed.text, "after": len(account.sent)}
    )
    post.send(body, headers, deed.key)
    return body.decode()
