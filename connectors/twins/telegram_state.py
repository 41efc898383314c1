"""What the twin of the Bot API remembers, and how it behaves."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_PER_SECOND = 30


class Refusal(Exception):  # noqa: N818 the Bot API's own answer, no fault of ours
    """`{"ok": false, …}`."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """As the Bot API says it."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": str(self)}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


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


class TelegramTwin:
    """All in memory, for one event loop."""

    def __init__(self, token: str, bot: str, seed: int = 1) -> None:
        self.token = token
        self.moods = Moods()
        self.messages: dict[int, Said] = {}
        self.chats: dict[int, list[Said]] = defaultdict(list)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.acknowledged: dict[int, float] = {}
        self.blocked: set[int] = set()
        self.webhook = ""
        self.secret = ""
        self._me = {"id": int(token.split(":")[0]), "is_bot": True, "first_name": "Từng Bước",
                    "username": bot}  # fmt: skip
        self._random = random.Random(seed)  # noqa: S311
        self._next_message = 100
        self._next_update = 5000
        self._pending: dict[int, deque[dict[str, Any]]] = defaultdict(deque)
        self._updates: list[dict[str, Any]] = []
        self._came = asyncio.Event()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._http: httpx.AsyncClient | None = None
        self._second: tuple[int, int] = (0, 0)
        self._last_error = ""
        self._delivered: deque[dict[str, Any]] = deque(maxlen=2000)
        self.repeats = 0

    # -- what citizens do -----------------------------------------------------------------------

    def say(
        self,
        chat: int,
        text: str = "",
        kind: str = "text",
        group: bool = False,
        name: str = "Bác Tư",
    ) -> int:
        """A message of a citizen; its update's number."""
        said = self._keep(chat, False, text or f"({kind})")
        content = _CONTENT[kind](text)
        message = {**self._message(said, group, name), **content}
        said.update_id = self._bring(chat, {"message": message})
        return said.update_id

    def tap(self, chat: int, message_id: int, data: str) -> int:
        """A button pressed."""
        said = self.messages[message_id]
        query = {
            "id": f"q{self._next_update}",
            "from": {"id": abs(chat), "is_bot": False, "first_name": "Bác Tư"},
            "chat_instance": str(chat),
            "data": data,
            "message": {
                **self._message(said, chat < 0, ""),
                "from": self._me,
                "text": said.text,
                "reply_markup": {"inline_keyboard": said.keyboard},
            },
        }
        return self._bring(chat, {"callback_query": query})

    def leave(self, chat: int) -> int:
        """The citizen blocks the bot."""
        self.blocked.add(chat)
        person = {"id": abs(chat), "is_bot": False, "first_name": "Bác Tư"}
        return self._bring(
            chat,
            {
                "my_chat_member": {
                    "chat": {"id": chat, "type": "private"},
                    "from": person,
                    "date": int(time.time()),
                    "old_chat_member": {"user": self._me, "status": "member"},
                    "new_chat_member": {"user": self._me, "status": "kicked", "until_date": 0},
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
        return {
            "sent": [
                {"chat": said.chat, "message_id": said.message_id, "text": said.text,
                 "at": said.at, "photo": said.photo, "keyboard": said.keyboard}
                for said in self.messages.values() if said.of_bot
            ],
            "said": [
                {"chat": said.chat, "update_id": said.update_id, "text": said.text, "at": said.at}
                for said in self.messages.values() if not said.of_bot
            ],
            "acknowledged": {str(number): at for number, at in self.acknowledged.items()},
            "pending": sum(map(len, self._pending.values())) + len(self._updates),
        }  # fmt: skip

    def _keep(self, chat: int, of_bot: bool, text: str, **more: Any) -> Said:
        self._next_message += 1
        said = Said(self._next_message, chat, of_bot, text, **more)
        self.messages[said.message_id] = said
        self.chats[chat].append(said)
        return said

    def _message(self, said: Said, group: bool, name: str) -> dict[str, Any]:
        chat = {"id": said.chat, "type": "group", "title": "Tổ dân phố"} if group else {
            "id": said.chat, "type": "private", "first_name": name,
        }  # fmt: skip
        person = {"id": abs(said.chat), "is_bot": False, "first_name": name}
        return {"message_id": said.message_id, "date": int(said.at), "chat": chat, "from": person}

    # -- deliveries -----------------------------------------------------------------------------

    def _bring(self, chat: int, content: dict[str, Any]) -> int:
        self._next_update += 1
        update = {"update_id": self._next_update, **content}
        if self.webhook:
            self._queue(chat, update)
        else:
            self._updates.append(update)
            self._came.set()
        return self._next_update

    def _queue(self, chat: int, update: dict[str, Any]) -> None:
        waiting = self._pending[chat]
        waiting.append(update)
        if len(waiting) > 1 and self._random.random() < self.moods.reordered:
            waiting[-1], waiting[-2] = waiting[-2], waiting[-1]
        self._deliver(chat)

    def _deliver(self, chat: int) -> None:
        if chat in self._tasks or self._http is None or not self._pending[chat]:
            return
        task = asyncio.get_running_loop().create_task(self._deliver_all(chat))
        self._tasks[chat] = task

        def done(_: asyncio.Task[None]) -> None:
            self._tasks.pop(chat, None)
            self._deliver(chat)  # what came between the last look and now

        task.add_done_callback(done)

    @asynccontextmanager
    async def delivering(self) -> AsyncIterator[None]:
        """While open, webhooks are called."""
        limits = httpx.Limits(max_connections=40)
        async with httpx.AsyncClient(timeout=30, limits=limits, trust_env=False) as http:
            self._http = http
            try:
                yield
            finally:
                self._http = None
                tasks = list(self._tasks.values())
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver_all(self, chat: int) -> None:
        """One update of a chat after the other, each until it is taken."""
        waiting = self._pending[chat]
        while waiting and self.webhook:
            update = waiting[0]
            if self._random.random() < self.moods.malformed:
                await self._post(b'{"update_id": "x", "mess')
            pause = 0.3
            while not await self._post(json.dumps(update).encode()):
                await asyncio.sleep(pause)
                pause = min(4.0, pause * 2)
            self.acknowledged.setdefault(update["update_id"], time.time())
            if self._random.random() < self.moods.duplicates:
                await self._post(json.dumps(update).encode())
            self._delivered.append(update)
            if self._random.random() < self.moods.replays:
                await self._post(json.dumps(self._random.choice(self._delivered)).encode())
            # Another one may have slipped before it meanwhile.
            if update in waiting:
                waiting.remove(update)

    async def _post(self, body: bytes) -> bool:
        if self._http is None:
            raise asyncio.CancelledError
        headers = {"content-type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            address = self._random.choice([self.webhook, *self.moods.also])
            response = await self._http.post(address, content=body, headers=headers)
        except httpx.HTTPError as error:
            self._last_error = type(error).__name__
            return False
        if response.status_code != 200:
            self._last_error = f"Wrong response from the webhook: {response.status_code}"
        return response.status_code == 200

    # -- the Bot API ----------------------------------------------------------------------------

    async def call(self, token: str, method: str, values: dict[str, Any]) -> Any:
        """One call.

        Raises:
            Refusal: what the Bot API would say.

        """
        if self.moods.down:
            raise Refusal(502, "Bad Gateway")
        if token != self.token:
            raise Refusal(401, "Unauthorized")
        known = {
            "getMe": lambda _: self._me,
            "getWebhookInfo": self._webhook_info,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendChatAction": lambda values: bool(self._chat(values)),
            "answerCallbackQuery": lambda _: True,
            "editMessageReplyMarkup": self._edit_markup,
        }
        if method == "getUpdates":
            return await self._get_updates(values)
        if method not in known:
            raise Refusal(404, "Not Found")
        self._limit(method)
        result = known[method](values)
        self.calls.append((method, {k: v for k, v in values.items() if isinstance(v, str | int)}))
        if method in ("sendMessage", "sendPhoto") and self.moods.lost > 0:
            self.moods.lost -= 1
            raise Refusal(502, "Bad Gateway")
        return result

    def _limit(self, method: str) -> None:
        if method not in ("sendMessage", "sendPhoto"):
            return
        if self.moods.limited > 0:
            self.moods.limited -= 1
            self._too_many(self.moods.retry_after)
        second, count = int(time.time()), 0
        if self._second[0] == second:
            count = self._second[1]
        self._second = (second, count + 1)
        if count >= _PER_SECOND:
            self._too_many(1)

    def _too_many(self, seconds: int) -> None:
        raise Refusal(429, f"Too Many Requests: retry after {seconds}", seconds)

    def _chat(self, values: dict[str, Any]) -> int:
        chat = int(values.get("chat_id") or 0)
        if chat not in self.chats:
            raise Refusal(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat

    def _send_message(self, values: dict[str, Any]) -> dict[str, Any]:
        chat, text = self._chat(values), str(values.get("text") or "")
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise Refusal(400, "Bad Request: message is too long")
        return self._sent(self._keep(chat, True, text, keyboard=_markup(values)))

    def _send_photo(self, values: dict[str, Any]) -> dict[str, Any]:
        chat, caption = self._chat(values), str(values.get("caption") or "")
        if len(caption.encode("utf-16-le")) // 2 > 1024:
            raise Refusal(400, "Bad Request: message caption is too long")
        photo = values.get("photo")
        if not isinstance(photo, str) and photo is not None:
            name = f"file-{photo.filename}"
        else:
            name = str(photo or "")
        if not name.startswith("file-"):
            raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
        said = self._keep(chat, True, caption, keyboard=_markup(values), photo=name)
        size = {"file_id": name, "file_unique_id": name, "width": 960, "height": 720}
        return {**self._sent(said), "photo": [size]}

    def _sent(self, said: Said) -> dict[str, Any]:
        message = self._message(said, said.chat < 0, "Bác Tư")
        return {**message, "from": self._me, "text": said.text}

    def _edit_markup(self, values: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(values)
        said = self.messages.get(int(values.get("message_id") or 0))
        if said is None or said.chat != chat:
            raise Refusal(400, "Bad Request: message to edit not found")
        if not said.of_bot:
            raise Refusal(400, "Bad Request: message can't be edited")
        wanted = _markup(values)
        if wanted == said.keyboard:
            raise Refusal(400, f"Bad Request: {_NOT_MODIFIED}")
        said.keyboard = wanted
        return self._sent(said)

    def _set_webhook(self, values: dict[str, Any]) -> bool:
        self.webhook, self.secret = str(values["url"]), str(values.get("secret_token") or "")
        for update in self._updates:
            self._queue(_chat_of(update), update)
        self._updates.clear()
        return True

    def _delete_webhook(self, _: dict[str, Any]) -> bool:
        self.webhook = ""
        for waiting in self._pending.values():
            self._updates += waiting
            waiting.clear()
        self._updates.sort(key=lambda update: int(update["update_id"]))
        return True

    def _webhook_info(self, _: dict[str, Any]) -> dict[str, Any]:
        waiting = sum(map(len, self._pending.values()))
        info = {"url": self.webhook, "has_custom_certificate": False,
                "pending_update_count": waiting}  # fmt: skip
        return {**info, "last_error_message": self._last_error} if self._last_error else info

    async def _get_updates(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(values.get("offset") or 0)
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        end = time.monotonic() + float(values.get("timeout") or 0)
        while not self._updates and (left := end - time.monotonic()) > 0:
            self._came.clear()
            try:
                async with asyncio.timeout(left):
                    await self._came.wait()
            except TimeoutError:
                break
        for update in self._updates[:100]:
            self.acknowledged.setdefault(update["update_id"], time.time())
        return self._updates[:100]


def _markup(values: dict[str, Any]) -> list[list[dict[str, str]]]:
    given = values.get("reply_markup") or "{}"
    parsed = json.loads(given) if isinstance(given, str) else given
    keyboard: list[list[dict[str, str]]] = parsed.get("inline_keyboard") or []
    for button in (button for row in keyboard for button in row):
        if len(button.get("callback_data", "").encode()) > 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if "url" in button and "." not in button["url"].split("//")[-1].split("/")[0]:
            raise Refusal(400, "Bad Request: inline keyboard button URL is invalid: Wrong HTTP URL")
    return keyboard


def _chat_of(update: dict[str, Any]) -> int:
    content = next(value for key, value in update.items() if key != "update_id")
    chat: int = content.get("message", content)["chat"]["id"]
    return chat


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
