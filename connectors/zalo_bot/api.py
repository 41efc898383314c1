"""One method of the Zalo Bot Platform."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from connectors.zalo import Failures, ask

log = logging.getLogger(__name__)

FAILURES = Failures.load(Path(__file__).with_name("failures.yaml"))

_NOTHING_CAME = 408


class Api:
    """base: https://bot-api.zaloplatforms.com, or a twin."""

    def __init__(self, client: httpx.AsyncClient, base: str, token: str, timeout: float) -> None:
        self._client = client
        self._base = f"{base.rstrip('/')}/bot{token}"
        self._timeout = timeout

    async def call(self, method: str, body: Mapping[str, Any], longer: float = 0.0) -> Any:
        """`result` of the answer; None when `getUpdates` waited in vain. longer: seconds that the
        platform waits by itself before it answers.

        Raises:
            ChannelError: what failures.yaml says of the answer's code.

        """
        answer = await ask(
            self._client,
            "POST",
            f"{self._base}/{method}",
            json_body=dict(body),
            timeout=self._timeout + longer,
        )
        if answer.body.get("ok") is True:
            return answer.body.get("result")
        code = _code(answer.body.get("error_code"), answer.status)
        if code == _NOTHING_CAME and method == "getUpdates":
            return None
        log.warning("zalo-bot: %s: %s", method, code)
        raise FAILURES.error(code, _pause(answer.body.get("parameters")) or answer.seconds)


def _code(given: Any, status: int) -> int:
    try:
        return int(given)
    except (TypeError, ValueError, OverflowError):
        return status


def _pause(parameters: Any) -> float | None:
    given = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(given) if isinstance(given, int | float) and 0 < given < 1e5 else None
