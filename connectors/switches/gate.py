"""The words of what is switched off, in place of the assistant's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.replies import Message, Reply
from bot.talk import Assistant, Memory
from connectors.chat import Stored
from connectors.switches.store import ALL, CHANNEL, PROCEDURE, Switch, Switches
from knowledge.dossiers import VIETNAM

_ALWAYS = ("handoff_emergency", "handoff", "with_person", "refused_secret", "deleted")
"""What is said all the same: danger, the way to a person, secrets, that a talk was deleted."""


class SwitchGate:
    """`connectors.chat.gate.Gate`. A message that would be answered by what is off gets honest
    words instead. The assistant reads every message all the same, or danger would not be heard.
    """

    def __init__(self, switches: Switches, current: Callable[[], Assistant]) -> None:
        self._switches = switches
        self._current = current

    def without(self, message: Stored) -> Reply | None:
        """The words of a whole or a channel that is off."""
        off = self._off(message)
        return self.words(off) if off else None

    def after(self, message: Stored, reply: Reply) -> Reply:
        """The reply, or the words of what is off."""
        if reply.outcome in _ALWAYS:
            return reply
        if (off := self._off(message)) is not None:
            return self.words(off)
        if reply.procedure is None:
            return reply
        off = self._switches.of(f"{PROCEDURE}{reply.procedure}")
        return self.words(off, reply.procedure) if off else reply

    def refuses(self, procedure: str, channel: str = "web") -> bool:
        """Whether nothing may be told of this procedure now."""
        names = (ALL, f"{CHANNEL}{channel}", f"{PROCEDURE}{procedure}")
        return self._switches.of(*names) is not None

    def _off(self, message: Stored) -> Switch | None:
        return self._switches.of(ALL, f"{CHANNEL}{message.conversation.split(':', 1)[0]}")

    def words(self, off: Switch, procedure: str = "") -> Reply:
        """What is off, why, since when, and where to go instead."""
        assistant = self._current()
        speaker = assistant.speaker(Memory())
        record = assistant.records.get(procedure)
        kind = off.what.split(":", 1)[0]
        text = speaker.say(
            f"switches.{kind}",
            why=speaker.say(f"switches.why_{off.reason}"),
            since=datetime.fromtimestamp(off.since, VIETNAM),
            name=record.short_name if record else procedure,
            office=record.office if record else "",
            hotline=assistant.hotlines.portal,
        )
        return Reply(
            outcome="switched_off",
            procedure=procedure or None,
            messages=(Message(text=text, speak=text),),
        )
