"""GET /api/v1/conversations/…/news: what came without being asked for, for clients that ask.

Two rows of numbers grow here, those of dossiers' news and those of helpers' lines. `number` holds
both: the last of each that was told. A client knows one number, and sends it back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from bot.replies import Message
from bot.talk.people import Standing
from connectors.desk.queue.bring import reply_of
from connectors.dossiers.words import news_reply
from connectors.web.schemas import FailedOut
from connectors.web.state import StateDep
from knowledge.dossiers import VIETNAM

router = APIRouter(
    prefix="/api/v1", responses={422: {"model": FailedOut}, 429: {"model": FailedOut}}
)
_LINES = 1 << 26
_AGAIN = {"with": 3, "waiting": 5, "nobody": 60}


class NewsItem(BaseModel):
    """One piece of news; `number` grows. code: of the dossier; none for what a helper wrote."""

    number: int
    code: str | None
    happened_at: datetime
    messages: list[Message]


class PersonOut(BaseModel):
    """Whether somebody waits for a person, or is with one: place in the queue, from 1; how many
    minutes it usually takes, where that is known; the helper's name.
    """

    state: Literal["waiting", "with", "nobody"]
    place: int | None = None
    minutes: int | None = None
    helper: str | None = None


class NewsList(BaseModel):
    """News in the order they happened. again_in: seconds after which to ask again."""

    items: list[NewsItem]
    person: PersonOut
    again_in: int


@router.get("/conversations/{conversation}/news")
async def news(
    conversation: Annotated[str, Path(min_length=1, max_length=64)],
    request: Request,
    state: StateDep,
    after: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
) -> NewsList:
    """What is new past number `after`: what a helper writes, and news of followed dossiers, those
    told in one place only, here or before the next reply, and held back from 21:00 to 07:00.
    Asking again with the same `after` gives the same again.
    """
    state.limits.check(request)
    return await run_in_threadpool(_news, state, f"web:{conversation}", after)


def _news(state: StateDep, person: str, after: int) -> NewsList:
    dossier_number, line_number = after % _LINES, after // _LINES
    desk = state.dossiers.desk
    arrived = desk.follows.tell_after(person, dossier_number, desk.now())
    lines = state.desk.lines.tell_after(person, line_number)
    found = [
        (item.happened_at, item.dossier.code, item.number, news_reply(state.assistant, item))
        for item in arrived
    ]
    said = [
        (datetime.fromtimestamp(line.at, VIETNAM), None, line.number, reply_of(line))
        for line in lines
    ]
    items = []
    for happened_at, code, number, reply in sorted([*found, *said], key=lambda one: one[0]):
        if code is None:
            line_number = max(line_number, number)
        else:
            dossier_number = max(dossier_number, number)
        items.append(
            NewsItem(
                number=dossier_number + line_number * _LINES,
                code=code,
                happened_at=happened_at,
                messages=list(reply.messages),
            )
        )
    standing = _person(state.desk.queue.standing(person))
    return NewsList(items=items, person=standing, again_in=_AGAIN[standing.state])


def _person(standing: Standing | None) -> PersonOut:
    if standing is None:
        return PersonOut(state="nobody")
    if standing.state == "with":
        return PersonOut(state="with", helper=standing.helper)
    return PersonOut(state="waiting", place=standing.place, minutes=standing.minutes)
