"""/api/v1: chat, search, one procedure."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from bot.talk.small_talk import restarting
from connectors.chat import Incoming, NotNowError
from connectors.web.errors import ApiError
from connectors.web.schemas import ChatIn, ChatOut, FailedOut, ProcedureItem, ProcedureList
from connectors.web.state import StateDep
from nlu.text import clean

router = APIRouter(
    prefix="/api/v1", responses={422: {"model": FailedOut}, 429: {"model": FailedOut}}
)

RETRY_AFTER = "10"


@router.post("/chat", response_model=ChatOut, responses={503: {"model": ChatOut}})
async def chat(body: ChatIn, request: Request, state: StateDep) -> Any:
    """Answer one message. While Rasa restarts: 503 with the same shape and `Retry-After`; the
    message is kept, and sending the same `message.id` again fetches its answer.
    """
    state.limits.check(request, body.conversation)
    incoming = Incoming(
        conversation=f"web:{body.conversation}",
        message_id=body.message.id,
        text=body.message.text or "",
        choice=body.message.choice,
        details={
            key: value
            for key, value in (
                ("page_procedure", body.context.procedure),
                ("province", body.context.province),
                ("group", body.context.group),
            )
            if value
        },
    )
    try:
        return ChatOut.of(await state.chat.answer(incoming))
    except NotNowError:
        return JSONResponse(
            ChatOut.of(restarting(state.assistant)).model_dump(mode="json"),
            503,
            headers={"Retry-After": RETRY_AFTER},
        )


@router.get("/procedures")
async def search(
    request: Request,
    state: StateDep,
    q: Annotated[str, Query(min_length=1, max_length=300)],
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
    province: Annotated[str | None, Query(max_length=8)] = None,
) -> ProcedureList:
    """Procedures by any spelling of what people call them."""
    state.limits.check(request)
    ranking = await run_in_threadpool(state.assistant.retriever.search, clean(q), limit)
    items = []
    for candidate in ranking.candidates:
        procedure = state.assistant.records.get(candidate.code)
        if procedure:
            items.append(
                ProcedureItem(
                    code=procedure.code,
                    name=procedure.name,
                    field=procedure.field,
                    level=procedure.level,
                    score=round(candidate.score, 4),
                )
            )
    return ProcedureList(items=items)


@router.get("/procedures/{code}", responses={404: {"model": FailedOut}})
async def procedure(code: str, request: Request, state: StateDep) -> dict[str, Any]:
    """One record, whole. A code no longer in use redirects to nothing: it says what it became."""
    state.limits.check(request)
    records = state.assistant.records
    found = records.get(code) or records.successor(code)
    if found is None:
        raise ApiError(404, "no_procedure")
    if state.switches.refuses(found.code):
        raise ApiError(503, "switched_off")
    return found.model_dump(mode="json")
