"""The twin of Zalo OA: OpenAPI v3, OAuth v4 and the webhook, for development and tests.

Ids, names and secrets in it are invented. GET / is a page on which a person plays the citizen.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI, Form, Header, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from connectors.twins import zalo_oa_page as page
from connectors.twins import zalo_oa_steering as steering
from connectors.twins.zalo_mood import Moods, behave
from connectors.twins.zalo_oa_account import SEED, Account, Json, Rules, oauth_error
from connectors.twins.zalo_oa_shapes import fault
from connectors.twins.zalo_post import Habits, Post, default_webhook
from connectors.zalo_oa.events import NAME

APP_ID, APP_SECRET = "1000000000000000001", "twin-app-secret"
OA_ID, OA_SECRET = "2000000000000000001", "twin-oa-secret"


AccessToken = Annotated[str, Header(convert_underscores=False)]


def create_twin(
    webhook: str | None = None,
    *,
    app_id: str = APP_ID,
    app_secret: str = APP_SECRET,
    oa_secret: str = OA_SECRET,
    oa_id: str = OA_ID,
    rules: Rules | None = None,
    client: httpx.AsyncClient | None = None,
) -> FastAPI:
    """The app; /_twin steers it. webhook: where events go, by default the app of
    these settings. client: for deliveries.
    """
    account = Account(app_id, app_secret, oa_secret, oa_id, rules or Rules())
    post = Post(
        client or httpx.AsyncClient(),
        Habits(webhook=default_webhook(NAME) if webhook is None else webhook),
    )
    moods = Moods()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await post.close()

    app = FastAPI(title="Zalo OA thử", description="Bản sinh đôi, chỉ để thử.", lifespan=lifespan)
    app.state.account, app.state.post = account, post
    app.middleware("http")(behave(moods, lambda code: _answer(code)))
    _messages(app, account)
    _oauth(app, account)
    app.include_router(steering.router(account, post, moods))
    return app


def demonstration(twin: str, app: str) -> dict[str, str]:
    """The settings with which an app at `app` speaks with this twin at `twin`. Tokens of an
    earlier twin would be unknown to it, so that they lie in a new folder each time.
    """
    return {
        "TUNGBUOC_ZALO_OA_URL": twin,
        "TUNGBUOC_ZALO_OA_OAUTH_URL": twin,
        "TUNGBUOC_ZALO_OA_APP_ID": APP_ID,
        "TUNGBUOC_ZALO_OA_APP_SECRET": APP_SECRET,
        "TUNGBUOC_ZALO_OA_SECRET": OA_SECRET,
        "TUNGBUOC_ZALO_OA_ID": OA_ID,
        "TUNGBUOC_ZALO_OA_REFRESH_TOKEN": SEED,
        "TUNGBUOC_ZALO_OA_PER_MINUTE": "6000",
        "TUNGBUOC_ZALO_OA_STORE": f"sqlite:///{tempfile.mkdtemp(prefix='tungbuoc-')}/zalo-oa.db",
    }


def _answer(code: int, data: Json | None = None, message: str = "") -> JSONResponse:
    """Zalo says everything with HTTP 200."""
    if code:
        return JSONResponse({"error": code, "message": message or f"twin: {code}"})
    return JSONResponse({"data": data or {}, "error": 0, "message": "Success"})


def _messages(app: FastAPI, account: Account) -> None:
    @app.post("/v3.0/oa/message/cs")
    async def consult(request: Request, access_token: AccessToken = "") -> Response:
        return await _send(request, account, access_token, "user_id")

    @app.post("/v3.0/oa/group/message")
    async def group(request: Request, access_token: AccessToken = "") -> Response:
        return await _send(request, account, access_token, "group_id")

    @app.post("/v2.0/oa/message")
    async def to_visitor(request: Request, access_token: AccessToken = "") -> Response:
        return await _send(request, account, access_token, "anonymous_id")

    @app.get("/v2.0/oa/getoa")
    def getoa(access_token: AccessToken = "") -> Response:
        told = {"oa_id": account.oa_id, "name": "OA thử nghiệm", "is_verified": True}
        return _answer(account.refusal_of_token(access_token), told)

    @app.get("/v2.0/oa/conversation")
    def conversation(data: str, access_token: AccessToken = "") -> Response:
        if code := account.refusal_of_token(access_token):
            return _answer(code)
        return JSONResponse({"data": talk(account, data), "error": 0, "message": "Success"})

    @app.get("/v3.0/oa/quota/message")
    def quota(access_token: AccessToken = "") -> Response:
        told = {"quota_type": "purchase_quota", "remain": str(account.rules.paid), "total": "0"}
        return _answer(account.refusal_of_token(access_token), told)


def talk(account: Account, asked: str) -> list[Json]:
    """The end of a talk, newest first; of what is no plain text there is nothing to read."""
    try:
        given = json.loads(asked)
        user, count = str(given["user_id"]), min(10, int(given.get("count", 5)))
    except (ValueError, KeyError, TypeError):
        return []
    ours = [
        {
            "src": 0, "time": int(item["at"]), "message_id": item["message_id"],
            "from_id": account.oa_id, "to_id": user,
            "type": "nosupport" if "attachment" in item["message"] else "text",
            "message": "" if "attachment" in item["message"] else item["message"]["text"],
        }
        for item in account.sent
        if item["to"] == user
    ]  # fmt: skip
    return ours[-count:][::-1]


async def _send(request: Request, account: Account, token: str, whom: str) -> Response:
    if code := account.refusal_of_token(token) or account.refusal_of_rate():
        return _answer(code)
    try:
        body: Any = await request.json()
        to = body["recipient"][whom]
        message = body["message"]
        if whom == "anonymous_id" and (to, body["recipient"]["conversation_id"]) not in (
            account.visits
        ):
            return _answer(-201, message="conversation_id")
    except (ValueError, KeyError, TypeError):
        return _answer(-201, message="recipient")
    if found := fault(message, account.rules):
        return _answer(-201, message=found)
    if whom == "anonymous_id" and "attachment" in message:
        return _answer(-201, message="attachment")
    quota: Json = {}
    if whom == "user_id":
        code, quota = account.allowance(str(to))
        if code:
            return _answer(code)
    number = account.number("s")
    stamp = str(int(account.now() * 1000))
    account.sent.append({"to": str(to), "message": message, "message_id": number, "at": stamp})
    return _answer(
        0, {"message_id": number, "user_id": str(to), "sent_time": stamp, "quota": quota}
    )


def _oauth(app: FastAPI, account: Account) -> None:
    @app.get("/v4/oa/permission")
    def permission(
        app_id: str, redirect_uri: str, code_challenge: str, state: str = "", agree: bool = False
    ) -> Response:
        if app_id != account.app_id:
            return HTMLResponse("Sai app_id", 400)
        if not (agree or account.rules.consent):
            return page.permission(app_id, redirect_uri, code_challenge, state)
        code = account.new_code(code_challenge)
        query = urlencode({"code": code, "oa_id": account.oa_id, "state": state})
        return RedirectResponse(f"{redirect_uri}?{query}", 302)

    @app.post("/v4/oa/access_token")
    def access_token(
        app_id: Annotated[str, Form()] = "",
        grant_type: Annotated[str, Form()] = "",
        code: Annotated[str, Form()] = "",
        code_verifier: Annotated[str, Form()] = "",
        refresh_token: Annotated[str, Form()] = "",
        secret_key: Annotated[str, Header(convert_underscores=False)] = "",
    ) -> Json:
        if app_id != account.app_id or secret_key != account.app_secret:
            return oauth_error(-14004, "Invalid app or secret key")
        if grant_type == "refresh_token":
            return account.exchange(refresh_token)
        if grant_type == "authorization_code":
            return account.redeem(code, code_verifier)
        return oauth_error(-14002, "Invalid grant type")
