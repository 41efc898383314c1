"""Taking a message, having it answered in order, and remembering the answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.replies import Reply
from connectors.chat.gate import Gate
from connectors.chat.inbox import Inbox, Kept, Stored
from connectors.chat.locks import BusyError, Locks
from connectors.rasa.client import RasaClient, RasaDownError, RasaFailedError
from connectors.rasa.trackers import Trackers
from nlu.text import clean
from nlu.text.dossier_codes import in_canonical_form, without_identity_numbers
from nlu.text.secrets import LABELS, mask

log = logging.getLogger(__name__)

_WORKER_PAUSE = 2.0


class NotNowError(Exception):
    """The message is kept, but nobody can answer it yet. rasa_is_down: and no other one either."""

    def __init__(self, *, rasa_is_down: bool) -> None:
        super().__init__("Rasa is down" if rasa_is_down else "the conversation is busy")
        self.rasa_is_down = rasa_is_down


@dataclass(frozen=True)
class Incoming:
    """One message as a channel delivers it. Exactly one of text and choice."""

    conversation: str
    message_id: str
    text: str = ""
    choice: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


class ChatService:
    """`answer(incoming)`: the same message gives the same reply, however often it comes."""

    def __init__(
        self,
        inbox: Inbox,
        rasa: RasaClient,
        trackers: Trackers,
        apology: Reply,
        forget: Callable[[str], None] = lambda conversation: None,
        locks: Locks | None = None,
        patience: float | None = None,
        kept: Kept | None = None,
        written_to: Sequence[str] = (),
        gates: Sequence[Gate] = (),
    ) -> None:
        """forget: deletes what else is kept for a conversation. locks: over every app that shares
        the inbox. patience: seconds that a message waits for the one before it. kept: what is
        stored together with a reply. written_to: channels whose messages have a worker of their
        own (`connectors.channels.answering`). gates: each sees and may change what the assistant
        answered, in this order.
        """
        self._gates = tuple(gates)
        self._inbox = inbox
        self._kept = kept
        self._patience = patience
        self._written_to = tuple(written_to)
        self._apology = apology
        self._rasa = rasa
        self._trackers = trackers
        self._forget_elsewhere = forget
        self._locks = locks or Locks()

    async def answer(self, incoming: Incoming) -> Reply:
        """The reply to a message.

        Raises:
            NotNowError: Rasa is down, or another app still answers the message before; it is
                answered as soon as can be.

        """
        masked, kinds = safe(incoming.text)
        details = {**incoming.details, "masked": list(kinds)}
        stored = await run_in_threadpool(
            self._inbox.claim,
            incoming.conversation,
            incoming.message_id,
            masked,
            incoming.choice,
            details,
        )
        if stored.reply is not None:
            return Reply.model_validate(stored.reply)
        return await self._answer_up_to(stored)

    async def _answer_up_to(self, stored: Stored) -> Reply:
        """Answer what the conversation still owes, in order, this message last."""
        try:
            async with self._locks.hold(stored.conversation, self._patience):
                owed = await run_in_threadpool(
                    self._inbox.unanswered, stored.conversation, stored.number
                )
                reply: Reply | None = None
                for message in owed:
                    reply = await self._ask_rasa(message)
                if reply is not None:
                    return reply
                known = await run_in_threadpool(
                    self._inbox.get, stored.conversation, stored.message_id
                )
        except BusyError as error:
            raise NotNowError(rasa_is_down=False) from error
        return Reply.model_validate(known.reply)

    async def work_off(
        self, conversation: str, take: Callable[[], bool], begin: Callable[[], None]
    ) -> int:
        """Answer all that a conversation owes, then what `take` puts into the inbox, until it
        finds nothing more; how many were answered. take: blocking; whether it took something.
        begin: called before each message.

        Raises:
            NotNowError: Rasa is down, or somebody else is at this conversation.

        """
        answered = 0
        try:
            async with self._locks.hold(conversation, 0):
                while True:
                    for message in await run_in_threadpool(self._inbox.unanswered, conversation):
                        begin()
                        await self._ask_rasa(message)
                        answered += 1
                    if not await run_in_threadpool(take):
                        return answered
        except BusyError as error:
            raise NotNowError(rasa_is_down=False) from error

    async def _ask_rasa(self, message: Stored) -> Reply:
        try:
            reply = await self._rasa.send(message)
        except RasaDownError as error:
            instead = await run_in_threadpool(self._without, message)
            if instead is None:
                raise NotNowError(rasa_is_down=True) from error
            reply = instead
        except RasaFailedError as error:
            # Answered with an apology, or it would stand before every later message for ever.
            log.error("message %s failed: %s", message.number, error)
            reply = self._apology
        reply = await run_in_threadpool(self._after, message, reply)
        await run_in_threadpool(
            self._inbox.answer, message, reply.model_dump(mode="json"), self._kept
        )
        if reply.outcome == "deleted":
            await run_in_threadpool(self._forget, message)
        return reply

    def _without(self, message: Stored) -> Reply | None:
        return next((r for gate in self._gates if (r := gate.without(message)) is not None), None)

    def _after(self, message: Stored, reply: Reply) -> Reply:
        for gate in self._gates:
            reply = gate.after(message, reply)
        return reply

    def _forget(self, message: Stored) -> None:
        """Every memory, this message and its reply with them."""
        self._forget_elsewhere(message.conversation)
        self._trackers.forget(message.conversation)
        self._inbox.forget(message.conversation)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """While open, messages that could not be answered are tried again."""
        task = asyncio.create_task(self._work())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(_WORKER_PAUSE)
            try:
                waiting = await run_in_threadpool(self._inbox.waiting, 50, self._written_to)
                for message in waiting:
                    await self._answer_up_to(message)
            except NotNowError:
                continue
            except Exception as error:
                log.error("worker: %s", type(error).__name__, exc_info=error)


def safe(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as it may be stored, and the kinds of secrets that were in it. A dossier's code is
    no secret, and would be taken apart as numbers if it were not put in order first.
    """
    masked, kinds = mask(in_canonical_form(clean(text)))
    label = f"[{LABELS['identity']}]"
    safe = without_identity_numbers(masked, label)
    return safe, kinds if safe == masked else tuple(dict.fromkeys((*kinds, "identity")))
