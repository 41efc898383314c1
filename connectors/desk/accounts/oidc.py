"""Signing in at an identity provider (OpenID Connect, authorization code with PKCE).

Nobody gets an account by signing in there: an administrator makes it first, under the login that
the provider will name, and the first sign-in binds the provider's subject to it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import Engine, delete, insert, select

from connectors.desk.accounts.people import AccountError, People, Person
from connectors.desk.tables import VISITS

VISIT_SECONDS = 600
_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]


@dataclass(frozen=True)
class Provider:
    """issuer: its address; everything else is read from its discovery document. login: the claim
    that holds the name of the account, `email` only when the provider verified it.
    """

    issuer: str
    client: str
    secret: str
    login: str = "email"


class OpenId:
    """Blocking. transport: how it is reached, for tests."""

    def __init__(
        self,
        provider: Provider,
        engine: Engine,
        people: People,
        redirect: str,
        now: Callable[[], float],
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._provider = provider
        self._engine = engine
        self._people = people
        self._redirect = redirect
        self._now = now
        self._transport = transport

    def begin(self) -> tuple[str, str]:
        """The provider's address to send the browser to, and the state for its cookie.

        Raises:
            AccountError: provider_down.

        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._client() as client:
            told = self._discovered(client)
            url, _ = client.create_authorization_url(
                told["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        now = self._now()
        with self._engine.begin() as connection:
            connection.execute(delete(VISITS).where(VISITS.c.until < now))
            connection.execute(
                insert(VISITS).values(
                    state=_hash(state), nonce=nonce, verifier=verifier, until=now + VISIT_SECONDS
                )
            )
        return url, state

    def finish(self, code: str, state: str, cookie: str) -> Person:
        """Whose account the provider vouches for.

        Raises:
            AccountError: wrong: not what was begun in this browser, or not from this provider;
                nobody: no account is made for that login; provider_down.

        """
        if not state or not hmac.compare_digest(state.encode(), cookie.encode()):
            raise AccountError("wrong")
        visit = self._take(state)
        with self._client() as client:
            told = self._discovered(client)
            try:
                token = client.fetch_token(
                    told["token_endpoint"], code=code, code_verifier=visit["verifier"]
                )
                keys = KeySet.import_key_set(_read(client, told["jwks_uri"]))
            except (OAuthError, httpx2.HTTPError, ValueError, KeyError) as error:
                raise AccountError("wrong") from error
        claims = self._claims(token.get("id_token") or "", keys, visit["nonce"])
        name = self._provider.login
        login = str(claims.get(name) or "")
        if name == "email" and claims.get("email_verified") is not True:
            login = ""
        return self._people.by_subject(f"{self._provider.issuer} {claims['sub']}", login)

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._provider.client,
            client_secret=self._provider.secret,
            scope="openid email profile",
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            transport=self._transport,
            timeout=10,
        )

    def _discovered(self, client: OAuth2Client) -> dict[str, Any]:
        url = f"{self._provider.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            told: dict[str, Any] = _read(client, url)
        except (httpx2.HTTPError, ValueError) as error:
            raise AccountError("provider_down") from error
        if told.get("issuer") != self._provider.issuer:
            raise AccountError("provider_down")
        return told

    def _take(self, state: str) -> Any:
        """A visit is used once."""
        key = _hash(state)
        with self._engine.begin() as connection:
            row = (
                connection.execute(
                    select(VISITS).where(VISITS.c.state == key, VISITS.c.until >= self._now())
                )
                .mappings()
                .first()
            )
            gone = connection.execute(delete(VISITS).where(VISITS.c.state == key)).rowcount
        if row is None or not gone:
            raise AccountError("wrong")
        return row

    def _claims(self, id_token: str, keys: KeySet, nonce: str) -> dict[str, Any]:
        rules = jwt.JWTClaimsRegistry(
            now=lambda: int(self._now()),
            leeway=60,
            iss={"essential": True, "value": self._provider.issuer},
            aud={"essential": True, "value": self._provider.client},
            sub={"essential": True},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims: dict[str, Any] = jwt.decode(id_token, keys, algorithms=_ALGORITHMS).claims
            rules.validate(claims)
        except (JoseError, ValueError) as error:
            raise AccountError("wrong") from error
        return claims


def _read(client: OAuth2Client, url: str) -> Any:
    return client.request("GET", url, withhold_token=True).raise_for_status().json()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
