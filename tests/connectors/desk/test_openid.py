"""Signing in at an identity provider, against a twin of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from bot.talk import Assistant
from tests.connectors.desk.conftest import Browser, Clock, House, settings_in

ISSUER = "https://sso.example.vn"
CLIENT, SECRET = "ban-tro-giup", "bi-mat"
_KEY = RSAKey.generate_key(2048, parameters={"kid": "k1"})
_OTHER = RSAKey.generate_key(2048, parameters={"kid": "k1"})


@dataclass
class Twin:
    """A provider: discovery, token, keys. `claims` are changed by a test."""

    clock: Clock
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: _KEY)
    down: bool = False
    challenge: str = ""
    nonce: str = ""
    codes: set[str] = field(default_factory=set)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if self.down:
            return httpx2.Response(503)
        path = request.url.path
        if path.endswith("openid-configuration"):
            ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return httpx2.Response(
                200, json={"issuer": ISSUER} | {name: f"{ISSUER}/{name}" for name in ends}
            )
        if path == "/jwks_uri":
            return httpx2.Response(200, json={"keys": [_KEY.as_dict(private=False)]})
        form = parse_qs(request.content.decode())
        known = form["code"][0] in self.codes
        proven = create_s256_code_challenge(form["code_verifier"][0]) == self.challenge
        if not (known and proven):
            return httpx2.Response(400, json={"error": "invalid_grant"})
        self.codes.clear()
        now = int(self.clock())
        claims = {
            "iss": ISSUER, "aud": CLIENT, "sub": "s-17", "exp": now + 300, "iat": now,
            "nonce": self.nonce, "email": "lan@phuong.vn", "email_verified": True,
        } | self.claims  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)
        return httpx2.Response(
            200, json={"access_token": "a", "token_type": "Bearer", "id_token": token}
        )

    def authorise(self, url: str) -> str:
        """What the person does there; where the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["redirect_uri"].endswith("/desk/oidc/back")
        self.challenge, self.nonce = asked["code_challenge"], asked["nonce"]
        code = generate_token(20)
        self.codes.add(code)
        return f"/desk/oidc/back?code={code}&state={asked['state']}"


@pytest.fixture
def twin(clock: Clock) -> Twin:
    return Twin(clock)


@pytest.fixture
def house(assistant: Assistant, clock: Clock, twin: Twin, tmp_path: Path) -> Iterator[House]:
    settings = settings_in(
        tmp_path,
        desk_oidc_issuer=ISSUER,
        desk_oidc_client=CLIENT,
        desk_oidc_secret=SecretStr(SECRET),
    )
    made = House(settings, assistant, clock, httpx2.MockTransport(twin))
    yield made
    made.close()


def _go(house: House, twin: Twin) -> tuple[Browser, httpx2.Response]:
    browser = Browser(house.app)
    away = browser.get("/desk/oidc")
    assert away.status_code == 303, away.text
    return browser, browser.get(twin.authorise(away.headers["location"]))


def test_an_account_made_before_is_bound_at_the_first_sign_in(house: House, twin: Twin) -> None:
    house.desk.people.add("Lan@phuong.vn", "Cô Lan", "officer")
    browser, back = _go(house, twin)
    assert back.headers["location"] == "/desk"
    assert "Chào Cô Lan" in browser.get("/desk").text
    # Later the subject counts, whatever the address is then.
    twin.claims = {"email": "moi@phuong.vn"}
    assert _go(house, twin)[1].status_code == 303


def test_nobody_gets_an_account_by_signing_in_there(house: House, twin: Twin) -> None:
    assert "Chưa có tài khoản" in _go(house, twin)[1].text


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "khac"}, {"iss": "https://khac.vn"}, {"nonce": "khac"}, {"exp": 1},
        {"email_verified": False}, {"email_verified": "true"}, {"sub": None},
    ],
)  # fmt: skip
def test_a_token_that_is_not_for_us_is_refused(
    house: House, twin: Twin, claims: dict[str, Any]
) -> None:
    house.desk.people.add("lan@phuong.vn", "Cô Lan", "officer")
    twin.claims = claims
    assert _go(house, twin)[1].status_code == 403


def test_a_token_signed_by_somebody_else_is_refused(house: House, twin: Twin) -> None:
    house.desk.people.add("lan@phuong.vn", "Cô Lan", "officer")
    twin.key = _OTHER
    assert _go(house, twin)[1].status_code == 403


def test_a_second_person_cannot_take_a_bound_account(house: House, twin: Twin) -> None:
    house.desk.people.add("lan@phuong.vn", "Cô Lan", "officer")
    _go(house, twin)
    twin.claims = {"sub": "s-18"}
    assert _go(house, twin)[1].status_code == 403


def test_a_way_back_that_another_browser_began_is_refused(house: House, twin: Twin) -> None:
    house.desk.people.add("lan@phuong.vn", "Cô Lan", "officer")
    away = Browser(house.app).get("/desk/oidc").headers["location"]
    assert Browser(house.app).get(twin.authorise(away)).status_code == 403


def test_a_way_back_works_once(house: House, twin: Twin) -> None:
    house.desk.people.add("lan@phuong.vn", "Cô Lan", "officer")
    browser = Browser(house.app)
    back = twin.authorise(browser.get("/desk/oidc").headers["location"])
    state = browser.http.cookies["tungbuoc_oidc"]
    assert browser.get(back).status_code == 303
    browser.http.cookies.set("tungbuoc_oidc", state, path="/desk/oidc")
    assert browser.get(back).status_code == 403


def test_a_provider_that_is_down_leaves_the_local_sign_in(house: House, twin: Twin) -> None:
    twin.down = True
    page = Browser(house.app).get("/desk/oidc")
    assert page.status_code == 503
    assert "chưa trả lời" in page.text
    assert 'name="password"' in page.text


def test_a_closed_account_stays_closed(house: House, twin: Twin) -> None:
    house.desk.people.add("lan@phuong.vn", "Cô Lan", "officer")
    _go(house, twin)
    house.desk.people.change(house.desk.people.all()[0].number, active=False)
    assert _go(house, twin)[1].status_code == 403
