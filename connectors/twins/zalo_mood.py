"""Bad days of Zalo's twins."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.middleware.base import RequestResponseEndpoint

ModeName = Literal["normal", "slow", "down", "malformed", "html", "lost", "busy", "error"]

_OWN = ("/_twin", "/_page", "/v4/oa/permission")


class Mood(BaseModel):
    """slow: an answer takes `seconds`. down: 503. malformed: half of JSON. html: a firewall's page.
    lost: done, but the answer is a 502. busy: 429 with Retry-After `seconds`. error: Zalo's own
    error `code`. after: so many calls are answered normally first; times: after so many more it
    is normal again, 0 is until it is changed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: ModeName = "normal"
    seconds: float = Field(default=2.0, ge=0, le=3600)
    code: int = -32
    after: int = Field(default=0, ge=0)
    times: int = Field(default=0, ge=0)


class Moods:
    """The mood of the moment."""

    def __init__(self) -> None:
        self.mood = Mood()
        self._since = 0

    def set(self, mood: Mood) -> None:
        """From the next call on."""
        self.mood, self._since = mood, 0

    def next(self) -> Mood:
        """Count a call, and say how to take it."""
        self._since += 1
        beyond = self._since - self.mood.after
        holds = beyond > 0 and (not self.mood.times or beyond <= self.mood.times)
        return self.mood if holds else Mood()


def behave(
    moods: Moods, failed: Callable[[int], Response]
) -> Callable[[Request, RequestResponseEndpoint], Awaitable[Response]]:
    """A middleware that does what the mood says. failed: the platform's own error."""

    async def middleware(request: Request, call_next: RequestResponseEndpoint) -> Response:
        if request.url.path == "/" or request.url.path.startswith(_OWN):
            return await call_next(request)
        mood = moods.next()
        match mood.mode:
            case "slow":
                await asyncio.sleep(mood.seconds)
            case "down":
                return JSONResponse({"message": "Service Unavailable"}, 503)
            case "malformed":
                return PlainTextResponse('{"data":{"message_id":"', media_type="application/json")
            case "html":
                return HTMLResponse("<html><body>Request Rejected</body></html>")
            case "busy":
                retry = {"retry-after": str(int(mood.seconds))}
                return JSONResponse({"message": "Too Many Requests"}, 429, headers=retry)
            case "error":
                return failed(mood.code)
            case "lost":
                await call_next(request)
                return JSONResponse({"message": "Bad Gateway"}, 502)
            case "normal":
                pass
        return await call_next(request)

    return middleware
