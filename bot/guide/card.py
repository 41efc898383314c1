"""What a state shows, before it is put into words: one action, its choices, its picture.

A card is a plain value; two states with equal cards are answered alike. That is what lets a test
walk every state of every record and look at each card once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.guide import facts
from bot.guide.state import State
from knowledge.schema import Fact, Procedure
from knowledge.schema.base import Condition

OK, BACK, PAUSE, STUCK, PERSON = "g:ok", "g:back", "g:pause", "g:stuck", "person"


@dataclass(frozen=True)
class Part:
    """A template and its facts. `spare`: left out when the message would grow too long."""

    template: str
    facts: tuple[tuple[str, Any], ...] = ()
    spare: bool = False


@dataclass(frozen=True)
class Option:
    """A choice: words of the record, or the name of a template (`template`)."""

    value: str
    title: str = ""
    template: str = ""


@dataclass(frozen=True)
class Card:
    """parts: in order. picture: the stage's drawing. link: show the portal's page of this
    procedure. quoted: the ids of the sources. action: what the citizen is to do or
    answer; exactly one a card.
    """

    action: str
    parts: tuple[Part, ...]
    options: tuple[Option, ...]
    picture: str | None = None
    link: str = ""
    quoted: tuple[str, ...] = ()
    sourced: bool = True


def cited(quoted: Iterable[Fact]) -> tuple[str, ...]:
    """The ids of the sources these facts name, first named first."""
    return tuple(dict.fromkeys(name for fact in quoted for name in fact.sources))


def part(template: str, *, spare: bool = False, **given: Any) -> Part:
    """A part of a card."""
    return Part(f"guide.{template}", tuple(sorted(given.items())), spare)


def named(template: str, value: str) -> Option:
    """A choice whose words are a template's."""
    return Option(value, template=f"guide.choice_{template}")


def ends(*, pause: bool = False, stuck: bool = False) -> tuple[Option, ...]:
    """What stands under every card: the way back, and the way to a person."""
    found = [named("stuck", STUCK)] if stuck else []
    found.append(named("back", BACK))
    if pause:
        found.append(named("pause", PAUSE))
    return (*found, Option(PERSON, template="choice_person"))


def condition(procedure: Procedure, state: State, when: Condition) -> tuple[tuple[str, ...], ...]:
    """The clauses of “Nếu …” for what the citizen's answers leave open, one tuple a case."""
    clauses = []
    for name, wanted in facts.open_cases(procedure, state.answers, when).items():
        case = facts.case_of(procedure, name)
        if case is not None:
            clauses.append(tuple(a.condition or a.title for a in case.answers if a.id in wanted))
    return tuple(clauses)


def with_lead(made: Card, lead: tuple[Part, ...]) -> Card:
    """The card with something said before it."""
    return replace(made, parts=(*lead, *made.parts))
