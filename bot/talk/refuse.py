"""What the assistant never does: act for the citizen, or take a secret."""

from __future__ import annotations

from bot.replies import Choice, Reply
from bot.talk import messages, values
from bot.talk.assistant import Assistant
from bot.talk.no_answer import frequent
from bot.talk.turn import Said, Turn
from nlu.text.secrets import LABELS


def act_for_you(assistant: Assistant, turn: Turn) -> Said:
    """Kindly no, and the next step instead."""
    speaker = assistant.speaker(turn.memory)
    procedure = assistant.records.get(turn.memory.procedure or turn.page_procedure or "")
    if procedure:
        ways = [("online", procedure.steps), ("counter", procedure.visit)]
        choices = [
            Choice(
                title=speaker.say(f"sections.choice_steps_{way}"),
                value=values.steps(procedure.code, way, 0),
            )
            for way, steps in ways
            if steps
        ]
        choices = [messages.start_choice(procedure, speaker), *choices]
    else:
        choices = messages.procedure_choices(frequent(assistant), "how")
    return Said(
        Reply(
            outcome="refused_act_for_you",
            messages=messages.plain(speaker.say("refuse_act"), choices),
        ),
        turn.memory.but(offered=tuple(choices), awaiting="nothing", misses=0),
    )


def secret(assistant: Assistant, turn: Turn) -> Said:
    """Say that it was masked and why nobody should send it; the talk goes on."""
    speaker = assistant.speaker(turn.memory)
    named = [LABELS[kind] for kind in turn.masked if kind in LABELS] or [
        "mật khẩu, mã OTP hay số giấy tờ"
    ]
    text = speaker.say("refuse_secret", what=" hay ".join(named))
    return Said(
        Reply(
            outcome="refused_secret",
            messages=messages.plain(text, turn.memory.offered),
        ),
        turn.memory.but(misses=0),
    )
