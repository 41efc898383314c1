"""The modes that hold for every question: slow, down, and the firewall's page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.middleware.base import RequestResponseEndpoint

from connectors.portal.sandbox.twin import Twin

_PORTAL = ("/api/", "/XrdAdapter/", "/pa/")
_REJECTED = (
    "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. "
    "Please consult with your administrator.</body></html>"
)


def behave(twin: Twin) -> Callable[[Request, RequestResponseEndpoint], Awaitable[Response]]:
    """A middleware that does what the mode says, and leaves it for the routers to see."""

    async def middleware(request: Request, call_next: RequestResponseEndpoint) -> Response:
        if not request.url.path.startswith(_PORTAL):
            return await call_next(request)
        mode = twin.mode_for_request()
        request.state.mode = mode.mode
        request.state.number = twin.requests
        if mode.mode == "slow":
            await asyncio.sleep(mode.seconds)
        if mode.mode == "down":
            return JSONResponse({"code": "SERVICE_UNAVAILABLE", "message": "", "data": None}, 503)
        if mode.mode == "html":
            return HTMLResponse(_REJECTED, 200)
        return await call_next(request)

    return middleware
