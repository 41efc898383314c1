"""How much one client, and one conversation, may ask."""

from __future__ import annotations

from fastapi import Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from connectors.web.errors import ApiError

LOOPBACK = {"127.0.0.1", "::1", "testclient"}


class Limits:
    """Moving windows in memory, per process. The machine itself is not limited as a client."""

    def __init__(self, per_client: str, per_conversation: str, dossiers: str) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_client = parse(per_client)
        self._per_conversation = parse(per_conversation)
        self._dossiers = parse(dossiers)

    def check(self, request: Request, conversation: str | None = None) -> None:
        """Count this request.

        Raises:
            ApiError: 429, with Retry-After.

        """
        client = request.client.host if request.client else "unknown"
        allowed = client in LOOPBACK or self._limiter.hit(self._per_client, "client", client)
        if allowed and conversation:
            allowed = self._limiter.hit(self._per_conversation, "conversation", conversation)
        if not allowed:
            raise ApiError(429, "too_many", headers={"Retry-After": "10"})

    def check_dossier(self, request: Request) -> None:
        """Count a look-up of a dossier's code; the machine itself is limited too, since guesses
        through a proxy on it would look the same.

        Raises:
            ApiError: 429, with Retry-After.

        """
        client = request.client.host if request.client else "unknown"
        if not self._limiter.hit(self._dossiers, "dossier", client):
            raise ApiError(429, "too_many", headers={"Retry-After": "600"})
