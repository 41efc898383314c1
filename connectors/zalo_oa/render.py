"""Our reply model as calls of Zalo OA. A call is stored in our own words (`Body`); which of the
wire's shapes it takes is decided when it is made (`wire.py`), since that is learnt on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from bot.replies import Choice, Link, Message, Reply
from connectors.channels import Outgoing
from connectors.channels.text import is_public, sources, split
from connectors.zalo import LIMIT, length, menu, picture_url, speaker, whole, with_notes
from connectors.zalo_oa.events import GROUP, NAME, VISITOR

MESSAGE = "message/cs"
GROUP_MESSAGE = "group/message"
VISITOR_MESSAGE = "message"

MOST_BUTTONS = 5
_LONG_TITLE = 45
_SHORT_QUESTION = 100


class Pressed(TypedDict):
    """A button: value of a choice, or url of a link."""

    title: str
    value: str
    url: str


class Body(TypedDict):
    """One call. menu: the choices as text, for whoever cannot be shown buttons. listed: the
    choices are better as the lines of a list than as buttons.
    """

    to: str
    text: str
    buttons: list[Pressed]
    menu: str
    picture: str
    listed: bool


def render(reply: Reply, conversation: str, address: str) -> list[Outgoing]:
    """The calls of a reply, in order, the sources once at its end. address: where citizens reach
    this server.
    """
    chat = conversation.removeprefix(f"{NAME}:")
    calls: list[Outgoing] = []
    for number, message in enumerate(reply.messages, 1):
        under = sources(reply, speaker()) if number == len(reply.messages) else ""
        links = whole(message.links, address)
        if chat.startswith(GROUP):
            calls += _plain(message, links, under, chat.removeprefix(GROUP), GROUP_MESSAGE)
        elif chat.startswith(VISITOR):
            calls += _plain(message, links, under, chat.removeprefix(VISITOR), VISITOR_MESSAGE)
        else:
            picture = picture_url(message.image, address) or ""
            calls += _alone(message, links, under, chat, picture)
    return calls


def _alone(
    message: Message, links: Sequence[Link], under: str, to: str, picture: str
) -> list[Outgoing]:
    choices = message.choices
    if not 0 < len(choices) <= MOST_BUTTONS:
        text = with_notes(message.text, links, under)
        return _texts(text, menu(choices), to, picture)
    shown = [link for link in links if is_public(link.url)][: MOST_BUTTONS - len(choices)]
    written = [link for link in links if link not in shown]
    text = with_notes(message.text, written, under)
    numbered = _menu(choices, shown)
    *before, last = _pieces(text, numbered)
    calls = [_call(to, message.image_alt, picture=picture)] if picture else []
    calls += [_call(to, piece) for piece in before]
    buttons = [*map(_choice, choices), *map(_link, shown)]
    listed = _better_as_list(choices, text)
    return [*calls, _call(to, last, buttons=buttons, menu=numbered, listed=listed)]


def _plain(
    message: Message, links: Sequence[Link], under: str, to: str, method: str
) -> list[Outgoing]:
    """Buttons are known to work between two who have each other on Zalo; a group, and a visitor of
    the chat on a website, get text.
    """
    calls = _texts(with_notes(message.text, links, under), menu(message.choices), to, "")
    return [Outgoing(method, call.body, call.title) for call in calls]


def _texts(text: str, numbered: str, to: str, picture: str) -> list[Outgoing]:
    pieces = _pieces(text, numbered)
    whole = f"{pieces[-1]}\n\n{numbered}".strip() if numbered else pieces[-1]
    pieces[-1:] = [whole] if length(whole) <= LIMIT else [pieces[-1], *split(numbered, LIMIT)]
    first = _call(to, pieces[0], picture=picture)
    return [first, *(_call(to, piece) for piece in pieces[1:])]


def _pieces(text: str, numbered: str) -> list[str]:
    """The text in pieces; beside the last one is room for the numbered choices."""
    pieces = split(text, LIMIT) or [""]
    room = LIMIT - length(numbered) - 2
    if numbered and room > LIMIT // 4 and length(pieces[-1]) > room:
        pieces[-1:] = split(pieces[-1], room)
    return pieces


def _better_as_list(choices: Sequence[Choice], text: str) -> bool:
    """Long titles are cut on buttons, and shown on two lines in a list; a list's own head holds
    a short question only.
    """
    return len(text) <= _SHORT_QUESTION and any(len(c.title) > _LONG_TITLE for c in choices)


def _menu(choices: Sequence[Choice], links: Sequence[Link]) -> str:
    """The choices by number, and the links, as text."""
    say = speaker().say
    places = [say("zalo.link", title=link.title, url=link.url) for link in links]
    return "\n".join([*places, menu(choices)])


def _choice(choice: Choice) -> Pressed:
    return {"title": choice.title, "value": choice.value, "url": ""}


def _link(link: Link) -> Pressed:
    return {"title": link.title, "value": "", "url": link.url}


def _call(
    to: str,
    text: str,
    buttons: Sequence[Pressed] = (),
    menu: str = "",
    picture: str = "",
    listed: bool = False,
) -> Outgoing:
    body: Body = {
        "to": to,
        "text": text,
        "buttons": list(buttons),
        "menu": menu,
        "picture": picture,
        "listed": listed,
    }
    return Outgoing(MESSAGE, dict(body), "hình" if picture else "trả lời")
