"""A guide's state, said: its card in words, and what is remembered."""

from __future__ import annotations

from bot.guide import Card, State, card, render
from bot.guide.card import Part, with_lead
from bot.guide.checklist import checklist
from bot.guide.moves import Moved
from bot.replies import Reply
from bot.replies.model import Outcome
from bot.talk.assistant import Assistant
from bot.talk.turn import Said, Turn
from knowledge.schema import Procedure

MOST_GUIDES = 3
"""The one being followed, and those put aside."""


def say(
    assistant: Assistant,
    turn: Turn,
    procedure: Procedure,
    moved: Moved,
    *,
    outcome: Outcome = "guiding",
    lead: tuple[Part, ...] = (),
) -> Said:
    """The card of the new state, in words, and what is remembered."""
    state = moved.state.but(moves=moved.state.moves + 1, paused=False)
    made: Card = card(procedure, state, assistant.guide_context())
    speaker = assistant.speaker(turn.memory)
    message = render(with_lead(made, (*lead, *moved.lead)), procedure, speaker)
    message = message.model_copy(update={"checklist": checklist(procedure, state)})
    if assistant.figures is not None and moved.events:
        assistant.figures.count(procedure.code, moved.events)
    others = tuple(item for item in turn.memory.guides if item.code != state.code)
    return Said(
        Reply(outcome=outcome, procedure=procedure.code, messages=(message,)),
        turn.memory.but(
            guides=(state, *others)[:MOST_GUIDES],
            procedure=procedure.code,
            section=None,
            offered=message.choices,
            awaiting="guide",
            misses=0,
            dossier=state.dossier or turn.memory.dossier,
        ),
    )


def count(assistant: Assistant, state: State, *events: tuple[str, str]) -> None:
    if assistant.figures is not None:
        assistant.figures.count(state.code, events)


def name_of(assistant: Assistant, state: State) -> str:
    procedure = assistant.records.get(state.code)
    return procedure.short_name if procedure else state.code
