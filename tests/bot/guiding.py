"""Being guided without a server: a talker with a clock, resume codes, figures, and restarts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from bot.actions.slots import memory_of, slot_events
from bot.guide import State
from bot.talk import Assistant, Memory, Said
from bot.training import ENGINE, ROOT
from connectors.resume import ResumeStore
from connectors.tally import Tally
from tests.bot.talking import Talker
from tests.bot.test_quoted_facts import KNOWN

MONDAY_MORNING = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=7)))
DOSSIER = "H29.16-261123-0007"
_ALWAYS = ("1.001193", "1.004194", "2.000815", "tb-nop-phat-giao-thong")
EVERY = [
    pytest.param(
        procedure,
        id=procedure.code,
        marks=() if procedure.code in _ALWAYS else (pytest.mark.whole,),
    )
    for procedure in KNOWN
]
"""Every record; all but a few of them only where everything is tested."""


@cache
def action_of(intent: str) -> str:
    """The action that Rasa's rules run for an intent."""
    rules = yaml.safe_load((ROOT / ENGINE / "rules.yml").read_text("utf-8"))["rules"]
    for rule in rules:
        intents = [
            option.get("intent") for step in rule["steps"] for option in step.get("or", [step])
        ]
        if intent in intents:
            return str(next(step["action"] for step in rule["steps"] if "action" in step))
    raise KeyError(intent)


class Citizen(Talker):
    """Says things as Rasa would hand them over; `nlu_fallback` unless an intent is given."""

    def __init__(self, assistant: Assistant, folder: Path | None = None) -> None:
        url = f"sqlite:///{folder / 'guide.db'}" if folder else "sqlite://"
        self.now = MONDAY_MORNING
        self.codes = ResumeStore(url, "a secret of the tests", lambda: self.now)
        self.tally = Tally(url)
        self.conversation = "web:a"
        super().__init__(
            replace(
                assistant,
                now=lambda: self.now,
                resume_codes=self.codes,
                figures=self.tally if folder else None,
                public_url="https://tungbuoc.test",
            )
        )

    def hear(self, text: str, intent: str = "nlu_fallback", **more: Any) -> Said:
        return self.say(text, intent, action_of(intent), person=self.conversation, **more)

    def choose(self, value: str) -> Said:
        return self.say(
            "/choose", "choose", "action_choose", choice=value, person=self.conversation
        )

    def tap(self, title: str) -> Said:
        return self.choose(next(c.value for c in self.memory.offered if c.title == title))

    def restart(self) -> None:
        """Both servers go down and come back: what is left are the slots, as JSON."""
        slots = json.loads(json.dumps(slot_events(self.memory)))
        self.memory = memory_of(SimpleNamespace(slots=slots))

    def other_channel(self, conversation: str) -> None:
        """Another telephone: nothing is remembered there."""
        self.memory, self.last, self.conversation = Memory(), None, conversation

    @property
    def state(self) -> State:
        return self.memory.guides[0]

    def close(self) -> None:
        self.codes.close()
        self.tally.close()
