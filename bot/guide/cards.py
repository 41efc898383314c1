"""What a state shows, before it is put into words: one action, its choices, its picture.

A card is a plain value; two states with equal cards are answered alike. That is what lets a test
walk every state of every record and look at each card once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.guide import facts
from bot.guide.context import Context
from bot.guide.route import numbered, route, show_pages, way_of
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


def card(procedure: Procedure, state: State, context: Context) -> Card:
    """The card of a state."""
    from bot.guide import cards_check, cards_end, cards_trouble

    if state.view.startswith(("trouble", "fix", "then", "tree")):
        return cards_trouble.card(procedure, state, context)
    if state.view.startswith("changed:"):
        parts = tuple(state.view.split(":")[1].split(","))
        return Card("look again", (part("changed", parts=parts),), (named("go_on", OK), *ends()),
                    sourced=False)  # fmt: skip
    kind = state.at.split(":", 1)[0]
    if kind in ("check", "lack"):
        return cards_check.card(procedure, state)
    if kind == "end":
        return cards_end.card(procedure, state, context)
    made = {"c": _case, "way": _way, "p": _paper, "show": _show, "s": _step, "v": _visit}
    if kind == "photo":
        return Card("photo", (part("photo"),), (named("go_on", OK), *ends(pause=True)),
                    picture="photo", sourced=False)  # fmt: skip
    if kind == "c" and state.view == "leads":
        return _leads(procedure, state, context)
    return made[kind](procedure, state)


def _case(procedure: Procedure, state: State) -> Card:
    case = facts.case_of(procedure, state.at[2:])
    assert case is not None
    number, count = numbered(route(procedure, state), state.at)
    answers = tuple(
        Option(f"g:a:{case.id}:{answer.id}", title=answer.title) for answer in case.answers
    )
    own = facts.unsure_answer(case)
    unsure = () if own else (named("unsure", f"g:a:{case.id}:?"),)
    return Card(
        f"ask:{case.id}",
        (
            part("case", number=number, count=count, question=case.question),
            part("case_why", why=case.why, spare=True),
        ),
        (*answers, *unsure, *ends()),
    )


def _leads(procedure: Procedure, state: State, context: Context) -> Card:
    """An answer that means another procedure: go there, or hear where it belongs."""
    answer = facts.lead_of(procedure, state.answers, state.at[2:])
    if answer is None or answer.leads_to is None:
        return _case(procedure, state.but(view=""))
    code = answer.leads_to
    other = context.records.get(code) or context.records.successor(code)
    stay = named("stay", OK)
    if other is None:
        return Card(
            f"elsewhere:{code}",
            (part("leads_unknown", code=code, office=procedure.office),
             part("effect", effect=answer.effect or "", spare=True)),
            (stay, *ends(pause=True)),
            link="search",
        )  # fmt: skip
    go = named("switch", f"g:to:{other.code}")
    return Card(
        f"lead:{other.code}",
        (part("leads_known", name=other.short_name),
         part("effect", effect=answer.effect or "", spare=True)),
        (go, stay, *ends()),
    )  # fmt: skip


def _way(procedure: Procedure, state: State) -> Card:
    online = [channel for channel in procedure.channels if channel.way == "online"]
    return Card(
        "way",
        (
            part(
                "way",
                vneid=any(channel.vneid_level_2 for channel in online),
                signature=any(channel.digital_signature for channel in online),
                whole=any(channel.extent == "whole" for channel in online),
            ),
        ),
        (named("online", "g:w:online"), named("counter", "g:w:counter"), *ends()),
        quoted=cited(online),
    )


def _paper(procedure: Procedure, state: State) -> Card:
    paper = next(paper for paper in procedure.papers if paper.id == state.at[2:])
    online = way_of(procedure, state) == "online"
    have, lack = named("have", f"g:p:have:{paper.id}"), named("missing", f"g:p:missing:{paper.id}")
    held = (named("held", f"g:p:held:{paper.id}"),) if paper.held else ()
    if state.view == "how":
        text = (
            part("paper_how", how=paper.how_to_get)
            if paper.how_to_get
            else part("paper_how_none", office=procedure.office)
        )
        return Card(
            f"get:{paper.id}", (text,), (named("next_paper", OK), have, *ends(pause=True)),
            quoted=cited([paper]),
        )  # fmt: skip
    what = named("what", f"g:what:{paper.id}")
    if state.view == "what":
        form = paper.form and paper.form.number
        parts = (
            part("paper_what", plain=paper.plain, form=form or ""),
            part("paper_held", held=paper.held or "", spare=True),
            part("paper_photo", photo=(paper.photo or "") if online else "", spare=True),
        )
        return Card(f"paper:{paper.id}", parts, (have, *held, lack, *ends()), quoted=cited([paper]))
    number, count = numbered(route(procedure, state), state.at)
    return Card(
        f"paper:{paper.id}",
        (
            part(
                "paper",
                number=number,
                count=count,
                when=condition(procedure, state, paper.when),
                name=paper.name,
            ),
            part("paper_held", held=paper.held or "", spare=True),
        ),
        (have, *held, lack, what, *ends()),
        quoted=cited([paper]),
    )


def _show(procedure: Procedure, state: State) -> Card:
    page = show_pages(procedure, state)[int(state.at.split(":")[1])]
    return Card(
        "have at hand",
        (part(f"show_{way_of(procedure, state)}", names=tuple(paper.name for paper in page)),),
        (named("go_on", OK), *ends()),
        quoted=cited(page),
    )


def _step(procedure: Procedure, state: State) -> Card:
    step = next(step for step in procedure.steps if step.id == state.at[2:])
    number, count = numbered(route(procedure, state), state.at)
    photos = photo_lines(procedure, state, step.papers)
    if state.view == "photo" and photos:
        parts = tuple(part("photo_line", line=line, spare=at > 0) for at, line in enumerate(photos))
        return Card(
            f"photos:{step.id}", parts, (named("here", OK), *ends()), quoted=cited([step]),
            picture="photo",
        )  # fmt: skip
    photo = (named("photo", "g:photo"),) if photos else ()
    return Card(
        f"do:{step.id}",
        (
            part(
                "step",
                number=number,
                count=count,
                when=condition(procedure, state, step.when),
                do=step.do,
            ),
            part("step_see", see=step.see, spare=True),
        ),
        (named("done", f"{OK}:{state.at}"), *photo, *ends(pause=True, stuck=True)),
        picture=step.stage,
        link="portal" if step.stage in ("login", "find") else "",
        quoted=cited([step]),
    )


def photo_lines(procedure: Procedure, state: State, papers: list[str]) -> tuple[str, ...]:
    """How to photograph the papers of a step, as far as they are needed."""
    if not papers:
        return ()
    needed = {
        paper.id: paper for paper in facts.asked_papers(procedure, state.answers, "online")
        if state.papers.get(paper.id) != "held"
    }  # fmt: skip
    lines = [needed[name].photo for name in papers if name in needed]
    return tuple(dict.fromkeys(line for line in lines if line))


def _visit(procedure: Procedure, state: State) -> Card:
    step = next(step for step in procedure.visit if step.id == state.at[2:])
    number, count = numbered(route(procedure, state), state.at)
    return Card(
        f"do:{step.id}",
        (
            part(
                "visit",
                number=number,
                count=count,
                when=condition(procedure, state, step.when),
                do=step.do,
            ),
        ),
        (named("done", f"{OK}:{state.at}"), *ends(pause=True, stuck=True)),
        quoted=cited([step]),
    )


def with_lead(made: Card, lead: tuple[Part, ...]) -> Card:
    """The card with something said before it."""
    return replace(made, parts=(*lead, *made.parts))
