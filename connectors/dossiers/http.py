"""One question over HTTP within a time budget, answered by JSON or by one of our errors."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from knowledge.dossiers import DossierAnswerError, DossierDownError, DossierRefusedError

_MOST_BYTES = 1_000_000
_LEAST_LEFT = 0.2
_AGENT = "tungbuoc (tro ly huong dan thu tuc hanh chinh)"


class Budget:
    """The seconds one look-up may take in all, its retry and its login included."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Seconds that remain; never negative."""
        return max(0.0, self._end - self._clock())


@dataclass(frozen=True)
class Question:
    """What is asked of a system."""

    method: str
    url: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None


class Http:
    """Blocking; a failing question is asked once more while the budget lasts."""

    def __init__(self, client: httpx.Client | None = None) -> None:
        self._client = client or httpx.Client(
            headers={"Accept": "application/json", "User-Agent": _AGENT}, follow_redirects=False
        )

    def ask(self, question: Question, budget: Budget) -> Any:
        """The JSON of the answer.

        Raises:
            DossierDownError: not reached, too slow, 5xx or 429, or a page, twice.
            DossierRefusedError: 401 or 403.
            DossierAnswerError: any other status, or no JSON.

        """
        problem = DossierDownError("hết thời gian")
        for _ in range(2):
            if budget.left() < _LEAST_LEFT:
                break
            try:
                return self._once(question, budget)
            except DossierDownError as error:
                problem = error
        raise problem

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def _once(self, question: Question, budget: Budget) -> Any:
        try:
            with self._client.stream(
                question.method,
                question.url,
                json=question.body,
                params=question.query,
                headers=question.headers,
                timeout=budget.left(),
            ) as response:
                content = _read(response, budget)
        except httpx.HTTPError as error:
            # Never the message: it may hold the address, and with it the code.
            raise DossierDownError(type(error).__name__) from None
        except (httpx.InvalidURL, ValueError) as error:
            raise DossierAnswerError(f"địa chỉ sai ({type(error).__name__})") from None
        status = response.status_code
        if status in (408, 429) or status >= 500:
            raise DossierDownError(f"HTTP {status}")
        if status in (401, 403):
            raise DossierRefusedError(f"HTTP {status}")
        if content.lstrip()[:1] == b"<":
            raise DossierDownError("trang HTML thay cho JSON")
        if status not in (200, 201):
            raise DossierAnswerError(f"HTTP {status}")
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise DossierAnswerError("không phải JSON") from None


def _read(response: httpx.Response, budget: Budget) -> bytes:
    """The body; a server that drips it for ever is cut off."""
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > _MOST_BYTES:
            raise DossierDownError("câu trả lời quá lớn")
        if not budget.left():
            raise DossierDownError("hết thời gian")
    return bytes(content)
