"""The account's administrator gives consent: begun by a command, ended by Zalo's callback to the
app, or by the address that the administrator pastes when the app has no public address.
"""

from __future__ import annotations

import asyncio
import html
import secrets
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from connectors.channels import LaterError
from connectors.settings import Settings
from connectors.zalo import speaker
from connectors.zalo_oa.channel import ZaloOa
from connectors.zalo_oa.oauth import OauthRefusedError, new_verifier

CALLBACK = "/zalo-oa/callback"

Ended = Literal["done", "unknown", "other_account", "failed"]


def callback_url(settings: Settings) -> str:
    """What to enter as callback in Zalo's console: exactly this."""
    return settings.citizens_url + CALLBACK


async def begin(channel: ZaloOa, settings: Settings) -> str:
    """The address where the administrator agrees; good for a quarter of an hour, once."""
    state, verifier = secrets.token_urlsafe(24), new_verifier()
    await asyncio.to_thread(channel.remembered.begin_login, state, verifier)
    return channel.oauth.permission_url(callback_url(settings), verifier, state)


async def end(channel: ZaloOa, settings: Settings, code: str, state: str, oa_id: str) -> Ended:
    """Exchange the code that Zalo gave for the first pair, and store it."""
    verifier = await asyncio.to_thread(channel.remembered.end_login, state) if state else None
    if verifier is None:
        return "unknown"
    if settings.zalo_oa_id and oa_id and oa_id != settings.zalo_oa_id:
        return "other_account"
    try:
        pair = await channel.oauth.redeem(code, verifier)
    except (OauthRefusedError, LaterError):
        return "failed"
    await asyncio.to_thread(channel.stored.login, pair, oa_id or settings.zalo_oa_id)
    return "done"


async def end_pasted(channel: ZaloOa, settings: Settings, address: str) -> Ended:
    """As `end`, with the address of the page that Zalo led to."""
    try:
        query = parse_qs(urlsplit(address.strip()).query)
    except ValueError:
        return "unknown"
    given = {name: values[0] for name, values in query.items()}
    return await end(
        channel, settings, given.get("code", ""), given.get("state", ""), given.get("oa_id", "")
    )


async def end_elsewhere(channel: ZaloOa, since: int) -> Ended:
    """Whether the app's callback has ended a login. since: the generation before it began."""
    return "done" if await generation(channel) > since else "failed"


async def generation(channel: ZaloOa) -> int:
    """Of the stored pair; 0 without one."""
    kept = await asyncio.to_thread(channel.stored.tokens)
    return kept.generation if kept else 0


async def with_refresh_token(channel: ZaloOa, settings: Settings, refresh_token: str) -> Ended:
    """Exchange a refresh token that somebody got elsewhere, and store the pair."""
    try:
        pair = await channel.oauth.refresh(refresh_token.strip())
    except (OauthRefusedError, LaterError):
        return "failed"
    await asyncio.to_thread(channel.stored.login, pair, settings.zalo_oa_id)
    return "done"


def words(ended: Ended) -> str:
    """For the administrator."""
    return speaker().say(f"zalo.login_{ended}")


def router(channel: ZaloOa, settings: Settings) -> APIRouter:
    """The callback, for the app."""
    routes = APIRouter()

    @routes.get(CALLBACK, include_in_schema=False)
    async def callback(code: str = "", state: str = "", oa_id: str = "") -> Response:
        ended = await end(channel, settings, code[:2000], state[:200], oa_id[:60])
        page = (
            f"<!doctype html><html lang=vi><meta charset=utf-8><p>{html.escape(words(ended))}</p>"
        )
        return HTMLResponse(page, 200 if ended == "done" else 400)

    return routes
