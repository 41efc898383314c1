"""Keeping it true: what to look at, and closing what was looked at."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from bot.talk import Assistant
from connectors.desk.accounts import Signed
from connectors.desk.review import LEAST_ASKERS, disliked, unclear
from connectors.desk.web.guard import DeskDep, DeskError, May
from connectors.desk.web.pages import back_to, show
from connectors.web.state import StateDep
from knowledge.dossiers import VIETNAM
from knowledge.errors import NoSuchReviewError
from knowledge.imported import ImportedStore
from knowledge.keeping.due import Due, find
from nlu.text import clean
from nlu.text.secrets import mask

router = APIRouter(prefix="/desk", include_in_schema=False)
_AHEAD = timedelta(days=30)
_SECTIONS = {
    "name": "tên", "documents": "giấy tờ", "fee": "lệ phí", "time": "thời hạn", "where": "nơi nộp",
    "how": "các bước", "eligibility": "ai được làm", "result": "kết quả", "legal": "căn cứ",
    "state": "tình trạng", "": "cả thủ tục",
}  # fmt: skip


@router.get("/review")
def review(
    request: Request,
    desk: DeskDep,
    app: StateDep,
    signed: Annotated[Signed, Depends(May("review_see"))],
) -> Response:
    """Changes on the portal, records past their day or near it, questions, thumbs."""
    today = datetime.fromtimestamp(desk.now(), VIETNAM).date()
    assistant = app.assistant
    due = _due(assistant, today)
    store = ImportedStore(app.settings.portal_store_url)
    try:
        changed = store.open_reviews()
    finally:
        store.close()
    names = {procedure.code: procedure.short_name for procedure in assistant.records}
    return show(
        request, "review.html", signed, today=today, changed=changed, sections=_SECTIONS,
        due=[item for item in due if item.on <= today + _AHEAD], names=names,
        unclear=unclear(desk.engine), least=LEAST_ASKERS, disliked=disliked(desk.engine),
    )  # fmt: skip


_FOUND: dict[date, tuple[Assistant, list[Due]]] = {}


def _due(assistant: Assistant, today: date) -> list[Due]:
    """Everything with a day, looked for once a day: the records do not change while an app runs."""
    known = _FOUND.get(today)
    if known is None or known[0] is not assistant:
        _FOUND.clear()
        found = find(assistant.records, today, assistant.aids, assistant.policies)
        known = _FOUND[today] = (assistant, found)
    return known[1]


@router.post("/review/{number}")
def settle(
    desk: DeskDep,
    app: StateDep,
    signed: Annotated[Signed, Depends(May("review_settle"))],
    number: int,
    note: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Close a change of the portal: somebody has looked, and says what came of it."""
    said, _ = mask(clean(note))
    if not said.strip():
        raise DeskError(422, "no_note")
    today = datetime.fromtimestamp(desk.now(), VIETNAM).date()
    store = ImportedStore(app.settings.portal_store_url)
    try:
        store.settle(number, signed.person.name, said, today)
    except NoSuchReviewError:
        raise DeskError(404, "not_there") from None
    finally:
        store.close()
    desk.audit.note(signed.person, "review_settle", str(number))
    return back_to("/desk/review")
