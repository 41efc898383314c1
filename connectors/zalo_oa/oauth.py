"""Zalo's OAuth v4: where a person gives consent, and a code or a refresh token for a pair."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import httpx

from connectors.channels import LaterError
from connectors.zalo.http import ask
from connectors.zalo_oa.stored import Pair

SPENT = -14020
"""The code for a refresh token (or a login's code) that was used before."""

_LASTS = 25 * 3600.0


class OauthRefusedError(Exception):
    """Zalo's last word about this token. code: its error, 0 when it named none."""

    def __init__(self, code: int) -> None:
        super().__init__(f"OAuth {code}")
        self.code = code


def new_verifier() -> str:
    """PKCE's secret: 43 characters."""
    return secrets.token_urlsafe(32)


def challenge(verifier: str) -> str:
    """What may be shown of the verifier: base64url of its SHA-256, without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


class Oauth:
    """One app. base: https://oauth.zaloapp.com, or a twin."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base: str,
        app_id: str,
        app_secret: str,
        timeout: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client = client
        self._base = base.rstrip("/")
        self._app = app_id
        self._secret = app_secret
        self._timeout = timeout
        self._clock = clock

    def permission_url(self, redirect: str, verifier: str, state: str) -> str:
        """The page where the account's administrator agrees."""
        query = {
            "app_id": self._app,
            "redirect_uri": redirect,
            "code_challenge": challenge(verifier),
            "state": state,
        }
        return f"{self._base}/v4/oa/permission?{urlencode(query)}"

    async def redeem(self, code: str, verifier: str) -> Pair:
        """The first pair, for a login's code; see `refresh`."""
        return await self._pair(
            {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        )

    async def refresh(self, refresh_token: str) -> Pair:
        """The next pair. The refresh token is good once.

        Raises:
            OauthRefusedError: Zalo answered, with no pair.
            LaterError: no answer; `unsure` when the token may be spent all the same.

        """
        return await self._pair({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def _pair(self, grant: Mapping[str, str]) -> Pair:
        now = self._clock()
        answer = await ask(
            self._client,
            "POST",
            f"{self._base}/v4/oa/access_token",
            form={"app_id": self._app, **grant},
            headers={"secret_key": self._secret},
            timeout=self._timeout,
        )
        access, refresh = answer.body.get("access_token"), answer.body.get("refresh_token")
        if isinstance(access, str) and access and isinstance(refresh, str) and refresh:
            return Pair(access, refresh, now, _seconds(answer.body.get("expires_in")))
        code = answer.body.get("error", answer.body.get("error_code"))
        if code is None and answer.status == 200:
            raise LaterError("câu trả lời OAuth không có token", unsure=True)
        raise OauthRefusedError(_number(code))


def _seconds(given: Any) -> float:
    """`expires_in` is a number written as text; 25 hours when it is nothing of the kind."""
    try:
        seconds = float(given)
    except (TypeError, ValueError):
        return _LASTS
    return seconds if 0 < seconds < 1e9 else _LASTS


def _number(code: Any) -> int:
    try:
        return int(code)
    except (TypeError, ValueError, OverflowError):
        return 0
