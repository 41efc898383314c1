"""One message of a citizen with what is remembered of the talk, and what is said to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from bot.guide.state import State
from bot.replies import Choice, Reply


@dataclass(frozen=True)
class Memory:
    """The slots of bot/engine/domain/slots.yml.

    guides: the one being followed first, then those put aside. done: procedures finished here.
    person: which citizen of this conversation.
    """

    procedure: str | None = None
    section: str | None = None
    offered: tuple[Choice, ...] = ()
    awaiting: str = "nothing"
    address: str | None = None
    misses: int = 0
    dossier: str | None = None
    guides: tuple[State, ...] = ()
    done: tuple[str, ...] = ()
    person: int = 1

    def but(self, **changes: Any) -> Memory:
        """A copy with some slots changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Turn:
    """text: as written, secrets masked. intent, confidence: Rasa's reading. choice: the value of
    a tapped choice. masked: kinds of secrets found before anything was stored. last: what the
    assistant said before. province: two digits, of the page the widget stands on. person: the
    conversation; message_id: of this message. group: others read along. attached: kinds of
    what came with or instead of words (`bot.talk.attachments`).
    """

    text: str
    intent: str
    confidence: float
    memory: Memory
    choice: str | None = None
    masked: tuple[str, ...] = ()
    page_procedure: str | None = None
    province: str | None = None
    last: Reply | None = None
    person: str = ""
    message_id: str = ""
    group: bool = False
    attached: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """A reply and the memory after it."""

    reply: Reply
    memory: Memory = field(default_factory=Memory)
