"""Talking to the handlers without a server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.talk import Assistant, Memory, Said, Turn
from bot.talk.respond import respond


class Talker:
    """Keeps the memory between turns, as Rasa's slots do."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.memory = Memory()
        self.last: Said | None = None

    def say(
        self, text: str, intent: str = "ask_procedure", action: str = "action_answer", **more: Any
    ) -> Said:
        more.setdefault("confidence", 1.0)
        turn = Turn(text=text, intent=intent, memory=self.memory, **more)
        if self.last:
            turn = replace(turn, last=self.last.reply)
        self.last = respond(self.assistant, action, turn)
        self.memory = self.last.memory
        return self.last

    def tap(self, title: str) -> Said:
        choice = next(c for c in self.memory.offered if c.title == title)
        return self.say("/choose", "choose", "action_choose", choice=choice.value)


def text_of(said: Said) -> str:
    return "\n".join(message.text for message in said.reply.messages)
