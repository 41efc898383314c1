"""The methods of the Bot API, as its twin answers them."""

from __future__ import annotations

import json
import time
from typing import Any

from connectors.twins.telegram_state import Said, TelegramTwin

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


class BotApi:
    """`await api.call(token, method, values)`."""

    def __init__(self, twin: TelegramTwin) -> None:
        self._twin = twin
        self._talks = twin.talks
        self._second: tuple[int, int] = (0, 0)

    async def call(self, token: str, method: str, values: dict[str, Any]) -> Any:
        """One call.

        Raises:
            Refusal: what the Bot API would say.

        """
        if self._twin.moods.down:
            raise Refusal(502, "Bad Gateway")
        if token != self._twin.token:
            raise Refusal(401, "Unauthorized")
        known = {
            "getMe": lambda _: self._talks.me,
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
        self._twin.calls.append(
            (method, {k: v for k, v in values.items() if isinstance(v, str | int)})
        )
        if method in ("sendMessage", "sendPhoto") and self._twin.moods.lost > 0:
            self._twin.moods.lost -= 1
            raise Refusal(502, "Bad Gateway")
        return result

    def _limit(self, method: str) -> None:
        if method not in ("sendMessage", "sendPhoto"):
            return
        if self._twin.moods.limited > 0:
            self._twin.moods.limited -= 1
            self._too_many(self._twin.moods.retry_after)
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
        if chat not in self._talks.chats:
            raise Refusal(400, "Bad Request: chat not found")
        if chat in self._talks.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat

    def _send_message(self, values: dict[str, Any]) -> dict[str, Any]:
        chat, text = self._chat(values), str(values.get("text") or "")
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise Refusal(400, "Bad Request: message is too long")
        return self._sent(self._talks.keep(chat, True, text, keyboard=_markup(values)))

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
        said = self._talks.keep(chat, True, caption, keyboard=_markup(values), photo=name)
        size = {"file_id": name, "file_unique_id": name, "width": 960, "height": 720}
        return {**self._sent(said), "photo": [size]}

    def _sent(self, said: Said) -> dict[str, Any]:
        message = self._talks.as_message(said, said.chat < 0, "Bác Tư")
        return {**message, "from": self._talks.me, "text": said.text}

    def _edit_markup(self, values: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(values)
        said = self._talks.messages.get(int(values.get("message_id") or 0))
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
        self._twin.deliveries.use_webhook(str(values["url"]), str(values.get("secret_token") or ""))
        return True

    def _delete_webhook(self, _: dict[str, Any]) -> bool:
        self._twin.deliveries.stop_webhook()
        return True

    def _webhook_info(self, _: dict[str, Any]) -> dict[str, Any]:
        deliveries = self._twin.deliveries
        info = {"url": deliveries.webhook, "has_custom_certificate": False,
                "pending_update_count": deliveries.waiting}  # fmt: skip
        if deliveries.last_error:
            info["last_error_message"] = deliveries.last_error
        return info

    async def _get_updates(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        if self._twin.deliveries.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        return await self._twin.deliveries.poll(values)


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
