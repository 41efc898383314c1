"""A choice: tapped, typed by its title, or answered by its number."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from bot.replies import Choice, Message, Reply
from bot.replies.model import SectionName
from bot.sections import SECTIONS, explain_papers, steps
from bot.talk import (
    answer,
    dossier,
    dossier_said,
    hand_over,
    messages,
    people,
    small_talk,
    trouble,
    values,
)
from bot.talk.assistant import Assistant
from bot.talk.topic import known
from bot.talk.turn import Said, Turn
from knowledge.schema import Procedure
from nlu.text import fold, words
from nlu.text.numbers import LAST, position


def call(assistant: Assistant, turn: Turn) -> Said:
    """Follow the choice; a value that means nothing (any more) is not understood."""
    if turn.choice is not None:
        return _follow(assistant, turn, turn.choice)
    chosen = offered(turn) or _by_number(turn)
    if chosen is None:
        return answer.call(assistant, turn)
    return _follow(assistant, turn, chosen.value)


def first(assistant: Assistant, turn: Turn) -> Said:
    """Yes to the question back: the likeliest of the offers, when there was only one to say yes
    to; with several, which one is asked again.
    """
    real = [choice for choice in turn.memory.offered if choice.value != values.NONE]
    if len(real) == 1:
        return _follow(assistant, turn, real[0].value)
    return small_talk.which(assistant, turn)


def none(assistant: Assistant, turn: Turn) -> Said:
    """No to the question back."""
    return _follow(assistant, turn, values.NONE)


def offered(turn: Turn) -> Choice | None:
    """The offered choice whose title was typed, in any spelling."""
    typed = words(fold(turn.text))
    for choice in turn.memory.offered:
        if typed and typed == words(fold(choice.title)):
            return choice
    return None


def _by_number(turn: Turn) -> Choice | None:
    number = position(turn.text)
    choices = turn.memory.offered
    if number == LAST and choices:
        return choices[-1]
    return choices[number - 1] if number and number <= len(choices) else None


def _follow(assistant: Assistant, turn: Turn, value: str) -> Said:
    from bot.talk import guiding

    if (guided := guiding.tap(assistant, turn, value)) is not None:
        return guided
    if (waiting := people.follow(assistant, turn, value)) is not None:
        return waiting
    kind, *parts = values.parse(value)
    if kind == dossier_said.KIND:
        return dossier.follow_choice(assistant, turn, parts)
    if value == values.PERSON:
        return hand_over.call(assistant, replace(turn, intent="ask_person"))
    if value == values.DELETE:
        return small_talk.delete(assistant, turn)
    if value == values.NONE and turn.memory.awaiting == "delete":
        return small_talk.what_next(assistant, turn)
    if value == values.NONE:
        return small_talk.which_else(assistant, turn)
    if kind == "t" and len(parts) == 2 and (found := assistant.aids.troubles.get(parts[0])):
        return trouble.show(assistant, turn, found, parts[1])
    procedure = known(assistant, turn, parts[0]) if parts else None
    if procedure is None:
        return small_talk.not_understood(assistant, turn)
    if kind == "s" and len(parts) == 2 and (parts[1] in SECTIONS or not parts[1]):
        section = next((name for name in SECTIONS if name == parts[1]), None)
        return answer.tell(assistant, turn.memory, procedure, section, province=answer.place(turn))
    if kind == "m" and len(parts) == 3 and parts[1] in SECTIONS and parts[2].isdecimal():
        section = next(name for name in SECTIONS if name == parts[1])
        return answer.tell(assistant, turn.memory, procedure, section, int(parts[2]))
    if not isinstance(procedure, Procedure):
        return small_talk.not_understood(assistant, turn)
    if kind == "p" and len(parts) == 2 and parts[1].isdecimal():
        return _papers(assistant, turn, parts[0], int(parts[1]))
    if (
        kind == "w"
        and len(parts) == 3
        and parts[1] in ("online", "counter")
        and parts[2].isdecimal()
    ):
        return show_steps(
            assistant, turn, parts[0], cast(Literal["online", "counter"], parts[1]), int(parts[2])
        )
    return small_talk.not_understood(assistant, turn)


def _papers(assistant: Assistant, turn: Turn, code: str, start: int) -> Said:
    procedure = assistant.records.get(code)
    assert procedure is not None
    speaker = assistant.speaker(turn.memory)
    if start >= len(procedure.papers):
        return answer.tell(assistant, turn.memory, procedure, "documents")
    composed = explain_papers(procedure, speaker, start)
    choices = messages.section_choices(procedure, speaker, "documents")
    if composed.more:
        choices = [
            Choice(title=speaker.say("choice_more"), value=values.papers(code, start + 3)),
            *choices,
        ]
    return _page(turn, code, "documents", messages.factual(composed, procedure, speaker, choices))


def show_steps(
    assistant: Assistant,
    turn: Turn,
    code: str,
    way: Literal["online", "counter"],
    start: int,
) -> Said:
    """A page of the steps, on the portal or in person."""
    procedure = assistant.records.get(code)
    assert procedure is not None
    count = len(procedure.steps if way == "online" else procedure.visit)
    if start >= count:
        return answer.tell(assistant, turn.memory, procedure, "how")
    speaker = assistant.speaker(turn.memory)
    composed = steps(procedure, way, speaker, start)
    choices = messages.section_choices(procedure, speaker, "how")
    if composed.more:
        choices = [
            Choice(title=speaker.say("choice_more"), value=values.steps(code, way, start + 2)),
            *choices[:2],
            messages.person_choice(speaker),
        ]
    return _page(turn, code, "how", messages.factual(composed, procedure, speaker, choices))


def _page(turn: Turn, code: str, section: SectionName, shown: tuple[Message, ...]) -> Said:
    return Said(
        Reply(outcome="answered", procedure=code, section=section, messages=shown),
        turn.memory.but(procedure=code, offered=shown[-1].choices, awaiting="nothing", misses=0),
    )
