"""/widget.js, its styles for old browsers, and the QR code of a resume code."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Annotated

import segno
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from bot.guide.ports import resume_code
from connectors.settings import Settings
from connectors.web.errors import ApiError
from connectors.web.schemas import FailedOut
from connectors.web.state import StateDep
from connectors.web.widget.bundle import Bundle, bundle

router = APIRouter()
_HEADERS = {
    # An hour, then asked again with its ETag; the old one is shown meanwhile.
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Vary": "Accept-Encoding",
}


@lru_cache(maxsize=4)
def _bundle(keep_days: int, zalo: str, telegram: str) -> Bundle:
    return bundle({"keepDays": keep_days, "zalo": zalo, "telegram": telegram})


def widget_of(settings: Settings) -> Bundle:
    """The widget as these settings make it; made once."""
    bot = settings.telegram_bot.removeprefix("@")
    telegram = settings.telegram_link or (f"https://t.me/{bot}" if bot else "")
    return _bundle(settings.keep_days, settings.zalo_link, telegram)


@router.get("/widget.js", include_in_schema=False)
def widget(request: Request, state: StateDep) -> Response:
    """The script; gzipped where the browser takes that, 304 where it has it."""
    built = widget_of(state.settings)
    return _served(request, built.script, built.etag, "text/javascript", built.gzipped)


@router.get("/widget.css", include_in_schema=False)
def styles(request: Request, state: StateDep) -> Response:
    """The styles, for browsers without constructable style sheets."""
    built = widget_of(state.settings)
    return _served(request, built.styles, built.etag, "text/css")


def _served(
    request: Request, body: bytes, etag: str, kind: str, gzipped: bytes | None = None
) -> Response:
    headers = {**_HEADERS, "ETag": etag}
    known = {part.strip().removeprefix("W/") for part in _header(request, "if-none-match")}
    if etag in known:
        return Response(status_code=304, headers=headers)
    accepted = {part.split(";")[0].strip() for part in _header(request, "accept-encoding")}
    if gzipped is not None and "gzip" in accepted:
        return Response(gzipped, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(body, media_type=kind, headers=headers)


def _header(request: Request, name: str) -> list[str]:
    return request.headers.get(name, "").split(",")


@router.get(
    "/api/v1/resume.svg",
    response_class=Response,
    responses={
        200: {"content": {"image/svg+xml": {}}},
        404: {"model": FailedOut},
        429: {"model": FailedOut},
    },
)
def resume_picture(
    request: Request, state: StateDep, code: Annotated[str, Query(min_length=8, max_length=16)]
) -> Response:
    """The QR code that opens a guide elsewhere. It is drawn for any well-formed code and looks
    nothing up, so it tells nobody which codes there are.
    """
    state.limits.check(request)
    known = resume_code(code)
    if known is None:
        raise ApiError(404, "no_code")
    drawn = io.BytesIO()
    link = f"{state.assistant.public_url}/#{known[:4]}-{known[4:]}"
    segno.make(link, error="m").save(
        drawn, kind="svg", scale=8, border=3, light="#fff", xmldecl=False
    )
    return Response(
        drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"}
    )
