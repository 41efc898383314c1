"""What a message is to a guide, when it is no word of its own: an answer, a change of mind."""

from __future__ import annotations

from dataclasses import replace

from bot.guide import State, acts, facts, hear, moves
from bot.guide.moves import Moved
from bot.guide.route import at_step, route
from bot.talk import guide_around
from bot.talk.assistant import Assistant
from bot.talk.guide_leave import carry_out
from bot.talk.guide_open import open_guide
from bot.talk.topic import find_topic
from bot.talk.turn import Said, Turn
from knowledge.schema import Procedure

_SURE = 0.55
_MOST_WORDS = 9


def act(assistant: Assistant, procedure: Procedure, state: State, name: str) -> Moved | None:
    """What a word that is always understood does here; None: nothing, at this place."""
    return acts.act(assistant.guide_context(), procedure, state, name)


def answered(procedure: Procedure, state: State, text: str) -> Moved | None:
    """A case question answered in the citizen's own words."""
    if state.at == "way":
        return None
    case = facts.case_of(procedure, state.at[2:])
    chosen = hear.answer(case, text) if case else None
    if case is None or chosen is None:
        return changed_mind(procedure, state, text) if hear.changes(text) else None
    return moves.answer(procedure, state, case.id, chosen.id)


def changed_mind(procedure: Procedure, state: State, text: str) -> Moved | None:
    """Another answer to a question that was answered before."""
    for at in reversed(route(procedure, state)):
        if not at.startswith("c:") or at[2:] not in state.answers:
            continue
        case = facts.case_of(procedure, at[2:])
        chosen = hear.answer(case, _without_change_words(text)) if case else None
        if case and chosen and chosen.id != state.answers[case.id]:
            return moves.answer(procedure, state, case.id, chosen.id)
    return None


def _without_change_words(text: str) -> str:
    from nlu.text import fold, words

    dropped = {"nham", "lon", "noi", "bam", "thuc", "that", "doi", "lai", "quen", "nho", "y", "ma"}
    return " ".join(word for word in words(text) if fold(word) not in dropped)


def correct(assistant: Assistant, turn: Turn, state: State, wanted: str) -> Said | None:
    """Not this one but that one: it is started instead. None when it is about no other one."""
    meant = replace(turn, text=wanted, intent="ask_procedure")
    topic = find_topic(assistant, meant)
    if not isinstance(topic.procedure, Procedure) or topic.procedure.code == state.code:
        return None
    if not state.answers:
        # Nothing was done yet: the wrong one is not kept.
        turn = replace(turn, memory=turn.memory.but(guides=turn.memory.guides[1:]))
    return open_guide(assistant, turn, topic.procedure.code)


def act_of_rasa(
    assistant: Assistant, action: str, turn: Turn, procedure: Procedure, state: State
) -> Said | None:
    """Rasa's reading of what is no word of ours; None for a question or small talk."""
    if turn.intent == "start_guide":
        topic = find_topic(assistant, turn)
        if not isinstance(topic.procedure, Procedure) or topic.procedure.code == state.code:
            return carry_out(assistant, turn, procedure, Moved(state))
        return guide_around.offer_switch(assistant, turn, state, topic.procedure)
    name = hear.act_of_intent(turn.intent)
    short = len(turn.text.split()) <= _MOST_WORDS
    if name is None or turn.confidence < _SURE or not short:
        return None
    if turn.intent == "trouble" and not at_step(state.at):
        return None
    moved = act(assistant, procedure, state, name)
    return carry_out(assistant, turn, procedure, moved) if moved else None
