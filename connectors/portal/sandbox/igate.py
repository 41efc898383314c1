"""The provincial gateway as the twin answers it, in the vendor's words and the national ones."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from connectors.portal.sandbox.dossiers import TwinDossiers, View
from connectors.portal.sandbox.twin import Json

_VENDOR_WORDS = {2: "new", 4: "processing", 6: "paying", 8: "unresolved", 10: "done"}


def router(dossiers: TwinDossiers) -> APIRouter:
    """The two paths of the search, below /pa."""
    routes = APIRouter()

    @routes.get("/dossier-search/dvc")
    @routes.get("/dossier/search")
    def search(request: Request, code: str = "") -> JSONResponse:
        mode = request.state.mode
        view = dossiers.look(code, stale=mode == "stale")
        if mode == "unknown":
            view = None
        if mode == "other":
            view = dossiers.another(code)
        content = [_entry(view)] if view else []
        if mode == "malformed":
            return JSONResponse({"content": {"code": 5}, "numberOfElements": "một"})
        return JSONResponse({"content": content, "numberOfElements": len(content)})

    return routes


def _entry(view: View) -> Json:
    script = view.script
    return {
        "code": script.code,
        "applicant": {"data": {"fullname": script.applicant}},
        "procedure": {"code": script.procedure_code, "translate": [{"name": script.procedure}]},
        "agency": {"name": [{"name": script.agency}]},
        "statusCurrentTask": _VENDOR_WORDS.get(view.state, view.words),
        "applyMethod": {"name": "Trực tuyến"},
        "appliedDate": _written(view.first(1)),
        "acceptedDate": _written(view.first(2)),
        "appointmentDate": _written(view.due if view.first(2) else None),
        "completedDate": _written(view.first(9, 10)),
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
