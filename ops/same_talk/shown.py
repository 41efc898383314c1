"""What a person sees of a reply, out of what reached each platform; and what of it is the answer
itself, once each channel's rules of rendering are undone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from connectors.zalo import speaker

Json = Mapping[str, Any]
Link = tuple[str, str]

_MOST_SOURCES = 4
"""As many are written under a reply (connectors/channels/text.py)."""
_LINK = re.compile(r"(.+): (https?://\S+|/\S+)")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")


@dataclass(frozen=True)
class Bubble:
    """One message. choices: what can be chosen, tapped or, when `numbered`, typed by number."""

    text: str = ""
    choices: tuple[str, ...] = ()
    numbered: bool = False
    links: tuple[Link, ...] = ()
    picture: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """A reply without its channel's manner of showing it."""

    outcome: str
    text: str
    choices: tuple[str, ...]
    links: frozenset[Link]
    pictures: tuple[str, ...]
    sources: tuple[str, ...]


def told(outcome: str, bubbles: Sequence[Bubble], address: str, code: str) -> Told:
    """Undo the splitting, the place of links, the sources' repetition; what differs in every
    conversation (its own resume code, a time of day) reads alike. address: where citizens reach
    the server.
    """

    def alike(text: str) -> str:
        shorter = text.replace(address, "")
        return _CLOCK.sub("hh:mm", shorter.replace(code, "MÃ") if code else shorter)

    words = " ".join(bubble.text for bubble in bubbles).split()
    every = dict.fromkeys(line for bubble in bubbles for line in bubble.sources)
    links = {(title, alike(url)) for bubble in bubbles for title, url in bubble.links}
    return Told(
        outcome,
        alike(" ".join(words)),
        tuple(choice for bubble in bubbles for choice in bubble.choices),
        frozenset(links),
        tuple(bubble.picture for bubble in bubbles if bubble.picture),
        tuple(list(every)[:_MOST_SOURCES]),
    )


def differences(one: Told, other: Told) -> list[str]:
    """The parts in which two replies differ."""
    return [
        name for name in Told.__dataclass_fields__ if getattr(one, name) != getattr(other, name)
    ]


def web(reply: Json) -> list[Bubble]:
    """Of the chat API's answer."""
    shown = []
    for message in reply["messages"]:
        lines = (_source(note["title"], date.fromisoformat(note["checked_on"]))
                 for note in message["sources"])  # fmt: skip
        bubble = written(message["text"])
        links = tuple((link["title"], link["url"]) for link in message["links"])
        shown.append(
            replace(
                bubble,
                choices=tuple(choice["title"] for choice in message["choices"]),
                links=(*bubble.links, *links),
                picture=_name(message["image"] or ""),
                sources=tuple(dict.fromkeys(lines)),
            )
        )
    return shown


def telegram(said: Json) -> Bubble:
    """Of a message as Telegram's twin keeps it."""
    bubble = written(said["text"])
    buttons = [button for row in said["keyboard"] for button in row]
    links = tuple((button["text"], button["url"]) for button in buttons if "url" in button)
    return replace(
        bubble,
        choices=tuple(button["text"] for button in buttons if "url" not in button),
        links=(*bubble.links, *links),
        picture=_name(said["photo"].removeprefix("file-")),
    )


def zalo_oa(message: Json, alts: Iterable[str]) -> Bubble:
    """Of a message of the account. alts: what the pictures show, which is written beside them."""
    payload = message.get("attachment", {}).get("payload", {})
    elements = payload.get("elements", [])
    picture = "".join(_name(one["url"]) for one in elements if "url" in one)
    lines = [one for one in elements if "url" not in one]
    text = message.get("text") or (lines[0]["title"] if lines else "")
    bubble = written("" if picture and text in alts else text)
    pressed = [*lines[1:], *payload.get("buttons", [])]
    links = tuple((one["title"], _action(one)["url"]) for one in pressed if "url" in _action(one))
    buttons = tuple(one["title"] for one in pressed if "url" not in _action(one))
    return replace(
        bubble,
        choices=(*bubble.choices, *buttons),
        links=(*bubble.links, *links),
        picture=picture,
    )


def zalo_bot(body: Json, alts: Iterable[str]) -> Bubble:
    """Of a call of the bot. alts: as above."""
    text = body.get("text") or body.get("caption", "")
    picture = _name(body.get("photo", ""))
    return replace(written("" if picture and text in alts else text), picture=picture)


def _action(pressed: Json) -> Json:
    """Of a button or a line of a list."""
    if "default_action" in pressed:
        found: Json = pressed["default_action"]
        return found
    payload = pressed["payload"]
    return payload if isinstance(payload, dict) else {}


def written(text: str) -> Bubble:
    """The words, the links, the sources and the numbered choices of a text."""
    lines, choices = _menu(text.split("\n"))
    kept, links, sources = [], [], []
    for line in lines:
        if _SOURCE.fullmatch(line):
            sources.append(line)
        elif found := _LINK.fullmatch(line):
            links.append((found[1], found[2]))
        else:
            kept.append(line)
    return Bubble(
        "\n".join(kept).strip(), tuple(choices), bool(choices), tuple(links), "", tuple(sources)
    )


def _menu(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines before the numbered choices, and the choices."""
    if lines[-1] != speaker().say("zalo.menu_hint"):
        return lines, []
    choices: list[str] = []
    first = len(lines) - 1
    while first and (item := _ITEM.fullmatch(lines[first - 1])):
        choices.insert(0, item[1])
        first -= 1
    return lines[:first], choices


def _source(title: str, day: date) -> str:
    return speaker().say("channels.sources", title=title, checked_on=day)


def _name(place: str) -> str:
    """One of our pictures, by its address or its file's name."""
    return PurePosixPath(place).stem if place else ""


def _pattern(said: str, **parts: str) -> re.Pattern[str]:
    """What matches a sentence of the wording, `parts` of it being anything."""
    pattern = re.escape(said)
    for part, anything in parts.items():
        pattern = pattern.replace(re.escape(part), anything)
    return re.compile(pattern)


_SOURCE = _pattern(
    _source("TITLE", date(2001, 2, 3)), TITLE=".+", **{"03/02/2001": r"\d\d/\d\d/\d{4}"}
)
_ITEM = _pattern(
    speaker().say("zalo.menu_item", number="NUMBER", title="TITLE"), NUMBER=r"\d+", TITLE="(.+)"
)
