"""Proposals as they stand, and what is done with one: sent, withdrawn, put live, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from connectors.desk.accounts import Signed
from connectors.desk.desk import Desk
from connectors.desk.web.guard import DeskDep, DeskError, May
from connectors.desk.web.pages import back_to, show
from connectors.proposals import Proposal, ProposalError
from connectors.proposals.reasons import figure_name
from connectors.web.state import State, StateDep
from knowledge.amend import spots
from knowledge.amend.spots import field_name
from nlu.text import clean
from nlu.text.secrets import mask

router = APIRouter(prefix="/desk/proposals", include_in_schema=False)
Seer = Annotated[Signed, Depends(May("proposal_see"))]
Maker = Annotated[Signed, Depends(May("proposal_make"))]
Decider = Annotated[Signed, Depends(May("proposal_live"))]
_STATUS = {"not_there": 404, "own": 403}
_GROUPS = (
    (("passed",), "Chờ người thứ hai duyệt"),
    (("waiting", "running"), "Máy đang thử"),
    (("refused",), "Máy từ chối"),
    (("draft",), "Đang viết"),
    (("live",), "Đang có hiệu lực"),
    (("declined", "withdrawn", "undone"), "Đã đóng"),
)
STATES = {
    "draft": "đang viết",
    "waiting": "chờ máy thử",
    "running": "máy đang thử",
    "refused": "máy từ chối",
    "passed": "đạt, chờ người thứ hai duyệt",
    "live": "đang có hiệu lực",
    "declined": "không được duyệt",
    "withdrawn": "người đề nghị đã rút",
    "undone": "đã bỏ hiệu lực",
}


@router.get("")
def proposals(request: Request, desk: DeskDep, app: StateDep, signed: Seer) -> Response:
    """All of them, by what they wait for."""
    found = desk.proposals.all()
    groups = [(title, [one for one in found if one.state in states]) for states, title in _GROUPS]
    follower = app.workshop.follower if app.workshop else None
    names = {procedure.code: procedure.short_name for procedure in app.assistant.records}
    return show(
        request, "proposals.html", signed, groups=groups, names=names, states=STATES,
        left=follower.left if follower else {}, failed=bool(follower and follower.failed),
    )  # fmt: skip


@router.get("/{number}")
def proposal(request: Request, desk: DeskDep, app: StateDep, signed: Seer, number: int) -> Response:
    """One, with what it changes and what the machine said."""
    found = _get(desk, number)
    follower = app.workshop.follower if app.workshop else None
    procedure = app.assistant.records.get(found.change.procedure)
    return show(
        request, "proposal.html", signed, one=found, states=STATES, labels=_labels(app, found),
        called=procedure.short_name if procedure else found.change.procedure,
        own=found.by == signed.person.number, figure=figure_name,
        left=follower.left.get(number, "") if follower else "",
        busy=found.state in ("waiting", "running"),
    )  # fmt: skip


@router.post("/{number}/send")
def send(desk: DeskDep, signed: Maker, number: int) -> Response:
    """The draft is done: to be tried."""
    _do(desk.proposals.send, number, signed.person.number)
    return _done(desk, signed, "proposal_make", number, "send")


@router.post("/{number}/drop")
def drop(
    desk: DeskDep, signed: Maker, number: int, edit: Annotated[int, Form(ge=0)] = 0
) -> Response:
    """One value out of a draft again."""
    found = _get(desk, number)
    left = tuple(one for at, one in enumerate(found.change.edits) if at != edit)
    change = found.change.model_copy(update={"edits": left})
    _do(desk.proposals.rewrite, number, signed.person.number, change)
    return back_to(f"/desk/proposals/{number}")


@router.post("/{number}/again")
def again(desk: DeskDep, signed: Maker, number: int) -> Response:
    """What was refused, as a new draft: to be mended."""
    found = _get(desk, number)
    person = signed.person
    if found.by != person.number or found.state not in ("refused", "declined"):
        raise DeskError(409, "too_late")
    fresh = desk.proposals.add(found.change, person.number, person.shown, found.origin, draft=True)
    return _done(desk, signed, "proposal_make", fresh, found.change.procedure)


@router.post("/{number}/withdraw")
def withdraw(desk: DeskDep, signed: Maker, number: int) -> Response:
    """The proposer takes it back."""
    _do(desk.proposals.withdraw, number, signed.person.number)
    return _done(desk, signed, "proposal_make", number, "withdraw")


@router.post("/{number}/live")
def put_live(desk: DeskDep, signed: Decider, number: int) -> Response:
    """A second person says yes."""
    person = signed.person
    _do(desk.proposals.put_live, number, person.number, person.shown)
    return _done(desk, signed, "proposal_live", number, "live")


@router.post("/{number}/decline")
def decline(
    desk: DeskDep, signed: Decider, number: int, note: Annotated[str, Form(max_length=300)] = ""
) -> Response:
    """A second person says no, and why."""
    said, _ = mask(clean(note))
    if not said.strip():
        raise DeskError(422, "no_note")
    person = signed.person
    _do(desk.proposals.decline, number, person.number, person.shown, said.strip())
    return _done(desk, signed, "proposal_live", number, "decline")


@router.post("/{number}/undo")
def undo(desk: DeskDep, signed: Decider, number: int) -> Response:
    """No longer live."""
    _do(desk.proposals.undo, number, signed.person.number, signed.person.shown)
    return _done(desk, signed, "proposal_live", number, "undo")


def _labels(app: State, found: Proposal) -> dict[str, str]:
    """Path → what it is called."""
    procedure = app.assistant.records.get(found.change.procedure)
    known = {spot.path: spot.label for spot in spots(procedure)} if procedure else {}
    return {
        edit.path: known.get(edit.path)
        or " › ".join(field_name(part) for part in edit.path.split("/"))
        for edit in found.change.edits
    }


def _get(desk: Desk, number: int) -> Proposal:
    try:
        return desk.proposals.get(number)
    except ProposalError as error:
        raise DeskError(404, error.reason) from None


def _do(step: Callable[..., Any], *given: Any) -> None:
    try:
        step(*given)
    except ProposalError as error:
        raise DeskError(_STATUS.get(error.reason, 409), error.reason) from None


def _done(desk: Desk, signed: Signed, did: str, number: int, what: str) -> Response:
    desk.audit.note(signed.person, did, f"{number} {what}")
    return back_to(f"/desk/proposals/{number}")
