"""/api/v1/dossiers: the state of one dossier."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from connectors.web.errors import ApiError
from connectors.web.schemas import FailedOut
from connectors.web.state import StateDep
from knowledge.dossiers import Dossier
from knowledge.dossiers.clock import due_on, lateness
from nlu.text import clean
from nlu.text.dossier_codes import canonical

router = APIRouter(
    prefix="/api/v1", responses={422: {"model": FailedOut}, 429: {"model": FailedOut}}
)


class StateOut(BaseModel):
    """The state: the source's words beside the national code, and what it means."""

    code: int | None
    words: str
    meaning: str
    whose_turn: Literal["office", "citizen", "nobody"]
    do_now: str
    if_nobody_acts: str


class EventOut(BaseModel):
    """A step of its way."""

    at: datetime
    code: int | None
    words: str


class DossierOut(BaseModel):
    """A dossier, without any name. demonstration: not a real one. stale: last known, not new."""

    code: str
    procedure_code: str
    procedure: str
    agency: str
    state: StateOut
    submitted_at: datetime | None
    received_at: datetime | None
    due_on: date | None
    late_working_days: int
    asked_for: list[str]
    history: list[EventOut]
    source: str
    demonstration: bool
    fetched_at: datetime
    stale: bool


@router.get(
    "/dossiers/{code:path}", responses={404: {"model": FailedOut}, 503: {"model": FailedOut}}
)
async def dossier(
    code: Annotated[str, Path(max_length=80)], request: Request, state: StateDep
) -> DossierOut:
    """The state of a dossier, at most ten minutes old, or the last known one (`stale`)."""
    state.limits.check_dossier(request)
    desk = state.dossiers.desk
    read = canonical(clean(code), desk.now().date())
    if read is None:
        raise ApiError(422, "bad_dossier_code")
    client = request.client.host if request.client else "unknown"
    looked = await run_in_threadpool(desk.look, read.code, f"api:{client}")
    if looked.dossier is None:
        status, name = {
            "not_found": (404, "no_dossier"),
            "not_ours": (404, "no_dossier"),
            "too_many": (429, "too_many"),
            "no_provider": (503, "no_dossier_provider"),
        }.get(looked.trouble or "", (503, "dossiers_unavailable"))
        raise ApiError(status, name, headers={"Retry-After": "600"} if status != 404 else None)
    return _out(looked.dossier, state)


def _out(dossier: Dossier, state: StateDep) -> DossierOut:
    meant = state.assistant.aids.statuses.of(dossier.status_code)
    records = state.assistant.records
    procedure = records.get(dossier.procedure_code) or records.successor(dossier.procedure_code)
    late = lateness(dossier, state.dossiers.desk.now(), procedure)
    asked = dossier.supplements[-1].items if dossier.supplements else []
    return DossierOut(
        code=dossier.code,
        procedure_code=dossier.procedure_code,
        procedure=dossier.procedure,
        agency=dossier.agency,
        state=StateOut(
            code=dossier.status_code,
            words=dossier.status_text or meant.official or meant.title,
            meaning=meant.meaning,
            whose_turn=meant.whose_turn,
            do_now=meant.do_now,
            if_nobody_acts=meant.if_nobody_acts,
        ),
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        due_on=due_on(dossier, procedure),
        late_working_days=late.late_days if late else 0,
        asked_for=asked if dossier.status_code == 5 else [],
        history=[
            EventOut(at=event.at, code=event.status_code, words=event.status_text)
            for event in dossier.history
        ],
        source=dossier.source,
        demonstration=dossier.demonstration,
        fetched_at=dossier.fetched_at,
        stale=dossier.stale,
    )
