"""POST /api/v1/feedback: two taps under an answer."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from bot.replies import Reply
from connectors.web.errors import ApiError
from connectors.web.schemas import FailedOut, Id
from connectors.web.state import StateDep

router = APIRouter(
    prefix="/api/v1", responses={422: {"model": FailedOut}, 429: {"model": FailedOut}}
)


class FeedbackIn(BaseModel):
    """The first tap tells good or not, the second why not; the same message again changes it."""

    model_config = ConfigDict(extra="forbid")

    conversation: Id
    message: Id = Field(description="id of the message whose answer is meant")
    good: bool
    reason: Literal["", "wrong", "unclear", "other_topic", "too_long"] = ""


@router.post("/feedback", status_code=204, responses={404: {"model": FailedOut}})
async def feedback(body: FeedbackIn, request: Request, state: StateDep) -> Response:
    """Count a thumb; only its kind, its day and the procedure are kept."""
    state.limits.check(request, body.conversation)
    await run_in_threadpool(_count, state, body)
    return Response(status_code=204)


def _count(state: StateDep, body: FeedbackIn) -> None:
    person = f"web:{body.conversation}"
    try:
        stored = state.inbox.get(person, body.message)
    except KeyError:
        raise ApiError(404, "no_answer") from None
    if stored.reply is None:
        raise ApiError(404, "no_answer")
    reply = Reply.model_validate(stored.reply)
    state.desk.learned.thumb(person, body.message, reply, good=body.good, reason=body.reason)
