"""Plain pages of Zalo's twins: a talk, buttons to tap, a line to write."""

from __future__ import annotations

import html
from collections.abc import Sequence

from fastapi.responses import HTMLResponse

_STYLE = """
body{font:18px/1.5 sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem}
.us{background:#eef}.them{background:#dfd;margin-left:20%}
.us,.them{padding:.5rem .8rem;margin-top:.6rem;border-radius:.6rem;white-space:pre-wrap}
form{display:inline}button{font:inherit;margin:.2rem;min-height:48px}input{font:inherit;width:60%}
"""


def page(title: str, parts: Sequence[str]) -> HTMLResponse:
    """A page of these parts (HTML)."""
    head = (
        "<meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{html.escape(title)}</title>"
    )
    body = "".join(parts)
    return HTMLResponse(
        f"<!doctype html><html lang=vi><head>{head}<style>{_STYLE}</style></head>"
        f"<body><h1>{html.escape(title)}</h1>{body}</body></html>"
    )


def bubble(who: str, text: str) -> str:
    """One message; who: `us` or `them`."""
    return f"<div class={who}>{html.escape(text)}</div>"


def button(user: str, title: str, did: str, text: str = "") -> str:
    """A form of one button, which makes the person do this."""
    fields = "".join(
        f'<input type=hidden name={name} value="{html.escape(value, quote=True)}">'
        for name, value in (("user", user), ("did", did), ("text", text))
    )
    return (
        f"<form method=post action=/_page/do>{fields}<button>{html.escape(title)}</button></form>"
    )


def link(title: str, url: str) -> str:
    """A link that opens elsewhere; an address that is none is shown as text."""
    if not url.startswith(("https://", "http://")):
        return html.escape(f"{title}: {url}")
    place = html.escape(url, quote=True)
    return f'<a href="{place}" rel=noreferrer target=_blank>{html.escape(title)}</a> '


def writing(user: str) -> str:
    """The line to write in."""
    return (
        f'<p><form method=post action=/_page/do><input type=hidden name=user value="'
        f'{html.escape(user, quote=True)}"><input name=text autofocus autocomplete=off '
        f'aria-label="Tin nhắn"><button>Gửi</button></form></p>'
    )
