"""One question over HTTP: JSON, or one of the channel's errors. Error texts never hold addresses
(a bot's token is part of its address).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from connectors.channels import LaterError

_MOST_BYTES = 1_000_000
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_TOO_MANY = 429
_UNAVAILABLE = 503


@dataclass(frozen=True)
class Answer:
    """status: of HTTP. seconds: of Retry-After. body: a JSON object."""

    status: int
    body: Mapping[str, Any]
    seconds: float | None = None


async def ask(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    json_body: Any = None,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float,
) -> Answer:
    """The answer, whatever it says.

    Raises:
        LaterError: not reached, too slow, 429, 5xx, or no JSON object; `unsure` when the platform
            may have done what was asked all the same.

    """
    try:
        response = await client.request(
            method, url, json=json_body, data=form, headers=headers, timeout=timeout
        )
    except _NOT_SENT as error:
        raise LaterError(type(error).__name__) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise LaterError(type(error).__name__, unsure=True) from None
    seconds = _retry_after(response)
    if response.status_code == _TOO_MANY:
        raise LaterError("HTTP 429", _named(response) if seconds is None else seconds)
    if response.status_code >= 500:
        refused = response.status_code == _UNAVAILABLE
        raise LaterError(f"HTTP {response.status_code}", seconds, unsure=not refused)
    body = _object(response)
    if body is None:
        # A page of a firewall or a proxy: on 200 it may have been sent on before.
        raise LaterError(f"HTTP {response.status_code}, không phải JSON", unsure=True)
    return Answer(response.status_code, body, seconds)


def _object(response: httpx.Response) -> Mapping[str, Any] | None:
    if len(response.content) > _MOST_BYTES:
        return None
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _retry_after(response: httpx.Response) -> float | None:
    given = response.headers.get("retry-after", "")
    return float(given) if given.isdecimal() and len(given) < 6 else None


def _named(response: httpx.Response) -> float | None:
    """`parameters.retry_after` of the Bot platform's likeness to Telegram."""
    parameters = (_object(response) or {}).get("parameters")
    given = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(given) if isinstance(given, int | float) and 0 <= given < 1e5 else None
