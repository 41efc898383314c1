"""What people send instead of words: pictures, voice, files. Nothing of it is looked at or kept."""

from __future__ import annotations

from bot.replies import Reply
from bot.talk import messages, no_answer
from bot.talk.assistant import Assistant
from bot.talk.turn import Said, Turn

KINDS = ("picture", "voice", "video", "sticker", "file", "location", "contact", "other")


def call(assistant: Assistant, turn: Turn) -> Said:
    """Say kindly what to do instead; what was asked before can still be answered."""
    speaker = assistant.speaker(turn.memory)
    text = speaker.say(f"channels.{_first(turn)}")
    choices = turn.memory.offered or tuple(
        messages.procedure_choices(no_answer.frequent(assistant), None)
    )
    return Said(
        Reply(outcome="unanswerable_no_words", messages=messages.plain(text, choices)),
        turn.memory.but(offered=choices),
    )


def beside(assistant: Assistant, turn: Turn, said: Said) -> Said:
    """Before the answer to the words, that only the words were read. Not for a sticker."""
    if _first(turn) == "sticker":
        return said
    speaker = assistant.speaker(said.memory)
    note = speaker.say("channels.beside", what=speaker.say(f"channels.what_{_first(turn)}"))
    told = (*messages.plain(note), *said.reply.messages)
    return Said(said.reply.model_copy(update={"messages": told}), said.memory)


def _first(turn: Turn) -> str:
    """The kind that matters most, when several came together."""
    return next(kind for kind in (*KINDS, turn.attached[0]) if kind in turn.attached)
