"""The promise between a channel (Telegram, Zalo) and the front door and the way out.

A channel only translates and transports: it verifies and reads what its platform delivers, renders
the one reply model into calls that its platform takes, and makes one call at a time. It stores
nothing about messages: claiming, order, retries and budgets belong to the front door (inbox) and to
the way out (outbox), which are the same for every channel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from bot.replies import Reply

Kind = Literal[
    "text",
    "choice",  # a tapped button: `choice` holds its value
    "started",  # the first contact, or a deep link: `text` holds the link's parameter
    "picture",
    "voice",
    "video",
    "sticker",
    "file",
    "location",
    "contact",
    "other",
    "left",  # blocked or unfollowed: nothing may be sent any more
]


class ChannelError(Exception):
    """Anything that a channel reports. Messages hold no text of a citizen and no secret."""


class ForgedError(ChannelError):
    """The delivery does not prove that it comes from the platform: 403, nothing is stored."""


class MalformedError(ChannelError):
    """Verified, but nothing that this platform is known to send: acknowledged and counted."""


class LaterError(ChannelError):
    """Not now: rate limit, time-out, server fault. seconds: the pause that the platform asked
    for, None when it named none. unsure: the call may have arrived all the same.
    """

    def __init__(self, reason: str, seconds: float | None = None, unsure: bool = False) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.unsure = unsure


class WindowClosedError(ChannelError):
    """The platform's time for answering this person is over, or its quota used up: the message
    waits until the person writes again.
    """


class BlockedError(ChannelError):
    """The person cannot be written to any more: blocked, unfollowed, gone."""


class RefusedError(ChannelError):
    """The platform will never take this call (bad parameters, no right): a person must look."""


@dataclass(frozen=True)
class Arrival:
    """One thing that a person did, out of a verified delivery.

    key: unique within the channel, at most 80 characters; a repeat of the delivery has the same.
    conversation: the channel's name, a colon, the platform's id of the chat; at most 80 characters.
    sent_at: by the platform's clock, milliseconds since 1970; with `turn`, a number that grows
    within the conversation, it orders what arrived out of order. group: others read along.
    details: what the answer needs besides (a file's id, the message whose button was tapped).
    """

    key: str
    conversation: str
    kind: Kind
    sent_at: int
    turn: int = 0
    text: str = ""
    choice: str | None = None
    group: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outgoing:
    """One call to the platform, as it is stored until it was made.

    method: the platform's name of it. body: JSON. title: what a person reads in the dead letters
    (the kind of call, never its text).
    """

    method: str
    body: Mapping[str, Any]
    title: str = ""


@dataclass(frozen=True)
class Rates:
    """The platform's budget: calls a second over all chats, and seconds between two to one chat."""

    per_second: float
    per_chat_seconds: float


@dataclass(frozen=True)
class Finding:
    """A line of `tungbuoc channels check`: what was looked at, whether it is well, and in plain
    Vietnamese what to do when it is not.
    """

    what: str
    fine: bool
    words: str


class Channel(Protocol):
    """One channel. `name` is the first part of its conversations, and of its webhook's path. A
    channel that is to be polled instead of being delivered to has an attribute `polls` that is
    true; one that has something to ask first has `async def start(self)`, called until it raises
    no `ChannelError`; one that tells its platform where to deliver has
    `async def register(self, address: str)`, for `tungbuoc channels register`; one that people
    reach by an address has `def link(self, code: str = "") -> str`, for posters; one that needs
    pages of its own has `def routes(self) -> APIRouter`, which the app includes.
    """

    name: str
    rates: Rates

    def verify(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Prove that these raw bytes come from the platform. Header names are lower case.

        Raises:
            ForgedError: they do not.

        """

    def read(self, body: bytes) -> Sequence[Arrival]:
        """What happened; nothing for what needs no answer (echoes, receipts, edits).

        Raises:
            MalformedError: not what the platform sends.

        """

    def render(self, reply: Reply, conversation: str) -> Sequence[Outgoing]:
        """A reply as calls, in order, each within the platform's limits."""

    def tapped(self, arrival: Arrival) -> Sequence[Outgoing]:
        """What is done at once when a choice was tapped (its buttons put away); mostly nothing."""

    def typing(self, conversation: str) -> Outgoing | None:
        """A sign that an answer is coming, where the platform has one."""

    async def call(self, outgoing: Outgoing) -> None:
        """Make one call.

        Raises:
            LaterError: try again.
            WindowClosedError: not before the person writes again.
            BlockedError: never again to this person.
            RefusedError: never this call.

        """

    async def poll(self) -> Sequence[bytes]:
        """Deliveries for a machine without a public address (long polling), as a webhook would
        have brought them; waits a while and may bring none. What was brought is confirmed to the
        platform by the next poll only.

        Raises:
            LaterError: the platform did not answer.

        """

    async def check(self) -> Sequence[Finding]:
        """What is configured, what is missing, and whether the platform takes the credentials."""

    async def close(self) -> None:
        """Give back connections."""


@runtime_checkable
class Askable(Protocol):
    """A channel whose platform can tell whether a call arrived, when its answer was lost: we were
    killed between the call and noting it, or the connection broke. A channel without this sends
    again (`Repeating`): an old person without an answer is worse off than one with it twice.
    """

    def bookmark(self, outgoing: Outgoing, before: str = "") -> str:
        """What `arrived` needs to know of the moment before the call; at most 80 characters.
        before: the bookmark after the last call that was made, of this chat or of any.
        """

    async def arrived(self, outgoing: Outgoing, bookmark: str) -> bool | None:
        """Whether the call arrived; None when the platform cannot tell. Asking changes nothing
        that the person sees. A call that may be made twice without harm has not arrived.

        Raises:
            LaterError: ask later.

        """


@runtime_checkable
class Repeating(Protocol):
    """A channel that says so when it sends again what may have arrived."""

    def again(self, outgoing: Outgoing) -> Outgoing:
        """The same call, with words that tell the person why it may come twice."""
