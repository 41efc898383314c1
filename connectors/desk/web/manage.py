"""The first page, the accounts, the audit trail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from connectors.desk.accounts import AccountError, Person, Signed
from connectors.desk.desk import Desk
from connectors.desk.permissions import Role, permissions
from connectors.desk.web.guard import DeskDep, DeskError, May
from connectors.desk.web.pages import back_to, show
from connectors.desk.words import words

router = APIRouter(prefix="/desk", include_in_schema=False)
Text = Annotated[str, Form(max_length=100)]
Manager = Annotated[Signed, Depends(May("people"))]


@router.get("")
def home(request: Request, signed: Annotated[Signed, Depends(May("home"))]) -> Response:
    """What this person can do here."""
    return show(request, "home.html", signed)


@router.get("/people")
def people(request: Request, desk: DeskDep, signed: Manager) -> Response:
    """Every account."""
    return _people(request, desk, signed)


@router.post("/people")
def add(
    request: Request,
    desk: DeskDep,
    signed: Manager,
    role: Annotated[Role, Form()],
    name: Text = "",
    shown: Text = "",
) -> Response:
    """A new account; its one-time code is shown once."""
    try:
        code = desk.people.add(name, shown, role)
    except AccountError as error:
        return _people(request, desk, signed, why=words()[error.reason])
    desk.audit.note(signed.person, "people", f"add {name} {role}")
    return _people(request, desk, signed, code=code, whose=name)


@router.post("/people/{number}/code")
def new_code(request: Request, desk: DeskDep, signed: Manager, number: int) -> Response:
    """A fresh one-time code, for somebody who forgot the password."""
    person = _known(desk, number)
    code = desk.people.new_code(person.name)
    desk.audit.note(signed.person, "people", f"code {person.name}")
    return _people(request, desk, signed, code=code, whose=person.name)


@router.post("/people/{number}")
def change(
    request: Request,
    desk: DeskDep,
    signed: Manager,
    number: int,
    role: Annotated[Role, Form()],
    active: Annotated[bool, Form()] = False,
) -> Response:
    """Another role, or closed; whoever it is signs in anew."""
    person = _known(desk, number)
    try:
        desk.people.change(number, role=role, active=active)
    except AccountError as error:
        return _people(request, desk, signed, why=words()[error.reason])
    desk.sessions.end_all(number)
    told = f"{person.name} {role} {'open' if active else 'closed'}"
    desk.audit.note(signed.person, "people", told)
    return back_to("/desk/people")


@router.get("/audit")
def audit(
    request: Request, desk: DeskDep, signed: Annotated[Signed, Depends(May("audit"))]
) -> Response:
    """Who saw and did what, newest first."""
    titles = {name: action.title for name, action in permissions().actions.items()}
    extra = {"sign_in": "Đăng nhập", "password": "Đặt mật khẩu"}
    return show(request, "audit.html", signed, lines=desk.audit.last(), titles=titles | extra)


def _known(desk: Desk, number: int) -> Person:
    found = next((person for person in desk.people.all() if person.number == number), None)
    if found is None:
        raise DeskError(404, "not_there")
    return found


def _people(
    request: Request, desk: Desk, signed: Signed, why: str = "", code: str = "", whose: str = ""
) -> Response:
    return show(
        request, "people.html", signed, people=desk.people.all(), why=why, code=code, whose=whose
    )
