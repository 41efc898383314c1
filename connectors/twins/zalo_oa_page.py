"""The page of the twin of Zalo OA, on which a person plays the citizen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse

from connectors.twins.fresh import fresh
from connectors.twins.zalo_oa_account import Account
from connectors.twins.zalo_page import bubble, button, link, page, writing

_DEEDS = {
    "follow": "Quan tâm", "unfollow": "Bỏ quan tâm", "chatnow": "Nhắn tin", "image": "Gửi hình",
    "sticker": "Gửi nhãn dán", "audio": "Gửi lời nói", "location": "Gửi vị trí",
}  # fmt: skip


def chat(account: Account, user: str) -> HTMLResponse:
    """The talk with one citizen."""
    said = [item for item in account.said if item["from"] == user]
    parts: list[str] = []
    for number, item in enumerate(account.sent):
        parts += [_said(deed) for deed in said if deed["after"] == number]
        if item["to"] == user:
            parts.append(_sent(item["message"], user))
    parts += [_said(deed) for deed in said if deed["after"] == len(account.sent)]
    deeds = "".join(button(user, title, did) for did, title in _DEEDS.items())
    return page("Zalo OA thử", [fresh("".join(parts)), writing(user), f"<p>{deeds}</p>"])


def _said(deed: dict[str, Any]) -> str:
    hidden = deed["text"].startswith("#tb#")
    shown = "(đã bấm một nút)" if hidden else deed["text"] or f"({_DEEDS.get(deed['did'], '…')})"
    return bubble("them", shown)


def _sent(message: dict[str, Any], user: str) -> str:
    parts = [bubble("us", message["text"])] if message.get("text") else []
    payload = message.get("attachment", {}).get("payload", {})
    for element in payload.get("elements", []):
        if "url" in element:
            parts.append(link("(hình)", element["url"]))
            continue
        parts.append(bubble("us", "\n".join([element["title"], element.get("subtitle", "")])))
        if action := element.get("default_action"):
            parts.append(_tap(element["title"], action["type"], action, user))
    for shown in payload.get("buttons", []):
        parts.append(_tap(shown["title"], shown["type"], shown["payload"], user))
    return "".join(parts)


def _tap(title: str, kind: str, payload: Any, user: str) -> str:
    if kind == "oa.open.url":
        return link(title, payload["url"])
    text = payload["payload"] if isinstance(payload, dict) else payload
    return button(user, title, "text", text)


def permission(app_id: str, redirect: str, challenge: str, state: str) -> HTMLResponse:
    """Where the account's administrator agrees."""
    query = {
        "app_id": app_id, "redirect_uri": redirect, "code_challenge": challenge, "state": state,
        "agree": "true",
    }  # fmt: skip
    agree = f'<p><a href="/v4/oa/permission?{urlencode(query)}">Đồng ý</a></p>'
    return page("Cấp quyền cho ứng dụng?", [agree])
