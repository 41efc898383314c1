"""What a person does to the twin, as the event that Zalo's webhook delivers, signed."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict

from connectors.twins.zalo_oa_account import Account, Json
from connectors.zalo_oa.signature import sign

Did = Literal[
    "text", "image", "sticker", "gif", "audio", "video", "file", "location", "business_card",
    "link", "follow", "unfollow", "chatnow", "submit_info", "seen", "reacted", "echo",
]  # fmt: skip

_PLACE = "https://twin.invalid"
_ATTACHED: dict[str, Json] = {
    "image": {"type": "image", "payload": {"url": f"{_PLACE}/a.jpg", "thumbnail": f"{_PLACE}/t"}},
    "sticker": {"type": "sticker", "payload": {"id": "1", "url": f"{_PLACE}/s.png"}},
    "gif": {"type": "gif", "payload": {"url": f"{_PLACE}/g.gif", "thumbnail": f"{_PLACE}/t"}},
    "audio": {"type": "audio", "payload": {"url": f"{_PLACE}/v.m4a"}},
    "video": {"type": "video", "payload": {"url": f"{_PLACE}/v.mp4", "thumbnail": f"{_PLACE}/t"}},
    "file": {"type": "file", "payload": {"url": f"{_PLACE}/f.pdf", "size": "1", "name": "f.pdf"}},
    "location": {
        "type": "location",
        "payload": {"coordinates": {"latitude": "10.0", "longitude": "106.0"}},
    },
    "business_card": {"type": "link", "payload": {"url": f"{_PLACE}/card", "thumbnail": ""}},
    "link": {"type": "link", "payload": {"url": f"{_PLACE}/l", "description": "", "title": "l"}},
}


class Deed(BaseModel):
    """One thing a person does. group: in this group. visit: as a visitor of the chat on a website,
    in this conversation. key: the message's id, else a new one. forge: signed with another secret.
    older: seconds that it lies back.
    """

    model_config = ConfigDict(extra="forbid")

    user: str
    did: Did = "text"
    text: str = ""
    group: str = ""
    visit: str = ""
    key: str = ""
    forge: bool = False
    older: float = 0.0


def event(account: Account, deed: Deed) -> tuple[bytes, dict[str, str]]:
    """The raw body and its headers. What is remembered of the person changes with it."""
    person = account.seen(deed.user)
    stamp = str(int((account.now() - deed.older) * 1000))
    if deed.did in ("follow", "unfollow"):
        person.follows = deed.did == "follow"
    if deed.visit:
        account.visits.add((deed.user, deed.visit))
    body = json.dumps(_event(account, deed, stamp), ensure_ascii=False).encode()
    secret = "forged" if deed.forge else account.oa_secret
    mac = sign(account.app_id, body, stamp, secret)
    return body, {"X-ZEvent-Signature": f"mac={mac}"}


def _event(account: Account, deed: Deed, stamp: str) -> Json:
    head = {"app_id": account.app_id, "timestamp": stamp}
    key = deed.key or account.number("m")
    match deed.did:
        case "follow" | "unfollow":
            person = {"follower": {"id": deed.user}, "user_id_by_app": f"app-{deed.user}"}
            return {
                **head, "oa_id": account.oa_id, "event_name": deed.did, "source": "oa_profile",
                **person,
            }  # fmt: skip
        case "chatnow":
            return {
                **head, "user_id": deed.user, "oa_id": account.oa_id,
                "event_name": "user_click_chatnow",
            }  # fmt: skip
        case "echo":
            return {
                **head, "sender": {"id": account.oa_id}, "recipient": {"id": deed.user},
                "event_name": "oa_send_text", "message": {"text": deed.text, "msg_id": key},
            }  # fmt: skip
        case "seen":
            message: Json = {"msg_ids": [key]}
            name = "user_seen_message"
        case "reacted":
            message = {"msg_id": key, "react_icon": "/-heart"}
            name = "user_reacted_message"
        case "submit_info":
            name = "user_submit_info"
            message = {}
        case _:
            message = {"msg_id": key}
            name = f"user_send_{'group_' if deed.group else ''}{deed.did}"
            if deed.visit:
                name = f"anonymous_send_{deed.did}"
                message["conversation_id"] = deed.visit
            if deed.text:
                message["text"] = deed.text
            if deed.did in _ATTACHED:
                message["attachments"] = [_ATTACHED[deed.did]]
    to: Json = {"id": account.oa_id}
    if deed.group:
        to = {"id": account.oa_id, "group_id": deed.group}
    return {
        **head, "sender": {"id": deed.user}, "user_id_by_app": f"app-{deed.user}",
        "recipient": to, "event_name": name, "message": message,
    }  # fmt: skip
