"""GET /api/v1/summary: the printed summary of a guide, for whoever holds its resume code."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from bot.guide import State
from bot.guide.ports import resume_code
from bot.summary import summary, to_pdf
from bot.talk import Memory
from connectors.web.errors import ApiError
from connectors.web.schemas import FailedOut
from connectors.web.state import State as AppState
from connectors.web.state import StateDep

router = APIRouter(prefix="/api/v1")


@router.get(
    "/summary",
    response_class=Response,
    responses={
        200: {"content": {"application/pdf": {}}},
        404: {"model": FailedOut},
        429: {"model": FailedOut},
    },
)
async def get_summary(
    request: Request, state: StateDep, code: Annotated[str, Query(min_length=8, max_length=16)]
) -> Response:
    """The summary as a PDF. Wrong codes are counted by address and altogether."""
    state.limits.check(request)
    client = request.client.host if request.client else "unknown"
    known = resume_code(code)
    if known is None:
        raise ApiError(404, "no_code")
    found = await run_in_threadpool(state.codes.look, known, f"address:{client}")
    if found.too_many:
        raise ApiError(429, "too_many", headers={"Retry-After": "3600"})
    if found.state is None:
        raise ApiError(404, "no_code")
    pdf = await run_in_threadpool(paper, state, State.model_validate(found.state), known)
    return Response(
        pdf,
        media_type="application/pdf",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": 'inline; filename="tom-tat.pdf"',
        },
    )


def paper(state: AppState, guide: State, code: str) -> bytes:
    """The PDF of a guide; `code` leads back into it.

    Raises:
        ApiError: no_procedure.

    """
    assistant = state.assistant
    procedure = assistant.records.get(guide.code) or assistant.records.successor(guide.code)
    if procedure is None:
        raise ApiError(404, "no_procedure")
    if state.switches.refuses(procedure.code):
        raise ApiError(503, "switched_off")
    shown = f"{code[:4]}-{code[4:]}"
    content = summary(
        procedure,
        guide,
        assistant.guide_context(),
        assistant.speaker(Memory()),
        code=shown,
        link=f"{assistant.public_url}/#{shown}",
    )
    return to_pdf(content)
