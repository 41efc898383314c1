"""A reply as calls of the Bot API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from bot.pictures import names
from bot.replies import Choice, Link, Message, Reply
from bot.wording import Speaker
from connectors.channels.contract import Arrival, Outgoing
from connectors.channels.text import is_public, sources, split
from connectors.telegram.reading import NAME, NUMBER, USED

MOST_TEXT, MOST_CAPTION, MOST_DATA = 4096, 1024, 64
_BESIDE = 14
"""Letters up to which two buttons stand side by side: thumbs are wide and eyes are old."""


def chat_of(conversation: str) -> int:
    """The chat's number."""
    return int(conversation.removeprefix(f"{NAME}:"))


def calls(reply: Reply, conversation: str, speaker: Speaker, address: str) -> list[Outgoing]:
    """A reply's messages in order, the sources once at the end. address: where citizens reach
    this server.
    """
    chat = chat_of(conversation)
    under = sources(reply, speaker)
    made: list[Outgoing] = []
    for number, message in enumerate(reply.messages):
        last = number == len(reply.messages) - 1
        made += _message(message, chat, under if last else "", address)
    return made


def _message(message: Message, chat: int, under: str, address: str) -> list[Outgoing]:
    buttons = [link for link in message.links if is_public(link.url)]
    written = [f"{link.title}: {_whole(link.url, address)}" for link in message.links
               if link not in buttons]  # fmt: skip
    text = "\n\n".join(part for part in (message.text, "\n".join(written), under) if part)
    keyboard = _keyboard(message.choices, buttons)
    picture = _picture(message.image)
    if picture and len(text) <= MOST_CAPTION:
        body: dict[str, Any] = {"chat_id": chat, "photo": picture, "caption": text}
        return [_call("sendPhoto", body, keyboard)]
    parts = split(text, MOST_TEXT) or ["…"]
    made = [_call("sendPhoto", {"chat_id": chat, "photo": picture}, None)] if picture else []
    for number, part in enumerate(parts):
        body = {"chat_id": chat, "text": part, "link_preview_options": {"is_disabled": True}}
        made.append(_call("sendMessage", body, keyboard if number == len(parts) - 1 else None))
    return made


def _call(
    method: str, body: dict[str, Any], keyboard: list[list[dict[str, str]]] | None
) -> Outgoing:
    markup = {"reply_markup": {"inline_keyboard": keyboard}} if keyboard else {}
    return Outgoing(method, {**body, **markup}, "trả lời" if method == "sendMessage" else "ảnh")


def _keyboard(choices: Sequence[Choice], links: Sequence[Link]) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = []
    for number, choice in enumerate(choices, 1):
        fits = len(choice.value.encode()) <= MOST_DATA
        # Values that look like our own signs are said by their number, too.
        plain = fits and choice.value[:1] not in (NUMBER, USED, "")
        button = {
            "text": choice.title,
            "callback_data": choice.value if plain else f"{NUMBER}{number}",
        }
        beside = rows and len(rows[-1]) == 1 and len(rows[-1][0]["text"]) <= _BESIDE
        if beside and len(choice.title) <= _BESIDE:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows + [[{"text": link.title, "url": link.url}] for link in links]


def put_away(arrival: Arrival, speaker: Speaker) -> list[Outgoing]:
    """After a tap: the sign that it was felt, and of the buttons only what was chosen."""
    details: Mapping[str, Any] = arrival.details
    kept = [[{"text": title, "url": url}] for title, url in details["links"]]
    if details["title"]:
        chosen = speaker.say("channels.chosen", title=details["title"])
        kept = [[{"text": chosen, "callback_data": USED}], *kept]
    return [
        Outgoing("answerCallbackQuery", {"callback_query_id": details["callback"]}, "bấm nút"),
        Outgoing(
            "editMessageReplyMarkup",
            {
                "chat_id": chat_of(arrival.conversation),
                "message_id": details["message"],
                "reply_markup": {"inline_keyboard": kept},
            },
            "cất nút",
        ),
    ]


def _picture(image: str | None) -> str | None:
    """One of our own pictures by its name."""
    name = PurePosixPath(image or "").stem
    return name if name in names() else None


def _whole(url: str, address: str) -> str:
    return f"{address}{url}" if url.startswith("/") else url
