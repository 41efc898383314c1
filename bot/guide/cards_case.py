"""The case: the questions that change something, and how to hand in."""

from __future__ import annotations

from bot.guide import facts
from bot.guide.card import OK, Card, Option, cited, ends, named, part
from bot.guide.context import Context
from bot.guide.route import numbered, route
from bot.guide.state import State
from knowledge.schema import Procedure


def case_card(procedure: Procedure, state: State) -> Card:
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


def leads_card(procedure: Procedure, state: State, context: Context) -> Card:
    """An answer that means another procedure: go there, or hear where it belongs."""
    answer = facts.lead_of(procedure, state.answers, state.at[2:])
    if answer is None or answer.leads_to is None:
        return case_card(procedure, state.but(view=""))
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
        (part("effect", effect=answer.effect or "", spare=True),
         part("leads_known", name=other.short_name)),
        (go, stay, *ends()),
    )  # fmt: skip


def stop_card(procedure: Procedure, state: State) -> Card:
    """An answer with which handing in is no use: why, and what may be done all the same."""
    answer = facts.stop_of(procedure, state.answers, state.at[2:])
    if answer is None:
        return case_card(procedure, state.but(view=""))
    return Card(
        f"stop:{answer.id}",
        (part("effect", effect=answer.effect), part("stop", office=procedure.office)),
        (named("stop", "g:close"), named("stay", OK), *ends()),
    )


def way_card(procedure: Procedure, state: State) -> Card:
    ways = facts.ways(procedure, state.answers)
    online = [c for c in procedure.channels if c.way == "online" and c.way in ways]
    return Card(
        "way",
        (
            part(
                "way",
                ways=ways,
                vneid=any(channel.vneid_level_2 for channel in online),
                signature=any(channel.digital_signature for channel in online),
                whole="online" not in ways or any(c.extent == "whole" for c in online),
            ),
        ),
        (*(named(way, f"g:w:{way}") for way in ways), *ends()),
        quoted=cited(online or procedure.channels),
    )
