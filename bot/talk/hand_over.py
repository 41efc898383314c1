"""The way to a person: who, where, which number."""

from __future__ import annotations

from bot.replies import Reply
from bot.replies.model import Outcome
from bot.talk import messages, people
from bot.talk.assistant import Assistant
from bot.talk.turn import Said, Turn

_TEMPLATES = {
    "ask_person": "hand_over",
    "anger": "hand_over_angry",
    "stuck": "hand_over_stuck",
    "fraud": "fraud",
    "emergency": "emergency",
}
_REASONS: dict[str, people.Reason] = {
    "ask_person": "asked",
    "misunderstood": "misunderstood",
    "anger": "anger",
    "fraud": "fraud",
}
_ANY_OFFICE = "nơi tiếp nhận hồ sơ của UBND xã, phường gần nhà"


def call(assistant: Assistant, turn: Turn) -> Said:
    """A place in the queue where there is a desk; else the office of the procedure talked about,
    and the hotline.
    """
    if (said := _in_line(assistant, turn)) is not None:
        return said
    procedure = assistant.records.get(turn.memory.procedure or turn.page_procedure or "")
    hotlines = assistant.hotlines
    speaker = assistant.speaker(turn.memory)
    text = speaker.say(
        _TEMPLATES.get(turn.intent, "hand_over"),
        place=procedure.office if procedure else _ANY_OFFICE,
        hotline=hotlines.portal,
        police=hotlines.police,
        ambulance=hotlines.ambulance,
    )
    outcome: Outcome = "handoff_emergency" if turn.intent == "emergency" else "handoff"
    choices = tuple(messages.section_choices(procedure, speaker)) if procedure else ()
    return Said(
        Reply(outcome=outcome, messages=messages.plain(text, choices)),
        turn.memory.but(offered=choices, awaiting="nothing", misses=0),
    )


def _in_line(assistant: Assistant, turn: Turn) -> Said | None:
    """Those who need a person wait for one; a life in danger does not wait here."""
    reason = _REASONS.get(turn.intent)
    if reason is None:
        return None
    speaker, hotlines = assistant.speaker(turn.memory), assistant.hotlines
    before = {
        "anger": lambda: speaker.say("people.sorry"),
        "fraud": lambda: speaker.say("fraud", police=hotlines.police),
    }.get(reason, str)()
    return people.ask(assistant, turn, reason, before)
