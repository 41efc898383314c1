"""Two at one screen: the citizen does, the helper points. Nothing of it outlives the citizen.

The address never changes and names nobody; everything is sent by POST and shown by GET; the
conversation is the assistant's own, under `desk:`.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from bot.guide import State
from bot.guide.ports import resume_code
from bot.replies import Choice, Reply
from bot.talk.no_answer import frequent
from connectors.chat import Incoming, NotNowError
from connectors.desk.accounts import Signed
from connectors.desk.beside import Beside, beside
from connectors.desk.desk import Desk
from connectors.desk.seats import MINUTES, Seat
from connectors.desk.web.guard import DeskDep, DeskError, May
from connectors.desk.web.pages import back_to, private, show
from connectors.web.state import State as App
from connectors.web.state import StateDep
from connectors.web.summary import paper
from nlu.text import clean
from nlu.text.secrets import mask

router = APIRouter(prefix="/desk/seat", include_in_schema=False)
Helper = Annotated[Signed, Depends(May("seat"))]
_NOT_HERE = ("person", "g:pause", "g:print", "g:close")
"""Choices that mean something else with a helper at the table."""
_QUIET = ("g:back", "g:stuck", "none")
_ON_PAPER, _ON_THE_PHONE = 1, 2
"""Two codes at once: the one printed must not die when the other is made."""


@router.get("")
async def seat(request: Request, desk: DeskDep, app: StateDep, signed: Helper) -> Response:
    """The search, or the step being done."""
    await run_in_threadpool(forget_abandoned, desk, app)
    now = await run_in_threadpool(desk.seats.of, signed.session)
    view = await run_in_threadpool(_view, app, now)
    return show(
        request, "seat.html", signed, seat=now, minutes=MINUTES,
        message_id=secrets.token_urlsafe(9), now=desk.now(), **view,
    )  # fmt: skip


@router.post("/find")
async def find(
    request: Request,
    desk: DeskDep,
    app: StateDep,
    signed: Helper,
    q: Annotated[str, Form(max_length=300)] = "",
    message_id: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Look for a procedure in any spelling; or take up a guide by its code."""
    asked, _ = mask(clean(q))
    if code := resume_code(asked):
        await run_in_threadpool(desk.seats.touch, signed.session, "")
        await _say(app, await run_in_threadpool(desk.seats.of, signed.session), message_id, code)
    else:
        await run_in_threadpool(desk.seats.touch, signed.session, asked)
    return back_to("/desk/seat")


