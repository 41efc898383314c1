"""Those who wait for a person: the queue, a talk, and writing into it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from connectors.chat import Incoming, NotNowError
from connectors.desk.accounts import Signed
from connectors.desk.desk import Desk
from connectors.desk.queue import BEAT_SECONDS, HandOver, TakenError
from connectors.desk.web.guard import DeskDep, DeskError, May
from connectors.desk.web.pages import back_to, private, show
from connectors.desk.web.spoken import fitting, merged
from connectors.web.state import State as App
from connectors.web.state import StateDep
from nlu.text import clean
from nlu.text.secrets import mask

router = APIRouter(prefix="/desk", include_in_schema=False)
Reader = Annotated[Signed, Depends(May("talk_see"))]
Writer = Annotated[Signed, Depends(May("talk_answer"))]
Key = Annotated[str, Form(max_length=64)]
_MOST = 1000
Text = Annotated[str, Form(max_length=4 * _MOST)]
_TURNS = 40


@router.get("/talks")
def talks(request: Request, desk: DeskDep, signed: Reader) -> Response:
    """Who waits, who is mine, whether I am on duty."""
    desk.queue.sweep()
    return show(
        request, "talks.html", signed, waiting=desk.queue.waiting(),
        mine=desk.queue.held_by(signed.person), on_duty=desk.queue.is_on_duty(signed.person),
        others=desk.queue.on_duty(), beat=BEAT_SECONDS, now=desk.now(), short=_short(request),
    )  # fmt: skip


@router.post("/duty")
def duty(
    desk: DeskDep,
    signed: Annotated[Signed, Depends(May("duty"))],
    on: Annotated[bool, Form()] = False,
) -> Response:
    """Begin or end sitting at the desk."""
    desk.queue.duty(signed.person, on=on)
    desk.audit.note(signed.person, "duty", "on" if on else "off")
    return back_to("/desk/talks")


@router.post("/beat")
def beat(desk: DeskDep, signed: Annotated[Signed, Depends(May("duty"))]) -> Response:
    """The page is open: the lease of whoever is held goes on."""
    desk.queue.renew(signed.person)
    answer = Response(status_code=204)
    private(answer)
    return answer


@router.get("/talks/{number}")
def talk(request: Request, desk: DeskDep, app: StateDep, signed: Reader, number: int) -> Response:
    """The conversation so far; who looked is noted."""
    held = _held(desk, number)
    if "x-fragment" not in request.headers:
        desk.audit.note(signed.person, "talk_see", str(number))
    return _talk(request, desk, app, signed, held)


@router.post("/talks/{number}/take")
def take(desk: DeskDep, signed: Writer, number: int) -> Response:
    """Take somebody who waits."""
    with _gone():
        desk.queue.take(number, signed.person)
    desk.queue.duty(signed.person, on=True)
    desk.audit.note(signed.person, "talk_answer", f"take {number}")
    return back_to(f"/desk/talks/{number}")


@router.post("/talks/{number}/say")
def say(
    request: Request,
    desk: DeskDep,
    app: StateDep,
    signed: Writer,
    number: int,
    text: Text = "",
    key: Key = "",
) -> Response:
    """Write to the citizen. Numbers that nobody should send are masked here too. What could not be
    sent, since the citizen is somebody else's now, is shown again.
    """
    safe, _ = mask(clean(text)[:_MOST])
    if not safe.strip():
        return back_to(f"/desk/talks/{number}")
    try:
        desk.queue.say(number, signed.person, safe, clean(key) or secrets.token_urlsafe(9))
    except TakenError:
        held = desk.queue.get(number)
        if held is None:
            raise DeskError(409, "not_waiting") from None
        return _talk(request, desk, app, signed, held, unsent=safe)
    desk.audit.note(signed.person, "talk_answer", f"say {number}")
    return back_to(f"/desk/talks/{number}")


@router.post("/talks/{number}/draft")
async def draft(
    request: Request, desk: DeskDep, app: StateDep, signed: Writer, number: int, text: Text = ""
) -> Response:
    """What the assistant would answer, to be read over and sent by the helper or not, below what
    was typed already. It is asked in a conversation of its own that is forgotten at once.
    """
    held = await run_in_threadpool(_held, desk, number)
    await run_in_threadpool(desk.queue.renew, signed.person, number)
    asked = await run_in_threadpool(app.inbox.history, held.conversation, _TURNS)
    question = next((m.text for m in reversed(asked) if m.text and not m.choice), "")
    answer = await _answer(app, question, held.procedure) if question else ""
    typed, _ = mask(clean(text)[:_MOST])
    shown = fitting([*typed.split("\n\n"), *answer.split("\n\n")], _MOST)
    return await run_in_threadpool(
        _talk, request, desk, app, signed, held, draft=shown, drafted=bool(answer)
    )


@router.post("/talks/{number}/back")
def give_back(desk: DeskDep, signed: Writer, number: int) -> Response:
    """To the assistant."""
    with _gone():
        desk.queue.give_back(number, signed.person)
    desk.audit.note(signed.person, "talk_answer", f"back {number}")
    return back_to("/desk/talks")


@router.post("/talks/{number}/put")
def put_back(desk: DeskDep, signed: Writer, number: int) -> Response:
    """To the queue, for another helper."""
    with _gone():
        desk.queue.put_back(number, signed.person)
    desk.audit.note(signed.person, "talk_answer", f"put {number}")
    return back_to("/desk/talks")


@contextmanager
def _gone() -> Iterator[None]:
    """Turns `TakenError` into the page that says so."""
    try:
        yield
    except TakenError:
        raise DeskError(409, "not_waiting") from None


def _held(desk: Desk, number: int) -> HandOver:
    held = desk.queue.get(number)
    if held is None:
        raise DeskError(404, "gone")
    return held


async def _answer(app: App, question: str, procedure: str) -> str:
    conversation = f"draft:{secrets.token_urlsafe(16)}"
    details = {"page_procedure": procedure} if procedure else {}
    try:
        reply = await app.chat.answer(Incoming(conversation, "1", question, None, details))
    except NotNowError:
        return ""
    finally:
        await run_in_threadpool(app.trackers.forget, conversation)
        await run_in_threadpool(app.inbox.forget, conversation)
    return "\n\n".join(message.text for message in reply.messages)


def _talk(
    request: Request,
    desk: Desk,
    app: App,
    signed: Signed,
    held: HandOver,
    *,
    draft: str = "",
    drafted: bool | None = None,
    unsent: str = "",
) -> Response:
    said = merged(app.inbox.history(held.conversation, _TURNS), desk.lines.of(held.conversation))
    others = [one for one in desk.queue.held_by(signed.person) if one.number != held.number]
    return show(
        request, "talk.html", signed, 409 if unsent else 200, held=held, said=said, draft=draft,
        drafted=drafted, unsent=unsent, beat=BEAT_SECONDS, waiting=len(desk.queue.waiting()),
        mine=held.state == "taken" and held.helper == signed.person.number,
        others=[(one, _owes(app, desk, one)) for one in others],
        key=secrets.token_urlsafe(9), most=_MOST, now=desk.now(), short=_short(request),
    )  # fmt: skip


def _owes(app: App, desk: Desk, held: HandOver) -> bool:
    """Whether the citizen spoke last."""
    last = app.inbox.history(held.conversation, 1)
    spoken = [line.after for line in desk.lines.of(held.conversation) if line.who == "helper"]
    return bool(last) and last[-1].number > max(spoken, default=0)


def _short(request: Request) -> object:
    """Code → the short name of a procedure, for templates."""
    records = request.app.state.tungbuoc.assistant.records

    def short(code: str) -> str:
        found = records.get(code)
        return found.short_name if found else ""

    return short
