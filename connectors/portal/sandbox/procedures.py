"""Reading procedures, as the portal answers it (docs/portal-import.md names the two questions)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from connectors.portal.sandbox.twin import Json, Twin


class ListQuestion(BaseModel):
    """What the list can be asked; keys we do not know are ignored, as the portal does."""

    model_config = ConfigDict(extra="ignore")

    limit: int = Field(default=10, ge=1)
    lastId: str = ""  # noqa: N815 (the portal's own spelling)
    q: str = ""
    categoryId: str = ""  # noqa: N815 (as above)
    departmentCode: str = ""  # noqa: N815 (as above)
    level: str | None = None
    type: str | None = None


class DetailQuestion(BaseModel):
    """Which procedure."""

    model_config = ConfigDict(extra="ignore")

    id: str


def router(twin: Twin) -> APIRouter:
    """The two questions."""
    routes = APIRouter()

    @routes.post("/submitting/formality/list-all-public-formality-by-citizen")
    def list_procedures(asked: ListQuestion, request: Request) -> JSONResponse:
        data = twin.page(asked.model_dump(), stale=request.state.mode == "stale")
        if request.state.mode == "malformed" and data["items"]:
            data["items"] = [_broken_item(data["items"][0]), *data["items"][1:]]
        return _answer(request, data)

    @routes.post("/configuring/formality/get-formality-by-citizen")
    def get_procedure(asked: DetailQuestion, request: Request) -> JSONResponse:
        detail = twin.detail(asked.id, stale=request.state.mode == "stale")
        if detail is None:
            body = {"code": "FORMALITY_NOT_FOUND", "message": "Không tìm thấy", "data": None}
            return JSONResponse(body, 404)
        if request.state.mode == "malformed":
            detail = _broken_detail(detail)
        return _answer(request, detail)

    return routes


def _answer(request: Request, data: Any) -> JSONResponse:
    """In the envelope; the status is 200 or 201, by turns."""
    status = 200 if request.state.number % 2 else 201
    return JSONResponse({"code": "OK", "message": "OK", "data": data}, status)


def _broken_item(item: Json) -> Json:
    return {**item, "id": 17, "name": None}


def _broken_detail(detail: Json) -> Json:
    return {**detail, "executionMethods": "chưa rõ", "executionCases": [{"profileComponents": 5}]}
