"""The Bot API: proving, reading, rendering, calling, polling."""

from __future__ import annotations

import asyncio
import hmac
import os
from collections.abc import Mapping, Sequence
from datetime import timedelta

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.pictures import png
from bot.replies import Reply
from bot.wording import Speaker, Wording, pair_named
from connectors.channels.contract import (
    Arrival,
    BlockedError,
    ChannelError,
    Finding,
    ForgedError,
    LaterError,
    Outgoing,
    Rates,
    RefusedError,
)
from connectors.telegram import rendering
from connectors.telegram.checking import check
from connectors.telegram.reading import NAME, read

# Times as timedelta, which python-telegram-bot is going over to; without it each one warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 the header's name
WANTED = ["message", "callback_query", "my_chat_member"]
_METHODS = {
    "sendMessage": "send_message",
    "sendPhoto": "send_photo",
    "sendChatAction": "send_chat_action",
    "answerCallbackQuery": "answer_callback_query",
    "editMessageReplyMarkup": "edit_message_reply_markup",
}
_HARMLESS = {"answerCallbackQuery", "editMessageReplyMarkup"}
"""Calls about what has passed: an old message, a tap of a minute ago. Refused, nobody misses them,
and made twice they change nothing."""
_GONE = ("chat not found", "user is deactivated", "user not found", "group chat was deleted",
         "bot was kicked", "not a member", "have no rights to send")  # fmt: skip
_SENT_FOR_CERTAIN_NOT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_POLL_SECONDS = 25
_MARGIN, _MOST_PROBES, _BETWEEN_PROBES = 30, 300, 0.04


