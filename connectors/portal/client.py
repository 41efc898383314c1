"""The portal's public procedure API: two questions, asked slowly and patiently.

No key is needed. Answers come with status 200 or 201, in an envelope `{code, message, data}`; the
firewall's page "Request Rejected" comes with 200 too, so only JSON counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import httpx

from connectors.portal.errors import PortalAnswerError, PortalBlockedError, PortalDownError

_LIST = "/submitting/formality/list-all-public-formality-by-citizen"
_DETAIL = "/configuring/formality/get-formality-by-citizen"
_API = "/api/v1"
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_LONGEST_CURSOR, _MOST_RECORDS = 200, 1_000_000
_AGENT = "tungbuoc (tro ly huong dan thu tuc hanh chinh; doc du lieu cong khai)"


@dataclass(frozen=True)
class Page:
    """One page of the list. cursor: what the next page is asked with, empty after the last."""

    items: list[object]
    cursor: str
    total: int | None


@dataclass(frozen=True)
class Patience:
    """rate: most requests a second. timeout: seconds an answer may take. retries: of one
    question, after a pause that doubles each time. clock, sleep: for tests.
    """

    rate: float = 2.0
    timeout: float = 30.0
    retries: int = 4
    first_pause: float = _FIRST_PAUSE
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class PortalClient:
    """Blocking. `with PortalClient(url) as portal: …`."""

    def __init__(self, url: str, patience: Patience | None = None) -> None:
        self.url = api_url(url)
        self._patience = patience or Patience()
        self._next = 0.0
        self._http = httpx.Client(
            timeout=self._patience.timeout,
            headers={"Accept": "application/json", "User-Agent": _AGENT},
            follow_redirects=False,
        )

    def __enter__(self) -> PortalClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def page(self, cursor: str, limit: int) -> Page:
        """One page of every public procedure, after the id `cursor` (empty: from the start).

        Raises:
            PortalError: see `connectors.portal.errors`.

        """
        asked = {"limit": limit, "lastId": cursor, "q": "", "categoryId": "", "departmentCode": ""}
        data = self._ask(_LIST, asked)
        items = data.get("items")
        if not isinstance(items, list):
            raise PortalAnswerError("danh sách thủ tục của Cổng không có phần items")
        total, last = data.get("total"), data.get("lastId") or ""
        if not isinstance(last, str) or len(last) > _LONGEST_CURSOR:
            raise PortalAnswerError("danh sách thủ tục của Cổng có lastId lạ")
        counted = type(total) is int and 0 <= total <= _MOST_RECORDS
        return Page(items, last if items else "", total if counted else None)

    def detail(self, record_id: str) -> Mapping[str, Any]:
        """One procedure in full.

        Raises:
            PortalError: see `connectors.portal.errors`.

        """
        return self._ask(_DETAIL, {"id": record_id})

    def _ask(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        pause = self._patience.first_pause
        for attempt in range(self._patience.retries + 1):
            if attempt:
                self._patience.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            self._keep_pace()
            try:
                response = self._http.post(self.url + path, json=body)
                return _data(response)
            except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
                raise PortalAnswerError(f"{self.url} không phải địa chỉ của một Cổng") from error
            except httpx.HTTPError as error:
                problem: PortalDownError | PortalBlockedError = PortalDownError(
                    f"không gặp được Cổng ở {self.url} ({type(error).__name__})"
                )
            except (PortalDownError, PortalBlockedError) as error:
                problem = error
                pause = max(pause, _retry_after(response))
        raise problem

    def _keep_pace(self) -> None:
        """Wait until the rate allows the next request."""
        now = self._patience.clock()
        if now < self._next:
            self._patience.sleep(self._next - now)
            now = self._next
        self._next = now + 1 / self._patience.rate


def api_url(url: str) -> str:
    """The base of the API; a bare host gets the portal's path."""
    url = url.rstrip("/")
    return url if urlsplit(url).path else url + _API


def _data(response: httpx.Response) -> Mapping[str, Any]:
    """The `data` of the envelope."""
    if response.status_code in (408, 429) or response.status_code >= 500:
        raise PortalDownError(f"Cổng trả lời HTTP {response.status_code}")
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        if response.text.lstrip()[:1] == "<":
            raise PortalBlockedError(
                "Cổng trả về trang HTML thay cho JSON: tường lửa của Cổng đang từ chối"
            ) from None
        raise PortalAnswerError("Cổng trả lời không phải JSON") from None
    if not isinstance(answer, dict):
        raise PortalAnswerError("Cổng trả lời không có phần bao ngoài code, data")
    data = answer.get("data")
    if response.status_code not in (200, 201) or answer.get("code") != "OK":
        said = str(answer.get("message") or answer.get("code") or response.status_code)
        raise PortalAnswerError(f"Cổng từ chối: HTTP {response.status_code}, {said[:120]}")
    if not isinstance(data, dict):
        raise PortalAnswerError("Cổng trả lời OK nhưng không có data")
    return data


def _retry_after(response: httpx.Response) -> float:
    said = response.headers.get("retry-after", "")
    return min(float(said), _LONGEST_PAUSE) if said.isdecimal() else 0.0
