"""A platform that answers as it is told, and the way out to it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.replies import Reply
from connectors.channels.contract import ChannelError, LaterError, Outgoing, Rates
from connectors.channels.counts import Counts
from connectors.channels.outbox import Outbox
from connectors.channels.way_out import WayOut
from connectors.chat.inbox import Inbox
from connectors.chat.locks import Locks


class Platform:
    """A channel that answers what the test scripted, a call after the other."""

    name = "p"
    rates = Rates(per_second=10_000, per_chat_seconds=0.0)

    def __init__(self, *answers: ChannelError | None, arrived: bool | None = None) -> None:
        self.answers = list(answers)
        self.arrived_says = arrived
        self.made: list[str] = []
        self.seconds = 0.0
        self.at_once = self.most_at_once = 0

    async def call(self, outgoing: Outgoing) -> None:
        """Make a call; it takes `seconds`."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        answer = self.answers.pop(0) if self.answers else None
        if answer is None or (isinstance(answer, LaterError) and answer.unsure):
            self.made.append(outgoing.body["text"])
        if answer is not None:
            raise answer

    def render(self, reply: Reply, conversation: str) -> Sequence[Outgoing]:
        return [call(message.text) for message in reply.messages]

    def typing(self, conversation: str) -> None:
        return None


class AskablePlatform(Platform):
    """One that can be asked what arrived."""

    def bookmark(self, outgoing: Outgoing, before: str = "") -> str:
        return "7"

    async def arrived(self, outgoing: Outgoing, bookmark: str) -> bool | None:
        assert bookmark == "7"
        return self.arrived_says


class RepeatingPlatform(Platform):
    """One that cannot, and says so when it sends again."""

    def again(self, outgoing: Outgoing) -> Outgoing:
        """The same call."""
        return call(f"lại: {outgoing.body['text']}")


class Desk:
    """An outbox and what empties it."""

    def __init__(self, folder: Path, platform: Platform) -> None:
        self.inbox = Inbox(f"sqlite:///{folder / 'inbox.db'}")
        self.outbox = Outbox(self.inbox.engine)
        self.counts = Counts(self.inbox.engine)
        self.platform = platform
        channels: Any = {"p": platform}
        self.way_out = WayOut(channels, self.outbox, Locks(), self.counts)

    def put(self, *texts: str, who: str = "p:1", key: str = "k") -> None:
        assert self.outbox.add("p", who, key, [call(text) for text in texts])

    def run(self, ended: Any, patience: float = 8.0) -> None:
        async def work() -> None:
            async with self.way_out.running(), asyncio.timeout(patience):
                while not ended():
                    await asyncio.sleep(0.01)

        asyncio.run(work())

    def open(self) -> dict[str, int]:
        return {state: count for (_, state), count in self.outbox.open_calls().items()}


def call(text: str) -> Outgoing:
    """One call."""
    return Outgoing("say", {"text": text}, "trả lời")
