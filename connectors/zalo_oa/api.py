"""One call to Zalo OA, with a good token: refreshed once, tried once more."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from connectors.channels import ChannelError
from connectors.zalo import Answer, Failures, ask
from connectors.zalo_oa.tokens import Tokens

log = logging.getLogger(__name__)

FAILURES = Failures.load(Path(__file__).with_name("failures.yaml"))

_UNAUTHORISED = 401
_REFUSED_TOKEN = -216


class ShapeError(ChannelError):
    """Zalo does not take the parameters: perhaps in another shape."""


class Api:
    """base: https://openapi.zalo.me, or a twin."""

    def __init__(
        self, client: httpx.AsyncClient, base: str, tokens: Tokens, timeout: float
    ) -> None:
        self._client = client
        self._base = base.rstrip("/")
        self._tokens = tokens
        self._timeout = timeout

    async def get(self, path: str) -> Mapping[str, Any]:
        """`data` of the answer; errors as `post`."""
        return _mapping(await self._call("GET", path, None))

    async def listed(self, path: str) -> list[Any]:
        """`data` of an answer that is a list; errors as `post`."""
        data = await self._call("GET", path, None)
        return data if isinstance(data, list) else []

    async def post(self, path: str, body: Any) -> Mapping[str, Any]:
        """`data` of the answer.

        Raises:
            ShapeError: -201.
            ChannelError: what failures.yaml says of the answer's code.

        """
        return _mapping(await self._call("POST", path, body))

    async def _call(self, method: str, path: str, body: Any) -> Any:
        token = await self._tokens.token()
        code, answer = await self._once(method, path, body, token)
        if FAILURES.of(code).becomes == "token":
            token = await self._tokens.renewed(token)
            code, answer = await self._once(method, path, body, token)
        if code == 0:
            return answer.body.get("data")
        failure = FAILURES.of(code)
        if failure.becomes == "shape":
            raise ShapeError(f"{code}: {failure.means}")
        log.warning("zalo-oa: %s %s: %s", method, path.partition("?")[0], code)
        raise FAILURES.error(code, answer.seconds)

    async def _once(self, method: str, path: str, body: Any, token: str) -> tuple[int, Answer]:
        answer = await ask(
            self._client,
            method,
            self._base + path,
            json_body=body,
            headers={"access_token": token},
            timeout=self._timeout,
        )
        if answer.status == _UNAUTHORISED:
            return _REFUSED_TOKEN, answer
        return _code(answer), answer


def _mapping(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def _code(answer: Answer) -> int:
    """`error` of the body; some libraries saw it as text. No number at all is no success."""
    given = answer.body.get("error")
    try:
        code = int(given)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return _UNKNOWN
    return code if answer.status == 200 or code else _UNKNOWN


_UNKNOWN = -1
