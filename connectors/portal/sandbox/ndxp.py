"""The agency adapter as the twin answers it: a login, then `TraCuuHoSo`.

By turns it uses both containers, numbers and text for codes, and the three forms of date, since
real systems differ in exactly that.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from connectors.portal.sandbox.dossiers import TwinDossiers, View
from connectors.portal.sandbox.twin import Json

_FORMS = ("%Y%m%d%H%M%S", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S+07:00")


class Login(BaseModel):
    """The agency's account; the twin takes any."""

    model_config = ConfigDict(extra="ignore")

    username: str
    password: str


class Call(BaseModel):
    """A service of the adapter."""

    model_config = ConfigDict(extra="ignore")

    session: str = ""
    service: str = ""
    mahoso: str = ""


def router(dossiers: TwinDossiers) -> APIRouter:
    """The two questions, below /XrdAdapter/RestService/forward/mapi."""
    routes = APIRouter()
    sessions: set[str] = set()

    @routes.post("/login")
    def login(asked: Login) -> Json:
        if not asked.username or not asked.password:
            return {"error_code": 1, "message": "Sai tài khoản hoặc mật khẩu"}
        session = secrets.token_hex(16)
        sessions.add(session)
        return {"error_code": 0, "session": session}

    @routes.post("/g")
    def call(asked: Call, request: Request) -> JSONResponse:
        if asked.session not in sessions:
            return JSONResponse({"error_code": 9, "message": "Phiên làm việc hết hạn"})
        if asked.service != "TraCuuHoSo":
            return JSONResponse({"error_code": 2, "message": "Không có dịch vụ này"})
        return JSONResponse(_answer(dossiers, asked.mahoso, request))

    return routes


def _answer(dossiers: TwinDossiers, code: str, request: Request) -> Json:
    mode, number = request.state.mode, request.state.number
    view = dossiers.look(code, stale=mode == "stale")
    if mode == "unknown":
        view = None
    if mode == "other":
        view = dossiers.another(code)
    if view is None:
        if number % 2:
            return {"error_code": 0, "result": []}
        return {"error_code": "5", "message": "Không tìm thấy hồ sơ"}
    entry = _entry(view, number)
    if mode == "malformed":
        entry |= {"MaTrangThai": ["4"], "TrangThaiHoSo": None, "NgayNop": {"ngay": 1}}
    if number % 2:
        return {"error_code": 0, "result": [entry]}
    return {"error_code": "0", "data": [entry]}


def _entry(view: View, number: int) -> Json:
    form = _FORMS[number % len(_FORMS)]

    def written(moment: datetime | None) -> str:
        return moment.strftime(form) if moment else ""

    script, note = view.script, view.past[-1][1].note
    entry: Json = {
        "MaTTHC": script.procedure_code,
        "TenTTHC": script.procedure,
        "MaHoSo": script.code,
        "HoTenNguoiNop": script.applicant,
        "MaTrangThai": view.state if number % 2 else str(view.state),
        "TrangThaiHoSo": view.words,
        "DonViXuLy": script.agency,
        "MaDonViXuLy": script.code.split("-")[0],
        "NgayNop": written(view.first(1)),
        "NgayTiepNhan": written(view.first(2)),
        "NgayHenTra": written(view.due if view.first(2) else None),
        "NgayKetThucXuLy": written(view.first(9, 10)),
        "HinhThucNhanKQ": "0",
        "GhiChu": f"{note} (người nộp {script.applicant}, số 079203001234)" if note else "",
        "DanhSachHoSoBoSung": [
            {
                "NgayBoSung": written(at),
                "NgayTiepNhanBoSung": written(view.answered(step)),
                "DanhSachGiayToBoSung": [{"TenGiayTo": item} for item in step.items],
            }
            for at, step in view.past
            if step.state == 5
        ],
        "TienTrinhXuLy": [
            {"ThoiDiemXuLy": written(at), "TrangThai": step.state} for at, step in view.past
        ],
    }
    return entry
