"""Taking a message, having it answered in order, and remembering the answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.replies import Reply
from connectors.chat.inbox import Inbox, Stored
from connectors.chat.locks import Locks
from connectors.rasa.client import RasaClient, RasaDownError, RasaFailedError
from connectors.rasa.trackers import Trackers
from nlu.text import clean
from nlu.text.dossier_codes import in_canonical_form, without_identity_numbers
from nlu.text.secrets import LABELS, mask

log = logging.getLogger(__name__)

_WORKER_PAUSE = 2.0


class NotNowError(Exception):
    """The message is kept, but nobody can answer it yet."""


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
    ) -> None:
        """forget: deletes what else is kept for a conversation."""
        self._inbox = inbox
        self._apology = apology
        self._rasa = rasa
        self._trackers = trackers
        self._forget_elsewhere = forget
        self._locks = Locks()

    async def answer(self, incoming: Incoming) -> Reply:
        """The reply to a message.

        Raises:
            NotNowError: Rasa is down; the message is answered when it is back.

        """
        masked, kinds = _safe(incoming.text)
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
        async with self._locks.of(stored.conversation):
            owed = await run_in_threadpool(
                self._inbox.unanswered, stored.conversation, stored.number
            )
            reply: Reply | None = None
            for message in owed:
                reply = await self._ask_rasa(message)
            if reply is None:
                known = await run_in_threadpool(
                    self._inbox.get, stored.conversation, stored.message_id
                )
                return Reply.model_validate(known.reply)
            return reply

    async def _ask_rasa(self, message: Stored) -> Reply:
        try:
            reply = await self._rasa.send(message)
        except RasaDownError as error:
            raise NotNowError from error
        except RasaFailedError as error:
            # Answered with an apology, or it would stand before every later message for ever.
            log.error("message %s failed: %s", message.number, error)
            reply = self._apology
        await run_in_threadpool(self._inbox.answer, message.number, reply.model_dump(mode="json"))
        if reply.outcome == "deleted":
            await run_in_threadpool(self._forget, message)
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
                for message in await run_in_threadpool(self._inbox.waiting):
                    await self._answer_up_to(message)
            except NotNowError:
                continue
            except Exception as error:
                log.error("worker: %s", type(error).__name__, exc_info=error)


def _safe(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as it may be stored, and the kinds of secrets that were in it. A dossier's code is
    no secret, and would be taken apart as numbers if it were not put in order first.
    """
    masked, kinds = mask(in_canonical_form(clean(text)))
    label = f"[{LABELS['identity']}]"
    safe = without_identity_numbers(masked, label)
    return safe, kinds if safe == masked else tuple(dict.fromkeys((*kinds, "identity")))
