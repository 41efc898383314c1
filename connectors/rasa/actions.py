"""`POST /internal/actions`: Rasa calls its actions here; rasa-sdk's executor runs them.

Not part of the public API: without the secret it does not exist.
"""

from __future__ import annotations

import hmac
import json
import logging
import zlib
from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.actions import actions
from bot.talk import Assistant

log = logging.getLogger(__name__)


def router(current: Callable[[], Assistant], secret: str) -> APIRouter:
    """The endpoint. current: the assistant that answers now."""
    routes = APIRouter()
    executor = ActionExecutor()
    for action in actions(current):
        executor.register_action(action)

    @routes.post("/internal/actions", include_in_schema=False)
    async def run(request: Request) -> JSONResponse:
        given = request.headers.get("x-tungbuoc-secret", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            raise HTTPException(404)
        body = await request.body()
        if request.headers.get("content-encoding") == "deflate":
            body = zlib.decompress(body)
        call = json.loads(body)
        call.setdefault("domain", {})
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as error:
            return JSONResponse({"error": str(error), "action_name": error.action_name}, 400)
        except ActionNotFoundException as error:
            return JSONResponse({"error": str(error), "action_name": error.action_name}, 404)
        return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})

    return routes
