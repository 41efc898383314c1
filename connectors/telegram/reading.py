"""Updates of the Bot API as arrivals."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update

from connectors.channels.contract import Arrival, Kind, MalformedError

NAME = "telegram"
NUMBER = "#"
"""Callback data that starts with it answers by a choice's number: its value had no room."""
USED = "="
"""Callback data of a button that only shows what was chosen."""
HELP = "bạn giúp được gì"
_WRONG = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError)


def read(body: bytes, bot_id: int, bot: str) -> tuple[list[Arrival], int]:
    """What an update says to this bot, and the highest message id in it. bot: its user name,
    without the @; empty when it is not known.

    Raises:
        MalformedError: no update of the Bot API.

    """
    try:
        data = json.loads(body)
        if not isinstance(data, dict) or type(data.get("update_id")) is not int:
            raise MalformedError("no update")
        update = Update.de_json(data, None)
    except _WRONG as error:
        raise MalformedError(type(error).__name__) from None
    try:
        return _arrivals(update, bot_id, bot), _newest(update)
    except _WRONG as error:
        raise MalformedError(type(error).__name__) from None


def _arrivals(update: Update, bot_id: int, bot: str) -> list[Arrival]:
    found: Arrival | None = None
    if update.message is not None:
        found = _message(update, update.message, bot_id, bot)
    elif update.callback_query is not None:
        found = _tapped(update, update.callback_query)
    elif update.my_chat_member is not None:
        found = _membership(update, update.my_chat_member)
    return [] if found is None else [found]


def _newest(update: Update) -> int:
    """Of private chats only: they share one row of numbers, and groups have rows of their own."""
    message = update.message
    return message.message_id if message is not None and message.chat.type == "private" else 0


def _message(update: Update, message: Message, bot_id: int, bot: str) -> Arrival | None:
    if message.from_user is None or message.from_user.is_bot:
        return None
    kind, text = _content(message)
    if kind is None:
        return None
    group = message.chat.type != "private"
    if group and not _is_addressed(message, text, bot_id, bot):
        return None
    if bot:
        text = text.replace(f"@{bot}", " ").strip()
    if kind == "text" and text.startswith("/"):
        kind, text = _command(text)
    return Arrival(
        key=str(update.update_id),
        conversation=f"{NAME}:{message.chat.id}",
        kind=kind,
        sent_at=int(message.date.timestamp()) * 1000,
        turn=update.update_id,
        text=text,
        group=group,
    )


def _content(message: Message) -> tuple[Kind | None, str]:
    """The kind and the words of a message; no kind for what only the platform says."""
    kinds: Sequence[tuple[Any, Kind]] = (
        (message.text, "text"),
        (message.photo, "picture"),
        (message.voice or message.audio, "voice"),
        (message.video or message.video_note or message.animation, "video"),
        (message.sticker, "sticker"),
        (message.document, "file"),
        (message.location or message.venue, "location"),
        (message.contact, "contact"),
        (message.poll or message.dice or message.story or message.game, "other"),
    )
    kind = next((name for content, name in kinds if content), None)
    if kind == "sticker" and message.sticker is not None:
        return kind, message.sticker.emoji or ""
    return kind, message.text or message.caption or ""


def _is_addressed(message: Message, text: str, bot_id: int, bot: str) -> bool:
    """Among others we speak when spoken to: a reply to us, our name, a command that is ours."""
    answered = message.reply_to_message
    author = answered.from_user if answered is not None else None
    if author is not None and author.id == bot_id:
        return True
    names = [word for word in text.split() if word.startswith("/") or word.startswith("@")]
    if not bot:
        return bool(names) and names[0].startswith("/") and "@" not in names[0]
    own = f"@{bot}".lower()
    return any(
        word.lower() == own
        or (word.startswith("/") and ("@" not in word or word.lower().endswith(own)))
        for word in names
    )


def _command(text: str) -> tuple[Kind, str]:
    name, _, rest = text[1:].partition(" ")
    if name.split("@")[0].lower() == "start":
        return "started", rest.strip()[:64]
    if name.split("@")[0].lower() == "help":
        return "text", HELP
    return "text", text[1:]


def _tapped(update: Update, query: CallbackQuery) -> Arrival | None:
    message, data = query.message, query.data
    if message is None or not data or data == USED:
        return None
    markup = message.reply_markup if isinstance(message, Message) else None
    buttons = [button for row in (markup.inline_keyboard if markup else ()) for button in row]
    title = next((button.text for button in buttons if button.callback_data == data), "")
    details = {
        "callback": query.id,
        "message": message.message_id,
        "title": title,
        "links": [[button.text, button.url] for button in buttons if button.url],
    }
    by_number = data.startswith(NUMBER)
    return Arrival(
        key=str(update.update_id),
        conversation=f"{NAME}:{message.chat.id}",
        kind="choice",
        # A tap has no time of its own.
        sent_at=int(time.time() * 1000),
        turn=update.update_id,
        text=data[1:] if by_number else "",
        choice=None if by_number else data,
        group=message.chat.type != "private",
        details=details,
    )


def _membership(update: Update, change: ChatMemberUpdated) -> Arrival | None:
    if change.new_chat_member.status not in ("kicked", "left"):
        return None
    return Arrival(
        key=str(update.update_id),
        conversation=f"{NAME}:{change.chat.id}",
        kind="left",
        sent_at=int(change.date.timestamp()) * 1000,
        turn=update.update_id,
        group=change.chat.type != "private",
    )
