"""A person who talks on one channel: types, taps, and sees what comes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from connectors.chat.inbox import Inbox
from ops.same_talk import shown
from ops.same_talk.shown import Bubble

PATIENCE = 120.0


class NoAnswerError(Exception):
    """Nobody answered, or what should be chosen was not offered."""


@dataclass(frozen=True)
class Place:
    """Where the talks take place: one app, its stores, and the platforms' twins. address: where
    citizens reach the app, as its answers say it.
    """

    app: str
    inbox: Inbox
    telegram: str = ""
    zalo_oa: str = ""
    zalo_bot: str = ""
    address: str = ""


@dataclass(frozen=True)
class Answer:
    """One reply: how the turn ended, and what is seen."""

    outcome: str
    bubbles: tuple[Bubble, ...]


class Person(Protocol):
    """`name` is the channel's."""

    name: str

    def say(self, text: str) -> Answer:
        """Type, and read what comes."""

    def choose(self, title: str) -> Answer:
        """Tap it; type its number where that is how one chooses."""


@dataclass
class OnTheWeb:
    """Over the chat API."""

    place: Place
    name: str = "web"
    conversation: str = field(default_factory=lambda: f"same-{secrets.token_hex(8)}")
    values: dict[str, str] = field(default_factory=dict)

    def say(self, text: str) -> Answer:
        """Type."""
        return self._post({"text": text})

    def choose(self, title: str) -> Answer:
        """Tap."""
        if title not in self.values:
            raise NoAnswerError(f"{self.name}: không có “{title}” trong {list(self.values)}")
        return self._post({"choice": self.values[title]})

    def _post(self, message: dict[str, str]) -> Answer:
        body = {
            "conversation": self.conversation,
            "message": {"id": secrets.token_hex(8), **message},
            "context": {},
        }
        answer = httpx.post(f"{self.place.app}/api/v1/chat", json=body, timeout=PATIENCE)
        answer.raise_for_status()
        reply: dict[str, Any] = answer.json()
        offered = [choice for one in reply["messages"] for choice in one["choices"]]
        self.values = {choice["title"]: choice["value"] for choice in offered}
        return Answer(reply["outcome"], tuple(shown.web(reply)))
