"""`/` the widget as a page; `/chat` the same as a plain form; `/demo` a ward's site with it."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.concurrency import run_in_threadpool

from bot.replies import Reply
from bot.talk.small_talk import restarting
from bot.wording.numbers import day
from connectors.chat import Incoming, NotNowError
from connectors.web.schemas import MAX_TEXT
from connectors.web.state import StateDep
from nlu.text import clean

router = APIRouter(include_in_schema=False)
_templates = Jinja2Templates(directory=Path(__file__).with_name("templates"))
_templates.env.filters["day"] = day
_COOKIE = "tungbuoc"
# What docs/gan-vao-website.md tells webmasters to allow, and nothing more.
_DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """The page with the talk."""
    return _templates.TemplateResponse(request, "home.html", {})


@router.get("/demo")
async def demonstration(request: Request) -> HTMLResponse:
    """The page of a made-up ward that carries the widget, under a strict policy of its own."""
    return _templates.TemplateResponse(
        request,
        "demo.html",
        {"code": "1.004194"},
        headers={"Content-Security-Policy": _DEMO_POLICY},
    )


@router.get("/chat")
async def form(
    request: Request,
    state: StateDep,
    tungbuoc: Annotated[str | None, Cookie()] = None,
    note: str | None = None,
) -> Response:
    """The talk so far, and the form."""
    conversation = _conversation(tungbuoc)
    stored = await run_in_threadpool(state.inbox.history, f"web:{conversation}") if tungbuoc else []
    person = f"web:{conversation}"
    lines = await run_in_threadpool(state.desk.lines.of, person) if stored else []
    standing = await run_in_threadpool(state.desk.queue.standing, person) if stored else None
    turns = [
        {
            "text": message.details.get("title") or message.text,
            "reply": Reply.model_validate(message.reply) if message.reply else None,
            "lines": [line.text for line in lines if line.after == message.number],
        }
        for message in stored
    ]
    page = _templates.TemplateResponse(
        request,
        "chat.html",
        {
            "turns": turns,
            "message_id": secrets.token_urlsafe(9),
            "waiting": bool(turns) and turns[-1]["reply"] is None,
            "standing": standing,
            "restarting": restarting(state.assistant),
            "too_long": note == "too_long",
            "max_text": MAX_TEXT,
        },
    )
    _remember(page, conversation)
    return page


@router.post("/chat")
async def submit(
    request: Request,
    state: StateDep,
    message_id: Annotated[str, Form(max_length=64)],
    text: Annotated[str, Form()] = "",
    choice: Annotated[str | None, Form(max_length=200)] = None,
    tungbuoc: Annotated[str | None, Cookie()] = None,
) -> Response:
    """Answer, then show the talk: a reload of that page sends nothing again."""
    conversation = _conversation(tungbuoc)
    state.limits.check(request, conversation)
    back = "/chat#last"
    said = clean(text)
    value, _, title = (choice or "").partition("|")
    details: dict[str, Any] = {"title": title} if title else {}
    if len(said) > MAX_TEXT:
        back = "/chat?note=too_long#last"
    elif said or value:
        with suppress(NotNowError):
            await state.chat.answer(
                Incoming(f"web:{conversation}", clean(message_id), said, value or None, details)
            )
    answer = RedirectResponse(back, 303)
    _remember(answer, conversation)
    return answer


def _conversation(cookie: str | None) -> str:
    known = (
        cookie
        and len(cookie) <= 64
        and cookie.isascii()
        and cookie.replace("-", "").replace("_", "").isalnum()
    )
    return cookie if known and cookie else secrets.token_urlsafe(24)


def _remember(response: Response, conversation: str) -> None:
    response.set_cookie(
        _COOKIE, conversation, httponly=True, samesite="lax", max_age=30 * 24 * 3600, path="/chat"
    )
