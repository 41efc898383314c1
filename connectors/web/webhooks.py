"""POST /webhooks/{channel}: what the platforms deliver. Not part of the public API."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from connectors.channels.contract import ForgedError
from connectors.channels.front_door import ClosedError
from connectors.web.errors import ApiError
from connectors.web.state import StateDep

router = APIRouter(prefix="/webhooks", include_in_schema=False)

RETRY_AFTER = "5"


@router.post("/{channel}")
async def deliver(channel: str, request: Request, state: StateDep) -> JSONResponse:
    """200 once it is stored; 403 forged; 503 when it could not be stored, so that the platform
    brings it again.
    """
    if channel not in state.door.channels:
        raise ApiError(404, "not_found")
    try:
        await state.door.deliver(channel, await request.body(), request.headers)
    except ForgedError as error:
        raise ApiError(403, "forged") from error
    except (ClosedError, ClientDisconnect) as error:
        # Who hung up before all of it was here brings it again.
        raise ApiError(503, "not_stored", headers={"Retry-After": RETRY_AFTER}) from error
    return JSONResponse({"ok": True})
