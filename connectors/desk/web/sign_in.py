"""Signing in and out; choosing a password with a one-time code."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from connectors.desk.accounts import AccountError, Person, Signed
from connectors.desk.desk import Desk
from connectors.desk.web.guard import COOKIE, DeskDep, DeskError, May
from connectors.desk.web.pages import back_to, private, show
from connectors.desk.words import words

router = APIRouter(prefix="/desk", include_in_schema=False)
_VISITOR, _STATE = "tungbuoc_visitor", "tungbuoc_oidc"
Text = Annotated[str, Form(max_length=300)]
Visitor = Annotated[str, Cookie(alias=_VISITOR)]


@router.get("/sign-in")
def sign_in_page(request: Request, desk: DeskDep) -> Response:
    """The form, with a token that only this browser's cookie matches."""
    return _form(request, desk, "sign_in.html")


@router.post("/sign-in")
def sign_in(
    request: Request,
    desk: DeskDep,
    name: Text = "",
    password: Text = "",
    csrf: Text = "",
    visitor: Visitor = "",
) -> Response:
    """Check name and password."""
    _same_browser(desk, csrf, visitor)
    _not_too_often(request, desk)
    try:
        person = desk.people.check(name, password)
    except AccountError as error:
        desk.audit.note(None, "sign_in", fine=False)
        return _form(request, desk, "sign_in.html", 403, error.reason)
    return _welcome(desk, person)


@router.get("/first")
def first_page(request: Request, desk: DeskDep) -> Response:
    """Where a one-time code is turned into a password."""
    return _form(request, desk, "first.html")


@router.post("/first")
def first(
    request: Request,
    desk: DeskDep,
    name: Text = "",
    code: Text = "",
    password: Text = "",
    again: Text = "",
    csrf: Text = "",
    visitor: Visitor = "",
) -> Response:
    """Choose the password; whoever was signed in with the old one is signed out."""
    _same_browser(desk, csrf, visitor)
    _not_too_often(request, desk)
    try:
        if password != again:
            raise AccountError("not_twice")
        person = desk.people.choose_password(name, code, password)
    except AccountError as error:
        return _form(request, desk, "first.html", 403, error.reason)
    desk.sessions.end_all(person.number)
    desk.audit.note(person, "password")
    return _welcome(desk, person)


@router.post("/sign-out")
def sign_out(
    request: Request, desk: DeskDep, signed: Annotated[Signed, Depends(May("sign_out"))]
) -> Response:
    """End the session; the browser forgets whatever it kept."""
    desk.sessions.end(signed)
    desk.audit.note(signed.person, "sign_out")
    answer = back_to("/desk/sign-in")
    answer.delete_cookie(COOKIE, path="/desk")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.get("/oidc")
def oidc(request: Request, desk: DeskDep) -> Response:
    """Off to the identity provider."""
    if desk.openid is None:
        raise DeskError(404, "not_there")
    _not_too_often(request, desk)
    try:
        url, state = desk.openid.begin()
    except AccountError as error:
        return _form(request, desk, "sign_in.html", 503, error.reason)
    answer: Response = private(RedirectResponse(url, 303))
    answer.set_cookie(
        _STATE, state, max_age=600, path="/desk/oidc", httponly=True, samesite="lax",
        secure=_is_secure(desk),
    )  # fmt: skip
    return answer


@router.get("/oidc/back")
def oidc_back(
    request: Request,
    desk: DeskDep,
    code: str = "",
    state: str = "",
    tungbuoc_oidc: Annotated[str, Cookie()] = "",
) -> Response:
    """Back from the identity provider."""
    if desk.openid is None:
        raise DeskError(404, "not_there")
    try:
        person = desk.openid.finish(code, state, tungbuoc_oidc)
    except AccountError as error:
        desk.audit.note(None, "sign_in", "oidc", fine=False)
        return _form(request, desk, "sign_in.html", 403, error.reason)
    answer = _welcome(desk, person)
    answer.delete_cookie(_STATE, path="/desk/oidc")
    return answer


def _welcome(desk: Desk, person: Person) -> Response:
    token = desk.sessions.begin(person)
    desk.audit.note(person, "sign_in")
    answer = back_to("/desk")
    answer.set_cookie(
        COOKIE, token, path="/desk", httponly=True, samesite="lax", secure=_is_secure(desk)
    )
    return answer


def _form(request: Request, desk: Desk, name: str, status: int = 200, reason: str = "") -> Response:
    visitor = secrets.token_urlsafe(24)
    page = show(
        request, name, None, status,
        csrf=_token(desk, visitor),
        why=words()[reason] if reason else "",
        openid=desk.openid is not None,
    )  # fmt: skip
    page.set_cookie(
        _VISITOR, visitor, path="/desk", httponly=True, samesite="strict", secure=_is_secure(desk)
    )
    return page


def _token(desk: Desk, visitor: str) -> str:
    key = desk.settings.secret.get_secret_value().encode()
    return hmac.new(key, f"visitor:{visitor}".encode(), hashlib.sha256).hexdigest()


def _same_browser(desk: Desk, csrf: str, visitor: str) -> None:
    if not visitor or not hmac.compare_digest(csrf.encode(), _token(desk, visitor).encode()):
        raise DeskError(403, "csrf")


def _not_too_often(request: Request, desk: Desk) -> None:
    if not desk.may_sign_in(request.client.host if request.client else "unknown"):
        raise DeskError(429, "too_many")


def _is_secure(desk: Desk) -> bool:
    return desk.settings.citizens_url.startswith("https://")
