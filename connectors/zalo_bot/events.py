"""A delivery of the Zalo Bot Platform, by webhook or by polling, read into what a person did.

Of pictures and recordings only their kind and caption are kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from connectors.channels import Arrival, Kind, MalformedError

NAME = "zalo-bot"

_KINDS: dict[str, Kind] = {
    "text": "text",
    "image": "picture",
    "sticker": "sticker",
    "voice": "voice",
    "unsupported": "other",
}
_LONGEST_KEY = 80
_LONGEST_ID = 60
_MILLISECONDS = 10**11
"""A date below is in seconds: the one place that writes seconds would be in the year 5138."""


def read(body: bytes, bot_name: str = "") -> list[Arrival]:
    """What happened; nothing for the bot's own messages, for events nobody knows, and in a group
    unless `bot_name` is mentioned. The update may be wrapped in {"ok", "result"} or stand alone.

    Raises:
        MalformedError: no update that the platform is known to send.

    """
    update = _update(body)
    name = update.get("event_name")
    if not isinstance(name, str):
        raise MalformedError("không có event_name")
    prefix, _, kind_name = name.removesuffix(".received").rpartition(".")
    message = update.get("message")
    if prefix != "message" or not name.endswith(".received"):
        return []
    if not isinstance(message, dict):
        raise MalformedError(f"{name} không có message")
    return _received(message, name, _KINDS.get(kind_name, "other"), bot_name)


def _received(message: Mapping[str, Any], name: str, kind: Kind, bot_name: str) -> list[Arrival]:
    sender, chat = message.get("from"), message.get("chat")
    if isinstance(sender, dict) and sender.get("is_bot") is True:
        return []
    chat_id = _plain(chat.get("id") if isinstance(chat, dict) else None)
    message_id = _maybe(message.get("message_id"))
    if not chat_id or len(chat_id) > _LONGEST_ID or not message_id:
        raise MalformedError(f"{name} thiếu một mã")
    text = _plain(message.get("text" if kind == "text" else "caption"))
    if kind == "text" and not text:
        kind = "other"
    group = _is_group(chat)
    if group:
        text, addressed = _addressed(text, bot_name)
        if not addressed:
            return []
    key = f"{name}:{message_id}"
    if len(key) > _LONGEST_KEY:
        key = hashlib.sha256(key.encode()).hexdigest()
    return [
        Arrival(key, f"{NAME}:{chat_id}", kind, _date(message.get("date")), text=text, group=group)
    ]


def _is_group(chat: Any) -> bool:
    given = chat.get("chat_type") if isinstance(chat, dict) else None
    return isinstance(given, str) and given.upper() != "PRIVATE"


def _addressed(text: str, bot_name: str) -> tuple[str, bool]:
    """The text without the mention, and whether the bot was mentioned."""
    mention = f"@{bot_name}".casefold()
    place = text.casefold().find(mention) if bot_name else -1
    if place < 0:
        return text, False
    return f"{text[:place]} {text[place + len(mention) :]}".strip(), True


def _update(body: bytes) -> Mapping[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedError("không phải JSON") from None
    if isinstance(given, dict) and "event_name" not in given and "result" in given:
        given = given["result"]
    if not isinstance(given, dict):
        raise MalformedError("không phải đối tượng JSON")
    return given


def _plain(value: Any) -> str:
    return _maybe(value).strip()


def _maybe(value: Any) -> str:
    if isinstance(value, str):
        # A lone surrogate is JSON, but no database takes it.
        return value.encode("utf-8", "replace").decode()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _date(value: Any) -> int:
    given = _plain(value)
    if not (given.isascii() and given.isdigit() and len(given) <= 16):
        raise MalformedError("thiếu date")
    date = int(given)
    return date if date >= _MILLISECONDS else date * 1000
