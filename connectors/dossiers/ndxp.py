"""The agency adapter (NDXP/NGSP): a login session, then the service `TraCuuHoSo`.

The contract is in docs/dossiers.md. Answers come in `result` or in `data`, codes as numbers or as
text, dates in three forms. The account is the agency's own and comes from the environment only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.dossiers.fields import moment, national_code, text
from connectors.dossiers.http import Budget, Http, Question
from knowledge.dossiers import (
    Dossier,
    DossierAnswerError,
    DossierNotFoundError,
    DossierNotOursError,
    DossierRefusedError,
    Event,
    Supplement,
)
from nlu.text import fold

_BASE = "/XrdAdapter/RestService/forward/mapi"
DESTINATION = "VN:GOV:000.00.00.G22:vpcpdvcprovider"
_NOT_THERE = ("khong tim thay", "khong ton tai", "khong co ho so", "not found", "khong co du lieu")
_NOT_OURS = ("khong thuoc", "khong co quyen", "don vi khac")
_SESSION = ("session", "phien", "dang nhap", "token", "het han")


@dataclass(frozen=True)
class Account:
    """Where the adapter is, and the agency's own account. unit: its code, `000.00.16.H29`."""

    url: str
    username: str
    password: str
    unit: str
    destination: str = DESTINATION


class NdxpProvider:
    """Safe for several threads; one session is shared, and made anew when it is refused."""

    def __init__(
        self,
        account: Account,
        http: Http,
        now: Callable[[], datetime],
        timeout: float = 8.0,
        demonstration: bool = False,
    ) -> None:
        self._account = account
        self._http = http
        self._now = now
        self._timeout = timeout
        self._demonstration = demonstration
        self._session = ""
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """As a reply names it."""
        return "Cổng thử" if self._demonstration else "Cổng Dịch vụ công quốc gia"

    def lookup(self, code: str) -> Dossier:
        """The dossier under a canonical code.

        Raises:
            DossierError: see `knowledge.dossiers.errors`.

        """
        budget = Budget(self._timeout)
        session = self._session
        answer = self._ask(code, session or self._login(budget), budget)
        if session and _refuses_session(answer):
            answer = self._ask(code, self._login(budget, instead_of=session), budget)
        return self._dossier(code, _entry(code, answer))

    def _login(self, budget: Budget, instead_of: str = "") -> str:
        """A session; the one another thread has made meanwhile, if there is one."""
        with self._lock:
            if self._session not in ("", instead_of):
                return self._session
            answer = self._post(
                "login",
                {"username": self._account.username, "password": self._account.password},
                budget,
            )
            session = answer.get("session")
            if not _is_fine(answer) or not isinstance(session, str) or not session:
                raise DossierRefusedError("không đăng nhập được")
            self._session = session
            return session

    def _ask(self, code: str, session: str, budget: Budget) -> Mapping[str, Any]:
        body = {
            "session": session, "madonvi": self._account.unit, "service": "TraCuuHoSo",
            "mahoso": code,
        }  # fmt: skip
        return self._post("g", body, budget)

    def _post(self, what: str, body: Mapping[str, Any], budget: Budget) -> Mapping[str, Any]:
        url = f"{self._account.url.rstrip('/')}{_BASE}/{what}"
        query = {"dstcode": self._account.destination}
        answer = self._http.ask(Question("POST", url, body, query), budget)
        if not isinstance(answer, dict):
            raise DossierAnswerError("câu trả lời không phải một đối tượng")
        return answer

    def _dossier(self, code: str, entry: Mapping[str, Any]) -> Dossier:
        names = tuple(
            name for key in ("HoTenNguoiNop", "ChuHoSo") if isinstance(name := entry.get(key), str)
        )
        status, said = national_code(entry.get("MaTrangThai")), text(entry.get("TrangThaiHoSo"))
        if status is None and not said:
            raise DossierAnswerError("không có trạng thái")
        return Dossier(
            code=code,
            procedure_code=text(entry.get("MaTTHC")),
            procedure=text(entry.get("TenTTHC")) or text(entry.get("TenDVC")),
            status_code=status,
            status_text=said,
            submitted_at=moment(entry.get("NgayNop") or entry.get("NgayNopHoSo")),
            received_at=moment(entry.get("NgayTiepNhan")),
            due_at=moment(entry.get("NgayHenTra")),
            finished_at=moment(entry.get("NgayKetThucXuLy") or entry.get("NgayTra")),
            agency=text(entry.get("DonViXuLy"), names),
            note=text(entry.get("GhiChu"), names),
            supplements=_supplements(entry.get("DanhSachHoSoBoSung"), names),
            history=_history(entry.get("TienTrinhXuLy"), names),
            source=self.name,
            demonstration=self._demonstration,
            fetched_at=self._now(),
        )


