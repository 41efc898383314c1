"""A message as plain text: its notes, and its choices by number.

Zalo takes 2,000 characters; whether it counts code points or UTF-16 units is not documented, and
the units are the safe reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.replies import Choice, Link
from bot.wording import Speaker, Wording, pair_named

LIMIT = 2000


@cache
def speaker() -> Speaker:
    """These words address nobody, so that any pair will do."""
    return Speaker(Wording(), pair_named(None))


def length(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def with_notes(text: str, links: Sequence[Link], under: str) -> str:
    """The text, these links, and what stands under a reply."""
    places = "\n".join(speaker().say("zalo.link", title=one.title, url=one.url) for one in links)
    return "\n\n".join(part for part in (text.strip(), places, under) if part)


def whole(links: Sequence[Link], address: str) -> list[Link]:
    """Links to this server as citizens reach it. address: `Settings.citizens_url`."""
    return [
        Link(title=link.title, url=f"{address}{link.url}" if link.url.startswith("/") else link.url)
        for link in links
    ]


def menu(choices: Sequence[Choice]) -> str:
    """The choices by number, and how to choose. The talk takes a typed number for one of the
    choices offered last (bot/talk/choose.py).
    """
    if not choices:
        return ""
    say = speaker().say
    lines = [
        say("zalo.menu_item", number=number, title=choice.title)
        for number, choice in enumerate(choices, 1)
    ]
    return "\n".join([*lines, say("zalo.menu_hint")])
