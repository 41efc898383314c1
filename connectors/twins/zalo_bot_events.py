"""What a person does to the bot's twin, as the update that the platform delivers."""

from __future__ import annotations

import time
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Did = Literal["text", "image", "sticker", "voice", "unsupported"]


class Deed(BaseModel):
    """One thing a person does. group: in a group chat. key: the message's id, else a new one.
    forge: with another secret. flat: not wrapped in {"ok", "result"}.
    """

    model_config = ConfigDict(extra="forbid")

    chat: str
    did: Did = "text"
    text: str = ""
    group: bool = False
    key: str = ""
    forge: bool = False
    flat: bool = False


def update(deed: Deed, key: str) -> dict[str, Any]:
    """The update, wrapped or flat."""
    message: dict[str, Any] = {
        "from": {"id": deed.chat, "display_name": "Người dân thử", "is_bot": False},
        "chat": {"id": deed.chat, "chat_type": "GROUP" if deed.group else "PRIVATE"},
        "message_id": key,
        "date": int(time.time() * 1000),
    }
    match deed.did:
        case "text":
            message["text"] = deed.text
        case "image":
            message |= {"photo_url": "https://twin.invalid/a.jpg", "caption": deed.text}
        case "sticker":
            message |= {"sticker": "1", "url": "https://twin.invalid/s.png"}
        case "voice":
            message["voice_url"] = "https://twin.invalid/v.aac"
        case "unsupported":
            pass
    result = {"message": message, "event_name": f"message.{deed.did}.received"}
    return result if deed.flat else {"ok": True, "result": result}
