"""Our reply model as calls of the Zalo Bot Platform: text, pictures, choices by number. It has no
buttons that are documented.
"""

from __future__ import annotations

from bot.replies import Message, Reply
from connectors.channels import Outgoing
from connectors.channels.text import sources, split
from connectors.zalo import LIMIT, length, menu, picture_url, speaker, whole, with_notes
from connectors.zalo_bot.events import NAME

TEXT, PICTURE, TYPING = "sendMessage", "sendPhoto", "sendChatAction"


def render(reply: Reply, conversation: str, address: str) -> list[Outgoing]:
    """The calls of a reply, in order, the sources once at its end. address: where citizens reach
    this server.
    """
    chat = chat_of(conversation)
    calls: list[Outgoing] = []
    for number, message in enumerate(reply.messages, 1):
        under = sources(reply, speaker()) if number == len(reply.messages) else ""
        calls += _message(message, under, chat, address)
    return calls


def typing(conversation: str) -> Outgoing:
    """The sign that an answer is coming."""
    return Outgoing(TYPING, {"chat_id": chat_of(conversation), "action": "typing"}, "đang nhập")


def again(outgoing: Outgoing) -> Outgoing:
    """The same words, and before them that they may have come already."""
    if outgoing.method != TEXT:
        return outgoing
    text = f"{_again()}\n{outgoing.body['text']}"
    return Outgoing(TEXT, {**outgoing.body, "text": text}, outgoing.title)


def _again() -> str:
    return speaker().say("channels.again")


def _most() -> int:
    """Units in a piece: beside it is room to say that it is sent again."""
    return LIMIT - length(_again()) - 1


def chat_of(conversation: str) -> str:
    """The platform's id of a conversation."""
    return conversation.removeprefix(f"{NAME}:")


def _message(message: Message, under: str, chat: str, address: str) -> list[Outgoing]:
    picture = picture_url(message.image, address)
    calls = []
    if picture:
        body = {"chat_id": chat, "photo": picture}
        if message.image_alt:
            body["caption"] = split(message.image_alt, LIMIT)[0]
        calls.append(Outgoing(PICTURE, body, "hình"))
    text = with_notes(message.text, whole(message.links, address), under)
    texts = _texts(text, menu(message.choices))
    return calls + [Outgoing(TEXT, {"chat_id": chat, "text": text}, "trả lời") for text in texts]


def _texts(text: str, numbered: str) -> list[str]:
    """The choices stand under the last piece, all together."""
    most = _most()
    pieces = split(text, most)
    if not numbered:
        return pieces
    if pieces:
        whole = f"{pieces[-1]}\n\n{numbered}"
        if length(whole) <= most:
            return [*pieces[:-1], whole]
    return [*pieces, *split(numbered, most)]
