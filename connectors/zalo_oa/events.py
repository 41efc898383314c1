"""A delivery of Zalo's webhook, read into what a person did.

Of pictures, recordings, places and cards only their kind is kept: nothing of theirs is stored.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from connectors.channels import Arrival, Kind, MalformedError
from connectors.zalo_oa import choices

NAME = "zalo-oa"
GROUP = "g-"
VISITOR, OF = "a-", "~"
"""Before the id of a visitor of the chat on a website, and before that of their conversation."""

_SENT = "user_send_"
_SENT_IN_GROUP = "user_send_group_"
_SENT_BY_VISITOR = "anonymous_send_"
_KINDS: dict[str, Kind] = {
    "text": "text",
    "link": "other",
    "image": "picture",
    "sticker": "sticker",
    "gif": "sticker",
    "audio": "voice",
    "video": "video",
    "file": "file",
    "location": "location",
    "business_card": "contact",
}
_CAPTIONED: tuple[Kind, ...] = ("text", "picture", "other")
_LONGEST_KEY = 80
_LONGEST_ID = 60
_LONGEST_CHAT = 80
_HOUR_MS = 3_600_000
_MENTION = re.compile(r"\[@\w+\]")
"""Whoever was mentioned, by id, in the text of a group, by one source."""


def read(body: bytes, oa_id: str = "") -> list[Arrival]:
    """What happened; nothing for echoes, receipts, events of another account, and answers to a form
    of the account's staff (we send none). oa_id: ours, empty when not known.

    Raises:
        MalformedError: no event that Zalo is known to send.

    """
    event = _object(body)
    name = event.get("event_name")
    if not isinstance(name, str):
        raise MalformedError("không có event_name")
    if name.startswith((_SENT, _SENT_BY_VISITOR)):
        return _sent(event, name, oa_id)
    if name == "follow":
        return _started(event, _id(event.get("follower")), name, oa_id)
    if name == "unfollow":
        return _left(event, oa_id)
    if name == "user_click_chatnow":
        return _started(event, _plain(event.get("user_id")), name, oa_id)
    return []


def _sent(event: Mapping[str, Any], name: str, oa_id: str) -> list[Arrival]:
    in_group = name.startswith(_SENT_IN_GROUP)
    by_visitor = name.startswith(_SENT_BY_VISITOR)
    prefix = _SENT_IN_GROUP if in_group else _SENT_BY_VISITOR if by_visitor else _SENT
    kind = _KINDS.get(name.removeprefix(prefix), "other")
    message = event.get("message")
    if not isinstance(message, dict):
        raise MalformedError(f"{name} không có message")
    sender, stamp = _id(event.get("sender")), _stamp(event)
    text = _maybe(message.get("text")) if kind in _CAPTIONED else ""
    if kind == "other" and text:
        kind = "text"
    if kind == "text" and not text:
        kind = "other"
    key = _maybe(message.get("msg_id"))
    if not key:
        raise MalformedError(f"{name} không có msg_id")
    key = _short(key)
    if in_group:
        chat = f"{NAME}:{GROUP}{_group(event, oa_id)}"
        said = _MENTION.sub(" ", text).strip()
        return [Arrival(key, chat, kind, stamp, text=said, group=True)] if _named(event) else []
    if _elsewhere(_maybe_id(event.get("recipient")), oa_id):
        return []
    chat = f"{NAME}:{_visitor(sender, message) if by_visitor else sender}"
    value = choices.value_of(text) if kind == "text" else None
    if value is not None:
        return [Arrival(key, chat, "choice", stamp, choice=value)]
    return [Arrival(key, chat, kind, stamp, text=text)]


def _visitor(sender: str, message: Mapping[str, Any]) -> str:
    """Who reads the answer: a visitor is written to by their id and their conversation's."""
    conversation = _maybe(message.get("conversation_id"))
    chat = f"{VISITOR}{sender}{OF}{conversation}"
    if not conversation or len(NAME) + 1 + len(chat) > _LONGEST_CHAT:
        raise MalformedError("khách ẩn danh không có mã cuộc trò chuyện")
    return chat


def _started(event: Mapping[str, Any], person: str, name: str, oa_id: str) -> list[Arrival]:
    """A click on "Nhắn tin" comes as often as the chat is opened: one an hour is a beginning."""
    if _elsewhere(_maybe(event.get("oa_id")), oa_id):
        return []
    stamp = _stamp(event)
    once = stamp if name == "follow" else stamp // _HOUR_MS
    key = _short(f"{name}:{person}:{once}")
    return [Arrival(key, f"{NAME}:{person}", "started", stamp, details={"by": name})]


def _left(event: Mapping[str, Any], oa_id: str) -> list[Arrival]:
    if _elsewhere(_maybe(event.get("oa_id")), oa_id):
        return []
    person, stamp = _id(event.get("follower")), _stamp(event)
    return [Arrival(_short(f"unfollow:{person}:{stamp}"), f"{NAME}:{person}", "left", stamp)]


def _group(event: Mapping[str, Any], oa_id: str) -> str:
    """Where the group's id stands is not agreed upon by those who read these events."""
    recipient, message = event.get("recipient"), event["message"]
    places = (
        event.get("group_id"),
        recipient.get("group_id") if isinstance(recipient, dict) else None,
        message.get("conversation_id"),
        recipient.get("id") if isinstance(recipient, dict) else None,
    )
    for place in places:
        found = _maybe(place)
        if found and found != oa_id and len(found) <= _LONGEST_ID:
            return found
    raise MalformedError("tin trong nhóm không có mã nhóm")


def _named(event: Mapping[str, Any]) -> bool:
    """Whether somebody was mentioned. In a group the account is silent else."""
    message = event["message"]
    mentioned = message.get("mentions") or message.get("mention")
    text = _maybe(message.get("text"))
    return bool(mentioned) or text.startswith("@") or bool(_MENTION.search(text))


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedError("không phải JSON") from None
    if not isinstance(event, dict):
        raise MalformedError("không phải đối tượng JSON")
    return event


def _id(person: Any) -> str:
    return _plain(person.get("id") if isinstance(person, dict) else None)


def _plain(value: Any) -> str:
    """An id: text, or a whole number of any size (some libraries turn long ids into one)."""
    found = _maybe(value)
    if not found or len(found) > _LONGEST_ID:
        raise MalformedError("thiếu một mã")
    return found


def _maybe(value: Any) -> str:
    if isinstance(value, str):
        # A lone surrogate is JSON, but no database takes it.
        return value.encode("utf-8", "replace").decode().strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _maybe_id(account: Any) -> str:
    return _maybe(account.get("id")) if isinstance(account, dict) else ""


def _elsewhere(account: str, oa_id: str) -> bool:
    return bool(account and oa_id and account != oa_id)


def _stamp(event: Mapping[str, Any]) -> int:
    stamp = _maybe(event.get("timestamp"))
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 16):
        raise MalformedError("thiếu timestamp")
    return int(stamp)


def _short(key: str) -> str:
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
