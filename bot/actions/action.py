"""One rasa-sdk action for every handler."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from starlette.concurrency import run_in_threadpool

from bot.actions.slots import memory_of, slot_events, turn_of
from bot.talk import Assistant, Said
from bot.talk.respond import HANDLERS, respond
from bot.talk.small_talk import apology

log = logging.getLogger(__name__)


class TalkAction(Action):  # type: ignore[misc] # rasa-sdk publishes no types
    """Runs one handler. A failure apologises: Rasa would answer 200 with nothing."""

    def __init__(self, current: Callable[[], Assistant], name: str) -> None:
        self._current = current
        self._name = name

    def name(self) -> str:
        """The action's name in the domain."""
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say the reply as one custom message and set the slots."""
        assistant = self._current()
        try:
            turn = turn_of(tracker)
            said = await run_in_threadpool(respond, assistant, self._name, turn)
        except Exception as error:
            # The message is not logged: it may hold anything.
            log.error("%s failed: %s", self._name, type(error).__name__, exc_info=error)
            memory = memory_of(tracker)
            said = Said(apology(assistant, memory), memory)
        dispatcher.utter_message(json_message=said.reply.model_dump(mode="json"))
        return [SlotSet(name, value) for name, value in slot_events(said.memory).items()]


def actions(current: Callable[[], Assistant]) -> list[TalkAction]:
    """Every action the domain names. current: the assistant that answers now."""
    return [TalkAction(current, name) for name in HANDLERS]
