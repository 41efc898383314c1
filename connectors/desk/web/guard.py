"""Who may ask for a page: `May("talk_answer")` as a dependency of its route.

It finds the session, looks the action up in the permission table, and for anything but reading
wants the token of the session's forms. What is refused is noted in the audit trail.
"""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from connectors.desk.accounts import Signed
from connectors.desk.desk import Desk
from connectors.desk.permissions import permissions
from connectors.desk.words import words

COOKIE = "tungbuoc_desk"
_READING = ("GET", "HEAD")


class DeskError(Exception):
    """A page that says no. reason: a key of `words.yaml`."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


DeskDep = Annotated[Desk, Depends(_desk)]


class May:
    """A dependency: the signed-in person, who may do `action`."""

    def __init__(self, action: str) -> None:
        if action not in permissions().actions:
            raise KeyError(action)
        self.action = action

    async def __call__(self, request: Request, desk: DeskDep) -> Signed:
        token = request.cookies.get(COOKIE)
        signed = await run_in_threadpool(desk.sessions.find, token) if token else None
        if signed is None:
            raise DeskError(401, "nobody")
        if not permissions().allow(signed.person.role, self.action):
            await run_in_threadpool(desk.audit.note, signed.person, self.action, fine=False)
            raise DeskError(403, "not_allowed")
        if request.method not in _READING:
            given = request.headers.get("x-csrf") or (await request.form()).get("csrf")
            if not isinstance(given, str) or not hmac.compare_digest(
                given.encode(), signed.csrf.encode()
            ):
                raise DeskError(403, "csrf")
        return signed


async def refused(request: Request, error: Exception) -> Response:
    """Send to the sign-in page who is not signed in; tell the others."""
    assert isinstance(error, DeskError)
    if error.status == 401:
        if request.method in _READING and "x-fragment" not in request.headers:
            return RedirectResponse("/desk/sign-in", 303)
        return HTMLResponse(words()["csrf"], 401)
    from connectors.desk.web.pages import show

    return show(request, "refused.html", None, status=error.status, why=words()[error.reason])
