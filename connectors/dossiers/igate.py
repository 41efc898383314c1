"""A provincial gateway of the iGate2 shape, with the province's own key and no other's.

Its numbers of states are its own, so none is read: only its words count, and those of the vendor's
table and of the national one are understood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.dossiers.fields import moment, text
from connectors.dossiers.http import Budget, Http, Question
from knowledge import statuses
from knowledge.dossiers import (
    Dossier,
    DossierAnswerError,
    DossierNotFoundError,
    DossierNotOursError,
)
from knowledge.statuses import Statuses

_VENDOR_WORDS = {
    "new": 2, "waiting": 5, "processing": 4, "paying": 6, "receiving": 1, "releasing": 9,
    "done": 10, "denied": 3, "cancelled": 7, "unresolved": 8, "interoperating": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Gateway:
    """url: the gateway's base. token: the province's own key, empty for an open gateway. path: of
    the search below it, which differs between provinces.
    """

    url: str
    token: str = ""
    path: str = "/pa/dossier-search/dvc"


class IgateProvider:
    """Safe for several threads."""

    def __init__(
        self,
        gateway: Gateway,
        http: Http,
        now: Callable[[], datetime],
        timeout: float = 8.0,
        demonstration: bool = False,
        table: Statuses | None = None,
    ) -> None:
        self._gateway = gateway
        self._http = http
        self._now = now
        self._timeout = timeout
        self._demonstration = demonstration
        self._table = table or statuses.load()

    @property
    def name(self) -> str:
        """As a reply names it."""
        return "Cổng thử" if self._demonstration else "hệ thống một cửa của tỉnh"

    def lookup(self, code: str) -> Dossier:
        """The dossier under a canonical code.

        Raises:
            DossierError: see `knowledge.dossiers.errors`.

        """
        token = self._gateway.token
        question = Question(
            "GET",
            self._gateway.url.rstrip("/") + self._gateway.path,
            query={"page": "0", "size": "10", "spec": "slice", "code": code},
            headers={"Authorization": f"Bearer {token}"} if token else None,
        )
        return self._dossier(code, _entry(code, self._http.ask(question, Budget(self._timeout))))

    def _dossier(self, code: str, entry: Mapping[str, Any]) -> Dossier:
        said = _words(entry.get("statusCurrentTask") or entry.get("currentTask"))
        if not said:
            raise DossierAnswerError("không có trạng thái")
        name = _of(_of(entry.get("applicant")).get("data")).get("fullname")
        names = (name,) if isinstance(name, str) else ()
        procedure = _of(entry.get("procedure"))
        state = self._state(said)
        return Dossier(
            code=code,
            procedure_code=text(procedure.get("code")),
            procedure=_words(procedure),
            status_code=state,
            status_text=self._official(said, state) or text(said, names),
            submitted_at=moment(entry.get("appliedDate")),
            received_at=moment(entry.get("acceptedDate")),
            due_at=moment(entry.get("appointmentDate")),
            finished_at=moment(entry.get("completedDate")),
            agency=_words(entry.get("agency")),
            source=self.name,
            demonstration=self._demonstration,
            fetched_at=self._now(),
        )

    def _state(self, said: str) -> int | None:
        """The national code of the gateway's words; None when they are its own."""
        if (word := said.strip().lower()) in _VENDOR_WORDS:
            return _VENDOR_WORDS[word]
        found = self._table.find(said)
        return int(found.code) if found and found.code.isdecimal() else None

    def _official(self, said: str, code: int | None) -> str:
        """The national words for one of the vendor's, which nobody in Vietnam reads."""
        if code is None or said.strip().lower() not in _VENDOR_WORDS:
            return ""
        status = self._table.of(code)
        return status.official or status.title


def _of(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _words(value: Any) -> str:
    """A text, or the name of an object in its first translation."""
    if isinstance(value, str):
        return text(value)
    data = _of(value)
    translations = data.get("translate") or data.get("name")
    if isinstance(translations, list):
        return next((name for item in translations if (name := text(_of(item).get("name")))), "")
    return text(data.get("name"))


def _entry(code: str, answer: Any) -> Mapping[str, Any]:
    content = answer.get("content") if isinstance(answer, dict) else None
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        raise DossierAnswerError("danh sách hồ sơ sai kiểu")
    if not content:
        raise DossierNotFoundError("không có hồ sơ này")
    for item in content:
        if code in {str(item.get(key, "")).strip().upper() for key in ("code", "nationCode")}:
            return dict(item)
    raise DossierNotOursError("câu trả lời về một hồ sơ khác")
