"""Proposing: a phrase that citizens say, and corrections of a record's values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from connectors.desk.accounts import Signed
from connectors.desk.desk import Desk
from connectors.desk.web.guard import DeskDep, DeskError, May
from connectors.desk.web.pages import back_to, show
from connectors.desk.words import words
from connectors.proposals import ProposalError
from connectors.web.state import State, StateDep
from knowledge.amend import ADD, Change, Edit, NewSource, Spot, spots
from knowledge.amend.change import SAID
from knowledge.amend.spots import field_name
from knowledge.dossiers import VIETNAM
from knowledge.schema import Procedure
from nlu.text import clean
from nlu.text.secrets import mask

router = APIRouter(prefix="/desk/proposals", include_in_schema=False)
Maker = Annotated[Signed, Depends(May("proposal_make"))]
Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=1200)]
_PLACES = {
    "phrases": "Câu hay gõ (không quá 30 chữ)",
    "names": "Tên gọi ngắn (không quá 14 chữ)",
    "situations": "Chuyện kể thay tên (không quá 30 chữ)",
    "stories": "Chuyện kể dài (không quá 90 chữ)",
}
_ORIGINS = ("", "unclear", "thumb")


@router.get("/phrase")
def phrase(request: Request, app: StateDep, signed: Maker) -> Response:
    """An empty form for one phrase."""
    return _phrase_form(request, app, signed)


@router.post("/phrase")
def propose_phrase(
    request: Request,
    desk: DeskDep,
    app: StateDep,
    signed: Maker,
    procedure: Short = "",
    place: Short = "phrases",
    said: Long = "",
    origin: Short = "",
    send: Short = "",
) -> Response:
    """One more line of what citizens say. Without `send` the form is shown with what is given: so
    it comes from the review, and no address holds a citizen's words.
    """
    text = " ".join(clean(said).split())
    if not send:
        return _phrase_form(request, app, signed, procedure, place, text, origin)
    known = app.assistant.records.get(procedure)
    why = ""
    if known is None or place not in SAID:
        why = "no_procedure"
    elif not text:
        why = "no_phrase"
    elif mask(text)[1]:
        why = "phrase_personal"
    if why or known is None:
        return _phrase_form(request, app, signed, procedure, place, text, origin, why)
    change = Change(number=0, procedure=known.code, edits=(Edit(path=place, kind=ADD, after=text),))
    origin = origin if origin in _ORIGINS else ""
    number = _add(desk, signed, change, origin, draft=False)
    return back_to(f"/desk/proposals/{number}")


@router.get("/record")
def records(request: Request, app: StateDep, signed: Maker) -> Response:
    """Which record is to be corrected."""
    found = sorted((p.short_name, p.code) for p in app.assistant.records)
    return show(request, "proposal_records.html", signed, records=found)


@router.get("/record/{code}")
def record(request: Request, app: StateDep, signed: Maker, code: str) -> Response:
    """Everything of a record that can be corrected."""
    known = _record(app, code)
    sections: dict[str, list[Spot]] = {}
    for spot in spots(known):
        sections.setdefault(spot.section, []).append(spot)
    return show(
        request, "proposal_record.html", signed, record=known, sections=sections, called=field_name,
        said=SAID,
    )  # fmt: skip


@router.get("/record/{code}/spot")
def spot(
    request: Request, desk: DeskDep, app: StateDep, signed: Maker, code: str, at: str = ""
) -> Response:
    """The form for one value."""
    known = _record(app, code)
    return _spot_form(request, desk, signed, known, _spot(known, at))


@router.post("/record/{code}/spot")
def correct(
    request: Request,
    desk: DeskDep,
    app: StateDep,
    signed: Maker,
    code: str,
    at: Short = "",
    value: Long = "",
    source: Short = "",
    url: Short = "",
    read_on: Short = "",
    keeps: Short = "",
    whole: Short = "",
) -> Response:
    """Put one value into this person's draft for this record."""
    known = _record(app, code)
    place = _spot(known, at)
    text = " ".join(clean(value).split())
    if text == place.value or (place.kind == ADD and not text):
        return _spot_form(request, desk, signed, known, place, "nothing_new", value=text)
    if place.required and not text:
        return _spot_form(request, desk, signed, known, place, "needed")
    draft = desk.proposals.draft_of(signed.person.number, known.code)
    before = draft.change if draft else None
    given = _source(source, url, read_on)
    if place.needs_source and given is None and not (before and before.source):
        return _spot_form(request, desk, signed, known, place, "no_source", value=text)
    edit = Edit(path=place.path, kind=place.kind, before=place.value, after=text)
    # A place has one new value; of lines to add there may be several.
    kept = [e for e in (before.edits if before else ()) if e.kind == ADD or e.path != edit.path]
    today = _today(desk)
    change = Change(
        number=draft.number if draft else 0,
        procedure=known.code,
        edits=tuple(dict.fromkeys([*kept, edit])),
        source=given or (before.source if before else None),
        keeps_sources=bool(keeps) or bool(before and before.keeps_sources),
        checked_by=signed.person.shown if whole else before.checked_by if before else "",
        checked_on=today if whole else before.checked_on if before else None,
    )
    if draft:
        try:
            desk.proposals.rewrite(draft.number, signed.person.number, change)
        except ProposalError as error:
            raise DeskError(409, error.reason) from None
        return back_to(f"/desk/proposals/{draft.number}")
    number = _add(desk, signed, change, "", draft=True)
    return back_to(f"/desk/proposals/{number}")


def _phrase_form(
    request: Request,
    app: State,
    signed: Signed,
    procedure: str = "",
    place: str = "phrases",
    said: str = "",
    origin: str = "",
    why: str = "",
) -> Response:
    found = sorted((p.short_name, p.code) for p in app.assistant.records)
    return show(
        request, "proposal_phrase.html", signed, status=422 if why else 200, records=found,
        places=_PLACES, procedure=procedure, place=place, said=said, origin=origin, why=why,
        words=words(),
    )  # fmt: skip


def _spot_form(
    request: Request,
    desk: Desk,
    signed: Signed,
    known: Procedure,
    place: Spot,
    why: str = "",
    value: str | None = None,
) -> Response:
    draft = desk.proposals.draft_of(signed.person.number, known.code)
    return show(
        request, "proposal_spot.html", signed, status=422 if why else 200, record=known, spot=place,
        value=place.value if value is None else value, draft=draft, why=why, today=_today(desk),
        words=words(), source=draft.change.source if draft else None,
    )  # fmt: skip


def _record(app: State, code: str) -> Procedure:
    known = app.assistant.records.get(code)
    if known is None:
        raise DeskError(404, "not_there")
    return known


def _spot(known: Procedure, path: str) -> Spot:
    for found in spots(known):
        if found.path == path:
            return found
    raise DeskError(404, "not_there")


def _source(title: str, url: str, read_on: str) -> NewSource | None:
    try:
        day = date.fromisoformat(read_on)
    except ValueError:
        return None
    said = " ".join(clean(title).split())
    return NewSource(title=said, url=url.strip(), read_on=day) if said else None


def _today(desk: Desk) -> date:
    return datetime.fromtimestamp(desk.now(), VIETNAM).date()


def _add(desk: Desk, signed: Signed, change: Change, origin: str, *, draft: bool) -> int:
    person = signed.person
    number = desk.proposals.add(change, person.number, person.shown, origin, draft=draft)
    desk.audit.note(person, "proposal_make", f"{number} {change.procedure}")
    return number
