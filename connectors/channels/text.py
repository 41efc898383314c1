"""Texts within a platform's limits, and what every channel adds under a reply."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from bot.replies import Reply
from bot.wording import Speaker

_ENDS = ("\n\n", "\n", r"(?<=[.!?…:;]) ", " ")
_MOST_SOURCES = 4


def split(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` UTF-16 units (what platforms count), cut between
    paragraphs, else lines, sentences, words; never within a character. Nothing is lost but the
    blank at a cut.
    """
    pieces = []
    while _units(text) > most:
        head = _head(text, most)
        cut, skip = _cut(head)
        pieces.append(text[:cut].rstrip())
        text = text[cut + skip :].lstrip()
    return [piece for piece in [*pieces, text] if piece]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _head(text: str, most: int) -> str:
    """As many characters as fit."""
    head = text[:most]
    while _units(head) > most:
        head = head[: len(head) - max(1, (_units(head) - most + 1) // 2)]
    return head


def _cut(head: str) -> tuple[int, int]:
    """Where to cut, and how many characters of blank go with it. Not in the first third: a piece
    of two words is no message.
    """
    for pattern in _ENDS:
        found = [match for match in re.finditer(pattern, head) if match.start() > len(head) // 3]
        if found:
            return found[-1].start(), len(found[-1].group())
    return len(head), 0


def sources(reply: Reply, speaker: Speaker) -> str:
    """Where a reply's facts stand and when they were checked, a line each."""
    lines = dict.fromkeys(
        speaker.say("channels.sources", title=note.title, checked_on=note.checked_on)
        for message in reply.messages
        for note in message.sources
    )
    return "\n".join(list(lines)[:_MOST_SOURCES])


def is_public(url: str) -> bool:
    """Whether a platform takes this as a link: http(s), and not to a machine of ours."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or "." not in host or host.endswith(".local"):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True
