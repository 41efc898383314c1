"""What the twin of the Bot API remembers, and what its citizens do."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from connectors.twins.telegram_deliveries import Deliveries


@dataclass
class Moods:
    """slow: seconds before each answer. down: 502 to everything. limited: the next so many calls
    get 429. lost: the next so many calls are done, and answered with 502. blocked: nobody takes
    messages. malformed, duplicates, reordered: parts of the deliveries, from 0 to 1. replays:
    parts after which an older one is brought once more. also: further addresses behind the
    webhook's name, as a load balancer has them.
    """

    slow: float = 0.0
    down: bool = False
    limited: int = 0
    retry_after: int = 1
    lost: int = 0
    malformed: float = 0.0
    duplicates: float = 0.0
    reordered: float = 0.0
    replays: float = 0.0
    also: list[str] = field(default_factory=list)


@dataclass
class Said:
    """A message of a chat, the citizen's or the bot's."""

    message_id: int
    chat: int
    of_bot: bool
    text: str
    keyboard: list[list[dict[str, str]]] = field(default_factory=list)
    photo: str = ""
    update_id: int = 0
    at: float = field(default_factory=time.time)


class Talks:
    """Every message of every chat, numbered in one row as in private chats."""

    def __init__(self, me: dict[str, Any]) -> None:
        self.me = me
        self.messages: dict[int, Said] = {}
        self.chats: dict[int, list[Said]] = defaultdict(list)
        self.blocked: set[int] = set()
        self._next = int(time.time())

    def keep(self, chat: int, of_bot: bool, text: str, **more: Any) -> Said:
        """One more message."""
        self._next += 1
        said = Said(self._next, chat, of_bot, text, **more)
        self.messages[said.message_id] = said
        self.chats[chat].append(said)
        return said

    def as_message(self, said: Said, group: bool, name: str) -> dict[str, Any]:
        """As the Bot API shows it, without its content."""
        chat = {"id": said.chat, "type": "group", "title": "Tổ dân phố"} if group else {
            "id": said.chat, "type": "private", "first_name": name,
        }  # fmt: skip
        person = {"id": abs(said.chat), "is_bot": False, "first_name": name}
        return {"message_id": said.message_id, "date": int(said.at), "chat": chat, "from": person}


class TelegramTwin:
    """The platform: talks, deliveries, moods. All in memory, for one event loop."""

    def __init__(self, token: str, bot: str, seed: int = 1) -> None:
        self.token = token
        self.moods = Moods()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        me = {"id": int(token.split(":")[0]), "is_bot": True, "first_name": "Từng Bước",
              "username": bot}  # fmt: skip
        self.talks = Talks(me)
        self.deliveries = Deliveries(self.moods, random.Random(seed))  # noqa: S311

    @property
    def chats(self) -> dict[int, list[Said]]:
        """Chat → its messages, oldest first."""
        return self.talks.chats

    @property
    def blocked(self) -> set[int]:
        """Chats that take nothing from the bot."""
        return self.talks.blocked

    def say(
        self,
        chat: int,
        text: str = "",
        kind: str = "text",
        group: bool = False,
        name: str = "Bác Tư",
    ) -> int:
        """A message of a citizen; its update's number."""
        said = self.talks.keep(chat, False, text or f"({kind})")
        content = _CONTENT[kind](text)
        message = {**self.talks.as_message(said, group, name), **content}
        said.update_id = self.deliveries.bring(chat, {"message": message})
        return said.update_id

    def tap(self, chat: int, message_id: int, data: str) -> int:
        """A button pressed."""
        said = self.talks.messages[message_id]
        query = {
            "id": f"q{self.deliveries.last}",
            "from": {"id": abs(chat), "is_bot": False, "first_name": "Bác Tư"},
            "chat_instance": str(chat),
            "data": data,
            "message": {
                **self.talks.as_message(said, chat < 0, ""),
                "from": self.talks.me,
                "text": said.text,
                "reply_markup": {"inline_keyboard": said.keyboard},
            },
        }
        return self.deliveries.bring(chat, {"callback_query": query})

    def leave(self, chat: int) -> int:
        """The citizen blocks the bot."""
        self.blocked.add(chat)
        person = {"id": abs(chat), "is_bot": False, "first_name": "Bác Tư"}
        return self.deliveries.bring(
            chat,
            {
                "my_chat_member": {
                    "chat": {"id": chat, "type": "private"},
                    "from": person,
                    "date": int(time.time()),
                    "old_chat_member": {"user": self.talks.me, "status": "member"},
                    "new_chat_member": {"user": self.talks.me, "status": "kicked", "until_date": 0},
                }
            },
        )

    def set_moods(self, **moods: Any) -> None:
        """Change some."""
        for name, value in moods.items():
            if not hasattr(self.moods, name):
                raise KeyError(name)
            setattr(self.moods, name, value)

    def report(self) -> dict[str, Any]:
        """Everything a test asks."""
        taken = self.deliveries.acknowledged
        return {
            "sent": [
                {"chat": said.chat, "message_id": said.message_id, "text": said.text,
                 "at": said.at, "photo": said.photo, "keyboard": said.keyboard}
                for said in self.talks.messages.values() if said.of_bot
            ],
            "said": [
                {"chat": said.chat, "update_id": said.update_id, "text": said.text, "at": said.at}
                for said in self.talks.messages.values() if not said.of_bot
            ],
            "acknowledged": {str(number): at for number, at in taken.items()},
            "pending": self.deliveries.open,
        }  # fmt: skip


def _file(text: str, **more: Any) -> dict[str, Any]:
    return {"file_id": "f1", "file_unique_id": "u1", **more}


_CONTENT: dict[str, Callable[[str], dict[str, Any]]] = {
    "text": lambda text: {
        "text": text,
        **(
            {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]}
            if text.startswith("/")
            else {}
        ),
    },
    "picture": lambda text: {
        "photo": [_file(text, width=90, height=60)],
        **({"caption": text} if text else {}),
    },
    "voice": lambda text: {"voice": _file(text, duration=3)},
    "video": lambda text: {"video": _file(text, width=9, height=9, duration=3)},
    "sticker": lambda text: {
        "sticker": _file(
            text, type="regular", width=9, height=9, is_animated=False, is_video=False, emoji=text
        )
    },
    "file": lambda text: {"document": _file(text, file_name="giay.pdf")},
    "location": lambda text: {"location": {"latitude": 10.8, "longitude": 106.7}},
    "contact": lambda text: {"contact": {"phone_number": "0", "first_name": "A"}},
    "joined": lambda text: {"new_chat_members": [{"id": 9, "is_bot": False, "first_name": "A"}]},
}
