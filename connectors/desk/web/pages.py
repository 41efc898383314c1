"""Drawing a page: the frame, what this role may see in it, and the headers that leave no trace."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from bot.wording.numbers import day
from connectors.desk.accounts import Signed
from connectors.desk.permissions import permissions
from knowledge.dossiers import VIETNAM

_FOLDER = Path(__file__).parents[1]
STATIC = _FOLDER / "static"
_templates = Jinja2Templates(directory=_FOLDER / "templates")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_TABS = (
    ("seat", "/desk/seat", "Ngồi cùng bà con"),
    ("talk_see", "/desk/talks", "Người đang chờ"),
    ("review_see", "/desk/review", "Giữ cho đúng"),
    ("proposal_see", "/desk/proposals", "Đề nghị sửa"),
    ("figures", "/desk/figures", "Số liệu"),
    ("switch_see", "/desk/switches", "Công tắc"),
    ("people", "/desk/people", "Tài khoản"),
    ("audit", "/desk/audit", "Nhật ký"),
)


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment, VIETNAM).strftime("%H:%M")


def _moment(moment: float) -> str:
    return datetime.fromtimestamp(moment, VIETNAM).strftime("%H:%M ngày %d/%m/%Y")


def _amount(value: object) -> object:
    """A number as Vietnamese write it: 12.345,6; anything else as it is, nothing for none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        said = f"{value:,}"
        return said.translate(str.maketrans(",.", ".,"))
    return "" if value is None else value


_templates.env.filters.update(day=day, clock=_clock, moment=_moment, amount=_amount)
_templates.env.trim_blocks = _templates.env.lstrip_blocks = True


def show(
    request: Request, name: str, signed: Signed | None, status: int = 200, **given: Any
) -> HTMLResponse:
    """A page. It is never kept by the browser, and tells no other site where it was."""
    table = permissions()
    role = signed.person.role if signed else None
    tabs = [(url, title) for action, url, title in _TABS if role and table.allow(role, action)]
    may = {name for name in table.actions if role and table.allow(role, name)}
    page = _templates.TemplateResponse(
        request,
        name,
        {
            "signed": signed,
            "csrf": signed.csrf if signed else "",
            "role": table.roles[role] if role else "",
            "roles": table.roles,
            "tabs": tabs,
            "may": may,
            "here": request.url.path,
            **given,
        },
        status_code=status,
    )
    private(page)
    return page


def private(response: Response) -> Response:
    """Nothing of it stays in a cache."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def back_to(url: str) -> RedirectResponse:
    """After a form: a reload sends nothing again."""
    answer = RedirectResponse(url, 303)
    private(answer)
    return answer
