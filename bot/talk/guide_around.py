"""What is said around a guide: the way back to it after an answer, and the offer of another one."""

from __future__ import annotations

from bot.guide import State
from bot.guide.route import at_step, numbered, route
from bot.replies import Choice, Message, Reply
from bot.talk import messages, small_talk, values
from bot.talk.assistant import Assistant
from bot.talk.topic import Topic
from bot.talk.turn import Said, Turn
from knowledge.schema import Procedure

WAITS = ("guide", "guide_go_on")
"""The guide asked last; or it was offered to go on with it, so that a yes is no answer to it."""
OTHERS_ASK = ("delete", "dossier_consent", "desk_message")
"""Questions of others that a yes or no answers, also in the middle of a guide."""
_CLEAN = ("started_clean", "deleted")
_QUIET = ("handoff_emergency",)
_KEPT = ("w:", "p:", "m:", "s:", "desk:")
_MOST_KEPT = 2


def after(assistant: Assistant, turn: Turn, said: Said) -> Said:
    """An answer in the middle of a guide, with the way back to it; anything else as it is."""
    state = turn.memory.guides[0] if turn.memory.guides else None
    still = said.memory.guides[:1] == (state,) if state else False
    if state is None or state.paused or not still or said.memory.awaiting in WAITS:
        return said
    reply = said.reply
    if reply.outcome in _CLEAN or not reply.messages:
        return said
    procedure = assistant.records.get(state.code)
    if procedure is None:
        return said
    if said.memory.awaiting in ("which_procedure", *OTHERS_ASK):
        return _beside(said, go_on_choice(assistant, turn, state))
    other = assistant.records.get(reply.procedure or "")
    if other is not None and other.code != state.code and reply.outcome == "answered":
        return _with_offer(assistant, turn, said, procedure, other)
    if reply.outcome in _QUIET:
        return _beside(said, go_on_choice(assistant, turn, state))
    kept = [c for c in reply.messages[-1].choices if c.value.startswith(_KEPT)][:_MOST_KEPT]
    return _suffixed(
        assistant,
        turn,
        said,
        _go_on_text(assistant, turn, procedure, state),
        (go_on_choice(assistant, turn, state), *kept),
    )


def go_on_choice(assistant: Assistant, turn: Turn, state: State) -> Choice:
    """Back into the guide."""
    speaker = assistant.speaker(turn.memory)
    return Choice(title=speaker.say("guide.choice_go_on"), value=f"g:go_on:{state.code}")


def offer_switch(assistant: Assistant, turn: Turn, state: State, other: Procedure) -> Said:
    """Another procedure is asked for in the middle: nobody leaves a guide by accident."""
    procedure = assistant.records.get(state.code)
    assert procedure is not None
    text, choices = _switch(assistant, turn, procedure, other)
    return Said(
        Reply(outcome="guiding", procedure=state.code, messages=messages.plain(text, choices)),
        turn.memory.but(offered=choices, awaiting="guide_go_on", misses=0),
    )


def which_to_guide(assistant: Assistant, turn: Turn, topic: Topic) -> Said | None:
    """Which of the likely ones to start; None when none of them has a record to guide by."""
    speaker = assistant.speaker(turn.memory)
    offers = [offer for offer in topic.offers if assistant.records.get(offer.code)]
    if not offers:
        return None
    starts = [
        Choice(title=offer.name[:1].upper() + offer.name[1:], value=values.start(offer.code))
        for offer in offers
    ]
    choices = (*starts, Choice(title=speaker.say("choice_none"), value=values.NONE))
    text = speaker.say("which_procedure", names=[offer.name for offer in offers])
    return Said(
        Reply(
            outcome="asked_back",
            candidates=topic.ranking,
            messages=messages.plain(text, choices),
        ),
        turn.memory.but(offered=choices, awaiting="which_procedure", misses=0),
    )


def welcome_back(assistant: Assistant, turn: Turn, state: State) -> Said:
    """A greeting, hours or days later: where they were, and whether to go on."""
    procedure = assistant.records.get(state.code)
    if procedure is None:
        return small_talk.call(assistant, turn)
    speaker = assistant.speaker(turn.memory)
    text = speaker.say("guide.back_again", name=procedure.short_name)
    choices = (go_on_choice(assistant, turn, state), messages.person_choice(speaker))
    return Said(
        Reply(outcome="greeted", procedure=state.code, messages=messages.plain(text, choices)),
        turn.memory.but(offered=choices, awaiting="guide_go_on", misses=0),
    )


def _with_offer(
    assistant: Assistant, turn: Turn, said: Said, procedure: Procedure, other: Procedure
) -> Said:
    text, choices = _switch(assistant, turn, procedure, other)
    return _suffixed(assistant, turn, said, text, choices)


def _switch(
    assistant: Assistant, turn: Turn, procedure: Procedure, other: Procedure
) -> tuple[str, tuple[Choice, ...]]:
    speaker = assistant.speaker(turn.memory)
    text = speaker.say("guide.switch", name=procedure.short_name, other=other.short_name)
    return text, (
        Choice(
            title=speaker.say("guide.choice_go_on_with", name=procedure.short_name),
            value=f"g:go_on:{procedure.code}",
        ),
        Choice(
            title=speaker.say("guide.choice_switch_to", name=other.short_name),
            value=f"g:to:{other.code}",
        ),
        messages.person_choice(speaker),
    )


def _suffixed(
    assistant: Assistant, turn: Turn, said: Said, text: str, choices: tuple[Choice, ...]
) -> Said:
    """The answer, then the way back; the choices stand under the last message only."""
    speaker = assistant.speaker(turn.memory)
    person = messages.person_choice(speaker)
    choices = tuple({c.value: c for c in (*choices, person)}.values())
    bare: tuple[Message, ...] = tuple(
        message.model_copy(update={"choices": ()}) for message in said.reply.messages
    )
    reply = said.reply.model_copy(update={"messages": (*bare, *messages.plain(text, choices))})
    state = turn.memory.guides[0]
    return Said(
        reply,
        said.memory.but(
            procedure=state.code, offered=choices, awaiting="guide_go_on", section=None
        ),
    )


def _beside(said: Said, choice: Choice) -> Said:
    """One more choice under the last message."""
    *first, last = said.reply.messages
    choices = (*last.choices, choice)
    shown = last.model_copy(update={"choices": choices})
    reply = said.reply.model_copy(update={"messages": (*first, shown)})
    return Said(reply, said.memory.but(offered=choices))


def _go_on_text(assistant: Assistant, turn: Turn, procedure: Procedure, state: State) -> str:
    speaker = assistant.speaker(turn.memory)
    if at_step(state.at):
        number, _ = numbered(route(procedure, state), state.at)
        return speaker.say("guide.go_on_step", number=number)
    return speaker.say("guide.go_on", name=procedure.short_name)
