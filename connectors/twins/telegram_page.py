"""The page on which a person plays the citizen: plain forms, and a script that looks for news."""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from connectors.twins.fresh import fresh
from connectors.twins.telegram_state import Said, TelegramTwin

_HEAD = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Telegram giả</title>
<style>
body{font:18px/1.45 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem;
background:#dfe9f2}
.m{padding:.6rem .9rem;border-radius:.8rem;margin:.4rem 0;white-space:pre-wrap;max-width:85%;
background:#fff}
.me{background:#dcf7c5;margin-left:auto}
form{margin:.25rem 0;display:flex;gap:.4rem;flex-wrap:wrap}
.row{display:flex;gap:.4rem;flex-wrap:wrap}
.row form{flex:1;margin:.2rem 0}
.row form button{flex:1}
input[name=text]{flex:1;min-width:10rem;font:inherit;padding:.6rem}
button,a.b{font:inherit;padding:.5rem .9rem;border:1px solid #5a8db8;border-radius:.6rem;
background:#eef5fb;color:#123a5c;text-decoration:none}
</style>
"""
_KINDS = {"picture": "Gửi ảnh", "voice": "Gửi giọng nói", "sticker": "Gửi nhãn dán",
          "location": "Gửi vị trí"}  # fmt: skip


def pages(app: FastAPI, twin: TelegramTwin) -> None:
    """`/` the chats, `/chat/{number}` one of them."""

    @app.get("/", response_class=HTMLResponse)
    async def chats() -> str:
        rows = "".join(
            f'<p><a class="b" href="/chat/{chat}">Máy của người số {chat}</a> {len(said)} tin</p>'
            for chat, said in sorted(twin.chats.items())
        )
        fresh = max([*twin.chats, 0]) + 1
        return (
            f"{_HEAD}<h1>Telegram giả</h1><p>Không phải Telegram: máy này đóng vai Telegram để thử "
            f"trợ lý.</p>{rows}<p><a class='b' href='/chat/{fresh}'>Thêm một người</a></p>"
        )

    @app.get("/chat/{chat}", response_class=HTMLResponse)
    async def chat(chat: int) -> str:
        lines = "".join(_line(said, chat) for said in twin.chats.get(chat, []))
        kinds = "".join(
            f'<form method="post" action="/chat/{chat}/say"><input type="hidden" name="kind" '
            f'value="{kind}"><button>{words}</button></form>'
            for kind, words in _KINDS.items()
        )
        return (
            f'{_HEAD}<p><a class="b" href="/">◀ Mọi người</a> '
            f'<a class="b" href="/chat/{chat}">Xem tin mới</a></p>{fresh(lines)}'
            f'<form method="post" action="/chat/{chat}/say"><input name="text" autofocus '
            f'autocomplete="off" placeholder="gõ như nói chuyện"><button>Gửi</button></form>'
            f'<div class="row"><form method="post" action="/chat/{chat}/say"><input type="hidden" '
            f'name="text" value="/start"><button>Bắt đầu</button></form>{kinds}'
            f'<form method="post" action="/chat/{chat}/leave"><button>Chặn trợ lý</button></form>'
            f"</div>"
        )

    @app.post("/chat/{chat}/say")
    async def say(
        chat: int,
        text: Annotated[str, Form()] = "",
        kind: Annotated[str, Form()] = "text",
    ) -> RedirectResponse:
        if text.strip() or kind != "text":
            twin.blocked.discard(chat)
            twin.say(chat, text.strip(), kind)
        return RedirectResponse(f"/chat/{chat}", 303)

    @app.post("/chat/{chat}/tap")
    async def tap(
        chat: int, message_id: Annotated[int, Form()], data: Annotated[str, Form()]
    ) -> RedirectResponse:
        if message_id in twin.talks.messages:
            twin.tap(chat, message_id, data)
        return RedirectResponse(f"/chat/{chat}", 303)

    @app.post("/chat/{chat}/leave")
    async def leave(chat: int) -> RedirectResponse:
        twin.leave(chat)
        return RedirectResponse(f"/chat/{chat}", 303)


def _line(said: Said, chat: int) -> str:
    photo = f"<p>🖼 {escape(said.photo)}</p>" if said.photo else ""
    rows = "".join(
        f'<div class="row">{"".join(_button(button, said, chat) for button in row)}</div>'
        for row in said.keyboard
    )
    mine = "" if said.of_bot else " me"
    return f'<div class="m{mine}">{photo}{escape(said.text)}{rows}</div>'


def _button(button: dict[str, str], said: Said, chat: int) -> str:
    if "url" in button:
        return f'<a class="b" href="{escape(button["url"])}">{escape(button["text"])} ↗</a>'
    return (
        f'<form method="post" action="/chat/{chat}/tap">'
        f'<input type="hidden" name="message_id" value="{said.message_id}">'
        f'<button name="data" value="{escape(button["callback_data"])}">'
        f"{escape(button['text'])}</button></form>"
    )
