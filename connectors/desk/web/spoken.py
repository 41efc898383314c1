"""What was said in a talk, by whom, in its order; and how much of a draft there is room for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.replies import Reply
from connectors.chat import Stored
from connectors.desk.queue import Line


@dataclass(frozen=True)
class Said:
    """One thing said in a talk. who: citizen, assistant, helper or desk."""

    who: str
    text: str


def merged(messages: list[Stored], lines: list[Line]) -> list[Said]:
    """The talk in its order: each message, the assistant's reply, what people said after it."""
    said: list[Said] = []
    first = messages[0].number if messages else 0
    said += [Said(line.who, line.text) for line in lines if line.after < first]
    for message in messages:
        text = str(message.details.get("title") or "") if message.choice else message.text
        if text:
            said.append(Said("citizen", text))
        reply = Reply.model_validate(message.reply) if message.reply else None
        if reply and reply.messages:
            said.append(Said("assistant", "\n".join(part.text for part in reply.messages)))
        said += [Said(line.who, line.text) for line in lines if line.after == message.number]
    return said


def fitting(parts: list[str], most: int) -> str:
    """As many whole paragraphs as there is room for: a text that is cut says something else."""
    kept = ""
    for part in filter(None, map(str.strip, parts)):
        longer = f"{kept}\n\n{part}" if kept else part
        if len(longer) > most:
            break
        kept = longer
    return kept