def _is_fine(answer: Mapping[str, Any]) -> bool:
    """`error_code` 0, as a number or as text."""
    return str(answer.get("error_code", "")).strip() == "0"


def _said(answer: Mapping[str, Any]) -> str:
    parts = (answer.get(key) for key in ("message", "error_message", "error_msg", "msg"))
    return fold(" ".join(part for part in parts if isinstance(part, str)))


def _refuses_session(answer: Mapping[str, Any]) -> bool:
    return not _is_fine(answer) and any(word in _said(answer) for word in _SESSION)


def _entry(code: str, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one entry of this very code, whichever container holds it."""
    if not _is_fine(answer):
        said = _said(answer)
        if any(word in said for word in _NOT_THERE):
            raise DossierNotFoundError("không có hồ sơ này")
        if any(word in said for word in _NOT_OURS):
            raise DossierNotOursError("hồ sơ của đơn vị khác")
        if any(word in said for word in _SESSION):
            raise DossierRefusedError("phiên đăng nhập bị từ chối")
        raise DossierAnswerError("hệ thống báo lỗi")
    container = answer.get("result", answer.get("data"))
    entries = [container] if isinstance(container, dict) else container
    if entries is None or entries == []:
        raise DossierNotFoundError("không có hồ sơ này")
    if not isinstance(entries, list) or not all(isinstance(item, dict) for item in entries):
        raise DossierAnswerError("danh sách hồ sơ sai kiểu")
    for item in entries:
        if str(item.get("MaHoSo", "")).strip().upper() == code:
            return dict(item)
    # Somebody else's dossier came back: nothing of it may be shown.
    raise DossierNotOursError("câu trả lời về một hồ sơ khác")


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _supplements(value: Any, names: tuple[str, ...]) -> list[Supplement]:
    """Requests for more papers, where the answer carries them (the keys of DongBoHoSoMC)."""
    return [
        Supplement(
            asked_at=moment(row.get("NgayBoSung")),
            items=_items(row, names),
            answered_at=moment(row.get("NgayTiepNhanBoSung")),
            due_at=moment(row.get("HanBoSung")),
        )
        for row in _rows(value)
    ]


def _items(row: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    papers = row.get("DanhSachGiayToBoSung")
    named = [
        text(paper.get("TenGiayTo") if isinstance(paper, dict) else paper, names)
        for paper in (papers if isinstance(papers, list) else [])
    ]
    return [item for item in (*named, text(row.get("NoiDungBoSung"), names)) if item]


def _history(value: Any, names: tuple[str, ...]) -> list[Event]:
    """Steps, where the answer carries them (the keys of CapNhatTienDoHoSoMC), oldest first."""
    events = [
        Event(
            at=at,
            status_code=national_code(row.get("TrangThai")),
            status_text=text(row.get("NoiDungXuLy"), names),
        )
        for row in _rows(value)
        if (at := moment(row.get("ThoiDiemXuLy")))
    ]
    return sorted(events, key=lambda event: event.at)
