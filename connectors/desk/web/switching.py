"""The switches: what is off, and flipping one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from connectors.desk.accounts import Signed
from connectors.desk.web.guard import DeskDep, DeskError, May
from connectors.desk.web.pages import back_to, show
from connectors.switches import CHANNELS, REASONS
from connectors.web.state import StateDep

router = APIRouter(prefix="/desk", include_in_schema=False)
Text = Annotated[str, Form(max_length=60)]


@router.get("/switches")
def switches(
    request: Request,
    desk: DeskDep,
    app: StateDep,
    signed: Annotated[Signed, Depends(May("switch_see"))],
) -> Response:
    """Everything that can be switched, and what is off."""
    named = sorted((item.short_name, item.code) for item in app.assistant.records)
    return show(
        request, "switches.html", signed, off=desk.switches.all(), channels=CHANNELS,
        reasons=REASONS, procedures=named, names={code: name for name, code in named},
    )  # fmt: skip


@router.post("/switches")
def flip(
    desk: DeskDep,
    app: StateDep,
    signed: Annotated[Signed, Depends(May("switch_flip"))],
    what: Text = "",
    reason: Text = "",
) -> Response:
    """Off with a reason; on without one."""
    code = what.removeprefix("procedure:")
    if what.startswith("procedure:") and app.assistant.records.get(code) is None and reason:
        raise DeskError(422, "no_switch")
    try:
        if reason:
            desk.switches.off(what, reason, signed.person.name)
        else:
            desk.switches.on(what)
    except ValueError:
        raise DeskError(422, "no_switch") from None
    desk.audit.note(signed.person, "switch_flip", f"{what} {reason or 'on'}")
    return back_to("/desk/switches")
