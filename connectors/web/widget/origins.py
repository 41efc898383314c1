"""Which websites may talk to /api/v1 from a visitor's browser.

The browser names the website in `Origin`. The app's own pages may always; others only when
`TUNGBUOC_WIDGET_ORIGINS` lists them: nobody else gets an answer, not even one that the browser
would hide from the page. Programs that are no browser send no `Origin` and are limited as before.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.web.errors import failed

_API = "/api/v1/"
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Origins:
    """ASGI middleware. listed: origins as `https://ubnd.example.gov.vn`; own: the app's own."""

    def __init__(self, app: ASGIApp, listed: frozenset[str], own: str) -> None:
        self._app = app
        self._listed = frozenset(filter(None, map(normal, listed)))
        self._own = normal(own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights, refuse strangers, and name the listed origin in the answer."""
        if scope["type"] != "http" or not scope["path"].startswith(_API):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        said = headers.get("origin")
        origin = normal(said) if said is not None else ""
        if said is None or origin == self._own or _is_host(origin, headers.get("host", "")):
            await self._app(scope, receive, send)
        elif origin not in self._listed:
            await failed(403, "origin_not_allowed")(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_preflight(said))(scope, receive, send)
        else:
            await self._app(scope, receive, _named(send, said))


def normal(origin: str) -> str:
    """scheme://host[:port] in lower case without a default port; "" for anything else."""
    try:
        parts = urlsplit(origin.strip().lower())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.path.strip("/"):
        return ""
    plain = port is None or port == _DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{parts.hostname}{'' if plain else f':{port}'}"


def _is_host(origin: str, host: str) -> bool:
    """Whether the page came from the very address that is asked."""
    return bool(origin) and origin in (normal(f"http://{host}"), normal(f"https://{host}"))


def _preflight(origin: str) -> dict[str, str]:
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "content-type",
        "Access-Control-Max-Age": "86400",
        "Vary": "Origin",
    }


def _named(send: Send, origin: str) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = "Retry-After"
            headers.add_vary_header("Origin")
        await send(message)

    return with_headers
