"""People on Telegram, Zalo OA and Zalo Bot, at the platforms' twins."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from connectors.channels.outbox import Outbox
from ops.same_talk import shown
from ops.same_talk.people import PATIENCE, Answer, NoAnswerError, OnTheWeb, Person, Place
from ops.same_talk.shown import Bubble

_LONGEST_TALK = 200


@dataclass
class Messenger:
    """What the messengers share: an answer is there when the message has its reply and every call
    that brings it was made. kinds: the twin's field for what is sent.
    """

    place: Place
    chat: str
    name: str = ""
    offered: tuple[str, ...] = ()
    kinds: str = "did"

    def say(self, text: str) -> Answer:
        """Type."""
        return self._do({"text": text})

    def send(self, kind: str, text: str = "") -> Answer:
        """Something else than words: a picture, a recording …, by the twin's name for it."""
        return self._do({self.kinds: kind, "text": text})

    def choose(self, title: str) -> Answer:
        """Choose as this platform has it."""
        raise NotImplementedError

    def _do(self, deed: dict[str, str]) -> Answer:
        raise NotImplementedError

    def _sent(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def _bubble(self, sent: dict[str, Any], alts: set[str]) -> Bubble:
        raise NotImplementedError

    def _after(self, act: Callable[[], httpx.Response]) -> Answer:
        conversation = f"{self.name}:{self.chat}"
        outbox = Outbox(self.place.inbox.engine)
        answered, seen = len(self._answered(conversation)), len(self._sent())
        act().raise_for_status()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            replies = self._answered(conversation)
            if len(replies) > answered and outbox.first(conversation) is None:
                return self._read(replies[-1], self._sent()[seen:])
            if answered and not replies:  # the whole talk was deleted, this message with it
                return self._read({"outcome": "deleted", "messages": []}, self._until_told(seen))
            time.sleep(0.05)
        raise NoAnswerError(f"{self.name}: không có trả lời")

    def _until_told(self, seen: int) -> list[dict[str, Any]]:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and len(self._sent()) <= seen:
            time.sleep(0.05)
        return self._sent()[seen:]

    def _answered(self, conversation: str) -> list[dict[str, Any]]:
        known = self.place.inbox.history(conversation, _LONGEST_TALK)
        return [one.reply for one in known if one.reply is not None]

    def _read(self, reply: dict[str, Any], sent: list[dict[str, Any]]) -> Answer:
        alts = {str(one["image_alt"]) for one in reply["messages"]}
        bubbles = tuple(self._bubble(one, alts) for one in sent)
        self.offered = tuple(choice for bubble in bubbles for choice in bubble.choices)
        return Answer(str(reply["outcome"]), bubbles)

    def _number(self, title: str) -> str:
        if title not in self.offered:
            raise NoAnswerError(f"{self.name}: không có “{title}” trong {self.offered}")
        return str(self.offered.index(title) + 1)


@dataclass
class OnTelegram(Messenger):
    """At the twin of the Bot API."""

    name: str = "telegram"
    kinds: str = "kind"

    def _do(self, deed: dict[str, str]) -> Answer:
        body = {"chat": int(self.chat), **deed}
        return self._after(lambda: httpx.post(f"{self.place.telegram}/_twin/say", json=body))

    def choose(self, title: str) -> Answer:
        """Tap an inline button of the last message that has it."""
        for said in reversed(self._sent()):
            for button in (one for row in said["keyboard"] for one in row):
                if button["text"] == title and "callback_data" in button:
                    body = {"chat": int(self.chat), "message_id": said["message_id"],
                            "data": button["callback_data"]}  # fmt: skip
                    where = f"{self.place.telegram}/_twin/tap"
                    return self._after(lambda: httpx.post(where, json=body))  # noqa: B023
        raise NoAnswerError(f"{self.name}: không có nút “{title}”")

    def _sent(self) -> list[dict[str, Any]]:
        state = httpx.get(f"{self.place.telegram}/_twin/state").json()
        return [one for one in state["sent"] if one["chat"] == int(self.chat)]

    def _bubble(self, sent: dict[str, Any], alts: set[str]) -> Bubble:
        return shown.telegram(sent)


@dataclass
class OnZaloOa(Messenger):
    """At the twin of Zalo OA."""

    name: str = "zalo-oa"

    def _do(self, deed: dict[str, str]) -> Answer:
        body = {"user": self.chat, **deed}
        return self._after(lambda: httpx.post(f"{self.place.zalo_oa}/_twin/do", json=body))

    def choose(self, title: str) -> Answer:
        """Tap; a button sends its payload as a text that is not shown."""
        for sent in reversed(self._sent()):
            payload = sent.get("attachment", {}).get("payload", {})
            for one in (*payload.get("elements", []), *payload.get("buttons", [])):
                action = one.get("default_action") or one
                if one.get("title") == title and action.get("type") == "oa.query.hide":
                    return self.say(action["payload"])
            if sent.get("text"):
                break
        return self.say(self._number(title))

    def _sent(self) -> list[dict[str, Any]]:
        sent = httpx.get(f"{self.place.zalo_oa}/_twin/sent").json()
        return [one["message"] for one in sent if one["to"] == self.chat]

    def _bubble(self, sent: dict[str, Any], alts: set[str]) -> Bubble:
        return shown.zalo_oa(sent, alts)


@dataclass
class OnZaloBot(Messenger):
    """At the twin of the Zalo Bot Platform."""

    name: str = "zalo-bot"

    def _do(self, deed: dict[str, str]) -> Answer:
        body = {"chat": self.chat, **deed}
        return self._after(lambda: httpx.post(f"{self.place.zalo_bot}/_twin/do", json=body))

    def choose(self, title: str) -> Answer:
        """Type its number: this platform has no buttons."""
        return self.say(self._number(title))

    def _sent(self) -> list[dict[str, Any]]:
        sent = httpx.get(f"{self.place.zalo_bot}/_twin/sent").json()
        return [
            one["body"] for one in sent
            if one["to"] == self.chat and one["method"] != "sendChatAction"
        ]  # fmt: skip

    def _bubble(self, sent: dict[str, Any], alts: set[str]) -> Bubble:
        return shown.zalo_bot(sent, alts)


def persons(place: Place) -> list[Person]:
    """Somebody new on each channel."""
    number = str(1_000_000 + secrets.randbelow(1_000_000_000))
    return [
        OnTheWeb(place),
        OnTelegram(place, number),
        OnZaloOa(place, number),
        OnZaloBot(place, number),
    ]
