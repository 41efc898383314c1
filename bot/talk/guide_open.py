"""Opening a guide: a new one, one put aside, one from another channel."""

from __future__ import annotations

from dataclasses import replace

from bot.guide import State, moves
from bot.guide.card import part
from bot.guide.moves import Moved
from bot.replies import Reply
from bot.talk import messages, small_talk
from bot.talk.assistant import Assistant
from bot.talk.guide_say import name_of, say
from bot.talk.turn import Said, Turn


def open_guide(assistant: Assistant, turn: Turn, code: str) -> Said:
    """Start guiding a procedure, or take up where this citizen stopped in it."""
    procedure = assistant.records.get(code) or assistant.records.successor(code)
    if procedure is None:
        return gone(assistant, turn)
    memory = turn.memory
    front = memory.guides[0] if memory.guides else None
    known = next((item for item in memory.guides if item.code == procedure.code), None)
    if front is not None and front.view == "leads" and front.code != procedure.code:
        # The answer said that this other procedure is the one needed: the first one is done with.
        turn = replace(turn, memory=memory.but(guides=memory.guides[1:]))
        front = None
    if known is not None and not known.finished:
        if (fresh := moves.reconcile(procedure, known)) is not None:
            return say(assistant, turn, procedure, fresh)
        resumed = (part("resumed", name=procedure.short_name),)
        return say(assistant, turn, procedure, Moved(known, resumed, (("resumed", known.at),)))
    moved = moves.start(procedure, person=memory.person, again=procedure.code in memory.done)
    if front is not None and front.code != procedure.code:
        name = name_of(assistant, front)
        lead = (
            part("start_next", name=procedure.short_name),
            part("start_kept", other=name, spare=True),
        )
        moved = replace(moved, lead=lead)
    return say(assistant, turn, procedure, moved)


def gone(assistant: Assistant, turn: Turn) -> Said:
    """A guide whose record is no longer there, or a choice of a guide long over."""
    if not turn.memory.guides:
        return small_talk.not_understood(assistant, turn)
    text = assistant.speaker(turn.memory).say("guide.gone")
    memory = turn.memory.but(guides=turn.memory.guides[1:], offered=(), awaiting="nothing")
    return Said(Reply(outcome="guiding", messages=messages.plain(text)), memory)


def redeem(assistant: Assistant, turn: Turn, code: str) -> Said | None:
    """Take up a guide from another channel; None where no codes are kept."""
    if assistant.resume_codes is None:
        return None
    found = assistant.resume_codes.redeem(code, turn.person)
    speaker = assistant.speaker(turn.memory)
    state = State.model_validate(found.state) if found.state else None
    procedure = assistant.records.get(state.code) if state else None
    if state is None or procedure is None:
        text = speaker.say("guide.too_many_codes" if found.too_many else "guide.bad_code")
        choices = (messages.person_choice(speaker),)
        return Said(
            Reply(outcome="resume_refused", messages=messages.plain(text, choices)),
            turn.memory.but(offered=choices, awaiting="nothing"),
        )
    state = state.but(paused=False, person=turn.memory.person)
    if (fresh := moves.reconcile(procedure, state)) is not None:
        return say(assistant, turn, procedure, fresh)
    lead = (part("resumed", name=procedure.short_name),)
    return say(assistant, turn, procedure, Moved(state, lead, (("resumed", state.at),)))
