"""Those who wait for a person: the queue, a talk, and writing into it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from bot.replies import Reply
from connectors.chat import Incoming, NotNowError, Stored
from connectors.desk.accounts import Signed
from connectors.desk.desk import Desk
from connectors.desk.queue import BEAT_SECONDS, HandOver, Line, TakenError
from connectors.desk.web.guard import DeskDep, DeskError, May
from connectors.desk.web.pages import back_to, private, show
from connectors.web.state import State as App
from connectors.web.state import StateDep
from nlu.text import clean
from nlu.text.secrets import mask

router = APIRouter(prefix="/desk", include_in_schema=False)
Reader = Annotated[Signed, Depends(May("talk_see"))]
Writer = Annotated[Signed, Depends(May("talk_answer"))]
Key = Annotated[str, Form(max_length=64)]
_MOST = 1000
_TURNS = 40


@dataclass(frozen=True)
class Said:
    """One thing said in a talk. who: citizen, assistant, helper or desk."""

    who: str
    text: str


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
    desk: DeskDep,
    signed: Writer,
    number: int,
    text: Annotated[str, Form(max_length=4 * _MOST)] = "",
    key: Key = "",
) -> Response:
    """Write to the citizen. Numbers that nobody should send are masked here too."""
    safe, _ = mask(clean(text)[:_MOST])
    if safe.strip():
        with _gone():
            desk.queue.say(number, signed.person, safe, clean(key) or secrets.token_urlsafe(9))
        desk.audit.note(signed.person, "talk_answer", f"say {number}")
    return back_to(f"/desk/talks/{number}")


@router.post("/talks/{number}/draft")
async def draft(
    request: Request, desk: DeskDep, app: StateDep, signed: Writer, number: int
) -> Response:
    """What the assistant would answer, to be read over and sent by the helper or not. It is asked
    in a conversation of its own that is forgotten at once.
    """
    held = await run_in_threadpool(_held, desk, number)
    await run_in_threadpool(desk.queue.renew, signed.person, number)
    asked = await run_in_threadpool(app.inbox.history, held.conversation, _TURNS)
    question = next((m.text for m in reversed(asked) if m.text and not m.choice), "")
    text = await _answer(app, question, held.procedure) if question else ""
    return await run_in_threadpool(_talk, request, desk, app, signed, held, text)


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
    request: Request, desk: Desk, app: App, signed: Signed, held: HandOver, draft: str = ""
) -> Response:
    said = merged(app.inbox.history(held.conversation, _TURNS), desk.lines.of(held.conversation))
    return show(
        request, "talk.html", signed, held=held, said=said, draft=draft, beat=BEAT_SECONDS,
        mine=held.state == "taken" and held.helper == signed.person.number,
        key=secrets.token_urlsafe(9), most=_MOST, now=desk.now(), short=_short(request),
    )  # fmt: skip


def merged(messages: list[Stored], lines: list[Line]) -> list[Said]:
    """The talk in its order: each message, the assistant's reply, what people said after it."""
    said: list[Said] = []
    first = messages[0].number if messages else 0
    said += [Said(line.who, line.text) for line in lines if line.after < first]
    for message in messages:
        text = str(message.details.get("title") or "") if message.choice else message.text
        if text:
            said.append(Said("citizen", text))
        reply = Reply.model_validate(message.reply) if message.reply else None
        if reply and reply.messages:
            said.append(Said("assistant", "\n".join(part.text for part in reply.messages)))
        said += [Said(line.who, line.text) for line in lines if line.after == message.number]
    return said


def _short(request: Request) -> object:
    """Code → the short name of a procedure, for templates."""
    records = request.app.state.tungbuoc.assistant.records

    def short(code: str) -> str:
        found = records.get(code)
        return found.short_name if found else ""

    return short
