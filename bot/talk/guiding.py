"""The guide inside the talk: what a message means to it, and how the talk goes on around it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.guide import State, hear, moves
from bot.guide.card import part
from bot.guide.dossier import find_code
from bot.guide.follow import PREFIX, START, follow
from bot.guide.moves import Moved
from bot.guide.ports import resume_code
from bot.guide.route import at_step, stage_of
from bot.talk import guide_acts, guide_around, guide_leave, guide_open
from bot.talk.assistant import Assistant
from bot.talk.guide_leave import carry_out
from bot.talk.topic import find_topic
from bot.talk.turn import Said, Turn
from knowledge.schema import Procedure
from nlu.text import fold, words
from nlu.text.numbers import LAST, position

GO_ON, TO = "g:go_on:", "g:to:"
_THUMB = re.compile("[👍👌✅🆗]")
_QUESTION = re.compile(
    r"\?|\b(?:bao nhieu|bao lau|may (?:ngay|tien|ban|to)|o dau|the nao|lam sao|khi nao|luc nao"
    r"|can gi|giay to gi|duoc khong|phai khong|co can|mat tien|ton tien|le phi|tai sao|vi sao)\b"
)
_NUMBER = re.compile(r"^(?:(?:so|cau|cai|chon|thu|y|muc)\s+)*(?:thu\s+)?\w+$")
_SURE = 0.55
_READ_AS_STEPS = ("ask_how", "ask_procedure", "ask_documents", "next_step", "nlu_fallback")
"""What "chỉ tôi từng bước …" is easily read as."""


def is_its(value: str) -> bool:
    """Whether a choice belongs to a guide."""
    return value.startswith(PREFIX)


def thumb(turn: Turn) -> Turn | None:
    """A raised thumb is a yes, while a guide waits for one."""
    state = current(turn)
    if state and not state.paused and _THUMB.search(turn.text):
        return replace(turn, text="ừ")
    return None


def current(turn: Turn) -> State | None:
    """The guide being followed, or put aside last."""
    return turn.memory.guides[0] if turn.memory.guides else None


def takes_code(turn: Turn) -> bool:
    """Whether a dossier code in this message is the one a guide leads to."""
    state = current(turn)
    return (
        state is not None
        and not state.paused
        and stage_of(state.at) != "case"
        and find_code(turn.text) is not None
    )


def call(assistant: Assistant, action: str, turn: Turn) -> Said | None:
    """What the guide makes of a turn; None when the turn is not its business."""
    if turn.choice is not None:
        return tap(assistant, turn, turn.choice)
    code = resume_code(turn.text)
    if code and (said := guide_open.redeem(assistant, turn, code)) is not None:
        return said
    if turn.intent in _READ_AS_STEPS and hear.starts(turn.text):
        turn = replace(turn, intent="start_guide")
    state = current(turn)
    if state is None or state.paused:
        return _outside(assistant, turn, state)
    return _inside(assistant, action, turn, state)


def tap(assistant: Assistant, turn: Turn, value: str) -> Said | None:
    """A choice of a guide, tapped or named; None for any other choice."""
    state = current(turn)
    if value == "person" and state and not state.paused:
        return guide_leave.person(assistant, turn, state)
    if not is_its(value):
        return None
    if value.startswith((START, GO_ON, TO)):
        code = value.rsplit(":", 1)[1]
        return guide_open.open_guide(assistant, turn, code)
    procedure = assistant.records.get(state.code) if state else None
    if state is None or procedure is None:
        return guide_open.gone(assistant, turn)
    state = state.but(paused=False)
    if (fresh := moves.reconcile(procedure, state)) is not None:
        return carry_out(assistant, turn, procedure, fresh)
    moved = follow(procedure, state, value, assistant.guide_context())
    return carry_out(assistant, turn, procedure, moved or Moved(state))


def _outside(assistant: Assistant, turn: Turn, aside: State | None) -> Said | None:
    """No guide is being followed: start one, or take up the one put aside."""
    said = hear.act(turn.text)
    if aside is not None and turn.memory.awaiting in ("nothing", *guide_around.WAITS):
        named = said or (hear.act_of_intent(turn.intent) if turn.confidence >= _SURE else None)
        if named in ("resume", "done") or (
            named == "yes" and turn.memory.awaiting in guide_around.WAITS
        ):
            return guide_open.open_guide(assistant, turn, aside.code)
        if turn.intent == "greet":
            return guide_around.welcome_back(assistant, turn, aside)
    if turn.intent != "start_guide":
        return None
    topic = find_topic(assistant, replace(turn, text=hear.led_to(turn.text)))
    if topic.procedure is None and topic.decision == "ask_back":
        return guide_around.which_to_guide(assistant, turn, topic)
    if not isinstance(topic.procedure, Procedure):
        return None
    return guide_open.open_guide(assistant, turn, topic.procedure.code)


def _inside(assistant: Assistant, action: str, turn: Turn, state: State) -> Said | None:
    procedure = assistant.records.get(state.code)
    if procedure is None:
        return guide_open.gone(assistant, turn)
    if turn.memory.awaiting in guide_around.OTHERS_ASK:
        return None
    if (fresh := moves.reconcile(procedure, state)) is not None:
        return carry_out(assistant, turn, procedure, fresh)
    if stage_of(state.at) != "case" and (found := find_code(turn.text)):
        return carry_out(assistant, turn, procedure, moves.noted(procedure, state, found))
    if turn.intent == "do_it_for_me" and turn.confidence >= _SURE and hear.act(turn.text) is None:
        refused = Moved(state, (part("refused"),))
        return carry_out(assistant, turn, procedure, refused, outcome="refused_act_for_you")
    if turn.memory.awaiting == "which_procedure":
        # The talk asked back which procedure was meant: that question is answered first.
        if hear.act(turn.text) not in ("resume", "back", "pause"):
            return None
    elif (chosen := _numbered(turn)) is not None:
        return tap(assistant, turn, chosen)
    if hear.changes(turn.text) and (
        changed := guide_acts.changed_mind(procedure, state, turn.text)
    ):
        return carry_out(assistant, turn, procedure, changed)
    wanted = hear.corrects(turn.text)
    if wanted and (said := guide_acts.correct(assistant, turn, state, wanted)) is not None:
        return said
    moved = _understood(assistant, turn, procedure, state)
    if moved is not None:
        return carry_out(assistant, turn, procedure, moved)
    return guide_acts.act_of_rasa(assistant, action, turn, procedure, state)


def _numbered(turn: Turn) -> str | None:
    """The value of the choice that a bare number names."""
    folded = fold(turn.text).strip(" .,!")
    bare = folded.isdecimal() or (_NUMBER.match(folded) and len(words(folded)) > 1)
    if not bare and turn.intent != "choose":
        return None
    number = position(turn.text)
    offered = turn.memory.offered
    if number == LAST and offered:
        return offered[-1].value
    return offered[number - 1].value if number and number <= len(offered) else None


def _understood(
    assistant: Assistant, turn: Turn, procedure: Procedure, state: State
) -> Moved | None:
    """What the message is to the question or step at hand."""
    said = hear.act(turn.text)
    if said == "yes" and turn.memory.awaiting == "guide_go_on":
        return Moved(state)
    asks = bool(_QUESTION.search(fold(turn.text)))
    open_question = stage_of(state.at) == "case" and not asks and not state.view
    if open_question and (moved := guide_acts.answered(procedure, state, turn.text)):
        return moved
    if said is not None:
        return guide_acts.act(assistant, procedure, state, said)
    if at_step(state.at) or state.view.startswith("trouble"):
        shown = [choice.value.removeprefix("g:t:") for choice in turn.memory.offered]
        if (name := hear.trouble(procedure, turn.text, shown)) and (
            turn.intent in ("stuck", "trouble") or state.view or not asks
        ):
            return Moved(
                state.but(view=f"fix:{name}:0", helped=True),
                events=(("stuck", state.at), ("trouble", name)),
            )
    return None


after = guide_around.after