class TelegramChannel:
    """`connectors.channels.Channel`, and `Askable`, of one bot."""

    name = NAME
    rates = Rates(per_second=25.0, per_chat_seconds=1.0)

    def __init__(
        self,
        token: str,
        secret: str,
        api: str = "https://api.telegram.org",
        proxy: str | None = None,
        timeout: float = 15.0,
        bot: str = "",
        polls: bool = False,
        address: str = "",
    ) -> None:
        """api: base of the Bot API. bot: the bot's user name; asked for when it is needed and
        not given. address: where citizens reach this server.
        """
        self.polls = polls
        self.token = token
        self.user_name = bot
        self._secret = secret
        self._address = address
        self._speaker = Speaker(Wording(), pair_named(None))
        self.bot = Bot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=_request(proxy, timeout, 60),
            get_updates_request=_request(proxy, _POLL_SECONDS + timeout, 2),
        )
        self._bot_id = int(token.split(":")[0]) if token.split(":")[0].isdecimal() else 0
        self._newest = 0
        self._offset: int | None = None
        self._photos: dict[str, str] = {}

    def verify(self, body: bytes, headers: Mapping[str, str]) -> None:
        """The secret that Telegram was told shows where a delivery comes from."""
        given = headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise ForgedError("secret")

    def read(self, body: bytes) -> Sequence[Arrival]:
        """Messages, taps, and that somebody left."""
        arrivals, newest = read(body, self._bot_id, self.user_name)
        self._newest = max(self._newest, newest)
        return arrivals

    def render(self, reply: Reply, conversation: str) -> Sequence[Outgoing]:
        """Messages with inline buttons."""
        return rendering.calls(reply, conversation, self._speaker, self._address)

    def tapped(self, arrival: Arrival) -> Sequence[Outgoing]:
        """The tap is acknowledged, the buttons are put away."""
        return rendering.put_away(arrival, self._speaker)

    def typing(self, conversation: str) -> Outgoing | None:
        """Shows that somebody is typing."""
        chat = rendering.chat_of(conversation)
        return Outgoing("sendChatAction", {"chat_id": chat, "action": "typing"}, "đang nhập")

    async def call(self, outgoing: Outgoing) -> None:
        """Make one call."""
        body = dict(outgoing.body)
        if outgoing.method == "sendPhoto":
            name = body["photo"]
            body |= {"photo": self._photos.get(name) or png(name), "filename": f"{name}.png"}
        try:
            made = await getattr(self.bot, _METHODS[outgoing.method])(**body)
        except KeyError as error:
            raise RefusedError(f"no method {outgoing.method}") from error
        except TelegramError as error:
            if outgoing.method in _HARMLESS and isinstance(error, BadRequest):
                return
            raise translated(error) from error
        if outgoing.method in ("sendMessage", "sendPhoto") and made.chat.type == "private":
            self._newest = max(self._newest, made.message_id)
        if outgoing.method == "sendPhoto" and made.photo:
            self._photos[outgoing.body["photo"]] = made.photo[-1].file_id

    def bookmark(self, outgoing: Outgoing, before: str = "") -> str:
        """The highest number of a message so far: what is sent now gets a higher one. Messages of
        all private chats share one row of numbers; groups have rows of their own that we do not
        follow.
        """
        if outgoing.body.get("chat_id", 0) <= 0:
            return ""
        if before.isdecimal():
            self._newest = max(self._newest, int(before))
        return str(self._newest) if self._newest else ""

    async def arrived(self, outgoing: Outgoing, bookmark: str) -> bool | None:
        """Whether a message of ours stands in that chat past the bookmark: setting the buttons it
        has once more changes nothing, and is answered differently for a message of ours and for a
        number that is none.
        """
        if outgoing.method not in ("sendMessage", "sendPhoto"):
            return False
        if not bookmark:
            return None
        # It got its number within seconds of the bookmark, however long ago that was.
        first = int(bookmark) + 1
        last = min(max(self._newest, first) + _MARGIN, first + _MOST_PROBES)
        for number in range(first, last + 1):
            if await self._is_ours(outgoing, number):
                self._newest = max(self._newest, number)
                return True
            await asyncio.sleep(_BETWEEN_PROBES)
        return False

    async def _is_ours(self, outgoing: Outgoing, number: int) -> bool:
        try:
            await self.bot.edit_message_reply_markup(
                chat_id=outgoing.body["chat_id"],
                message_id=number,
                reply_markup=outgoing.body.get("reply_markup"),
            )
        except BadRequest as error:
            return "not modified" in str(error).lower()
        except TelegramError as error:
            raise translated(error) from error
        return True

    async def poll(self) -> Sequence[bytes]:
        """Long polling; a webhook that is still set is taken off first."""
        try:
            if self._offset is None:
                await self.bot.delete_webhook(drop_pending_updates=False)
                self._offset = 0
            updates = await self.bot.get_updates(
                offset=self._offset or None, timeout=_POLL_SECONDS, allowed_updates=WANTED
            )
        except TelegramError as error:
            wrong = translated(error)
            raise wrong if isinstance(wrong, LaterError) else LaterError(str(wrong)) from error
        if updates:
            self._offset = updates[-1].update_id + 1
        return [update.to_json().encode() for update in updates]

    async def register(self, address: str) -> None:
        """Have deliveries brought to `address`.

        Raises:
            ChannelError: Telegram does not take it.

        """
        try:
            await self.bot.set_webhook(
                address, secret_token=self._secret, allowed_updates=WANTED, max_connections=20
            )
        except TelegramError as error:
            raise translated(error) from error

    async def start(self) -> None:
        """Ask for the bot's user name, by which it is addressed in groups, unless it is known.

        Raises:
            ChannelError: Telegram does not answer.

        """
        if self.user_name:
            return
        try:
            me = await self.bot.get_me()
        except TelegramError as error:
            raise translated(error) from error
        self.user_name, self._bot_id = me.username or "", me.id

    def link(self, code: str = "") -> str:
        """The address that opens a chat with this bot, at a procedure when its code is given;
        empty while the bot's name is not known.
        """
        if not self.user_name:
            return ""
        start = f"?start={code.replace('.', '_')}" if code else ""
        return f"https://t.me/{self.user_name}{start}"

    async def check(self) -> Sequence[Finding]:
        """The token, the webhook or polling, the address."""
        return await check(self, self._address)

    async def close(self) -> None:
        """Close every connection."""
        for request in (self.bot.request, self.bot._request[0]):
            await request.shutdown()


def translated(error: TelegramError) -> ChannelError:
    """What an error of the Bot API means for the call."""
    if isinstance(error, RetryAfter):
        pause = error.retry_after
        seconds = pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
        return LaterError("429", seconds=max(1.0, seconds))
    if isinstance(error, Forbidden):
        return BlockedError("403")
    if isinstance(error, ChatMigrated):
        return BlockedError("moved to another chat")
    if isinstance(error, BadRequest):
        words = str(error)[:120]
        gone = any(sign in words.lower() for sign in _GONE)
        return BlockedError(words) if gone else RefusedError(words)
    if isinstance(error, InvalidToken):
        return LaterError("the token is not taken", seconds=60)
    if isinstance(error, Conflict):
        return LaterError("another one is polling", seconds=10)
    if isinstance(error, TimedOut | NetworkError):
        cause = error.__cause__
        sure = isinstance(cause, _SENT_FOR_CERTAIN_NOT)
        return LaterError(type(cause or error).__name__, unsure=not sure)
    return LaterError(type(error).__name__, unsure=True)


def _request(proxy: str | None, seconds: float, connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=seconds,
        write_timeout=seconds,
        connect_timeout=min(seconds, 10.0),
        pool_timeout=seconds,
        proxy=proxy,
    )


__all__ = ["SECRET_HEADER", "TelegramChannel", "translated"]
