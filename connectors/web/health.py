"""/healthz: the process lives. /readyz: it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from connectors.web.state import StateDep

router = APIRouter()


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """200 while the process runs."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(state: StateDep) -> JSONResponse:
    """200 when Rasa and the index are there; 503 says what is missing."""
    rasa = await state.rasa.is_ready()
    body = {
        "status": "ok" if rasa else "waiting",
        "rasa": rasa,
        "procedures": len(state.assistant.records),
    }
    return JSONResponse(body, 200 if rasa else 503)
