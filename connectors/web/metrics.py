"""GET /metrics, and the middleware that feeds it."""

from __future__ import annotations

import hmac
import logging
import time

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.middleware.base import RequestResponseEndpoint

from connectors.web.errors import ApiError
from connectors.web.limits import LOOPBACK
from connectors.web.state import StateDep

log = logging.getLogger("connectors.access")
router = APIRouter(include_in_schema=False)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


@router.get("/metrics")
async def metrics(request: Request, state: StateDep) -> Response:
    """For the machine itself, or with `Authorization: Bearer <TUNGBUOC_METRICS_TOKEN>`. To anybody
    else there is nothing here.
    """
    token = state.settings.metrics_token.get_secret_value()
    if token:
        given = request.headers.get("authorization", "").encode()
        allowed = hmac.compare_digest(given, f"Bearer {token}".encode())
    else:
        # Behind a proxy on this machine everybody would be the machine itself.
        local = request.client is not None and request.client.host in LOOPBACK
        allowed = local and "x-forwarded-for" not in request.headers
    if not allowed:
        raise ApiError(404, "not_found")
    text = await run_in_threadpool(state.meters.text)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


async def measured(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Count and time a request by its route; an address is never written down."""
    began = time.perf_counter()
    status = 500
    try:
        response = await call_next(request)
        status = response.status_code
    finally:
        seconds = time.perf_counter() - began
        route = str(getattr(request.scope.get("route"), "path", "") or "other")
        method = request.method if request.method in _METHODS else "other"
        meters = request.app.state.tungbuoc.meters
        meters.requests.labels(method, route, str(status)).inc()
        meters.seconds.labels(route).observe(seconds)
        fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000)}
        log.info("request", extra=fields)
    return response