@router.post("/say")
async def say(
    request: Request,
    desk: DeskDep,
    app: StateDep,
    signed: Helper,
    message_id: Annotated[str, Form(max_length=64)] = "",
    choice: Annotated[str, Form(max_length=64)] = "",
    q: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """A choice of the citizen's, or a question in between."""
    if choice or clean(q):
        await run_in_threadpool(desk.seats.touch, signed.session, "")
        now = await run_in_threadpool(desk.seats.of, signed.session)
        await _say(app, now, message_id, clean(q), choice)
    return back_to("/desk/seat")


@router.post("/print")
async def print_sheet(request: Request, desk: DeskDep, app: StateDep, signed: Helper) -> Response:
    """The sheet to take home: papers, steps, fees, a code and its QR. Its address tells nothing."""
    now = await run_in_threadpool(desk.seats.of, signed.session)
    guide = await run_in_threadpool(_guide, app, now)
    if guide is None:
        raise DeskError(404, "no_guide")
    issued = await run_in_threadpool(_issue, app, now, guide, _ON_PAPER)
    pdf = await run_in_threadpool(paper, app, guide, issued.replace("-", ""))
    name = 'inline; filename="to-mang-ve.pdf"'
    return private(
        Response(pdf, media_type="application/pdf", headers={"Content-Disposition": name})
    )


@router.get("/print")
@router.get("/phone")
async def nothing_here(signed: Helper) -> Response:
    """Somebody went back in the history: to the seat as it is now."""
    return back_to("/desk/seat")


@router.post("/phone")
async def phone(request: Request, desk: DeskDep, app: StateDep, signed: Helper) -> Response:
    """A QR and a code in very large type, for the citizen's own phone."""
    now = await run_in_threadpool(desk.seats.of, signed.session)
    guide = await run_in_threadpool(_guide, app, now)
    if guide is None:
        raise DeskError(404, "no_guide")
    code = await run_in_threadpool(_issue, app, now, guide, _ON_THE_PHONE)
    link = f"{app.settings.citizens_url}/#{code}"
    picture = segno.make(link, error="m").svg_data_uri(scale=8, border=2)
    return show(request, "phone.html", signed, code=code, picture=picture)


@router.post("/next")
async def next_one(request: Request, desk: DeskDep, app: StateDep, signed: Helper) -> Response:
    """The next citizen: everything of this one is forgotten, here and in the browser. The codes
    given away stay good.
    """
    now = await run_in_threadpool(desk.seats.of, signed.session)
    guide = await run_in_threadpool(_guide, app, now)
    conversation = await run_in_threadpool(
        lambda: desk.seats.leave(
            signed.session,
            guide.code if guide else "",
            finished=guide.finished if guide else False,
        )
    )
    await run_in_threadpool(_forget, app, conversation)
    await run_in_threadpool(desk.audit.note, signed.person, "seat", "next")
    answer = back_to("/desk/seat")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def forget_abandoned(desk: Desk, app: App) -> None:
    """What helpers left behind who went home without “người tiếp theo”."""
    for conversation in desk.seats.abandoned():
        _forget(app, conversation)


async def _say(app: App, now: Seat, message_id: str, text: str = "", choice: str = "") -> None:
    """A repeat of the form is answered once; while Rasa restarts the message waits."""
    key = clean(message_id) or secrets.token_urlsafe(9)
    with suppress(NotNowError):
        await app.chat.answer(Incoming(now.conversation, key, text, choice or None))


def _forget(app: App, conversation: str) -> None:
    app.trackers.forget(conversation)
    app.inbox.forget(conversation)
    app.dossiers.desk.forget(conversation)


def _guide(app: App, now: Seat) -> State | None:
    """The guide being followed, out of the assistant's memory."""
    guides = app.trackers.slot(now.conversation, "guides") or []
    return State.model_validate(guides[0]) if guides else None


def _issue(app: App, now: Seat, guide: State, person: int) -> str:
    state = guide.model_dump(exclude_defaults=True)
    return app.codes.issue(now.conversation, person, state).code


def _view(app: App, now: Seat) -> dict[str, Any]:
    """What the page shows: found procedures, or the last reply with what stands beside it."""
    said = app.inbox.history(now.conversation, 1)
    waiting = bool(said) and said[0].reply is None
    reply = Reply.model_validate(said[0].reply) if said and said[0].reply else None
    guide = _guide(app, now)
    procedure = app.assistant.records.get(guide.code) if guide else None
    shown: Beside | None = beside(procedure, guide) if procedure and guide else None
    choices = reply.messages[-1].choices if reply and reply.messages else ()
    return {
        "found": _search(app, now.asked) if now.asked else [],
        "often": []
        if reply or now.asked
        else [_item(app, o.code) for o in frequent(app.assistant)],
        "reply": reply,
        "waiting": waiting,
        "answers": [c for c in choices if not _is(c, _NOT_HERE) and not _is(c, _QUIET)],
        "others": [c for c in choices if _is(c, _QUIET)],
        "beside": shown,
        "in_guide": guide is not None and not guide.paused,
    }


def _is(choice: Choice, listed: tuple[str, ...]) -> bool:
    return choice.value in listed


def _search(app: App, asked: str) -> list[dict[str, str]]:
    ranking = app.assistant.retriever.search(asked, 6)
    return [found for one in ranking.candidates if (found := _item(app, one.code))]


def _item(app: App, code: str) -> dict[str, str]:
    procedure = app.assistant.records.get(code)
    if procedure is None:
        return {}
    name = procedure.short_name[:1].upper() + procedure.short_name[1:]
    return {"code": code, "name": name, "gloss": procedure.gloss or ""}
