"""Stuck: the troubles of this step, then the record's others, then the general ones, then a person.

Views: `trouble:<page>` a list to choose from · `fix:<trouble>:<n>` the n-th advice · `then:<end>`
where it leads · `tree:<trouble>:<node>` a node of a general trouble.
"""

from __future__ import annotations

from dataclasses import replace

from bot.guide.card import BACK, PERSON, Card, Option, ends, named, part
from bot.guide.context import Context
from bot.guide.state import State
from knowledge.schema import Procedure, Step, Trouble

PAGE = 4
"""Troubles to choose from at once."""

FIXED, STILL, OTHER = "g:fixed", "g:still", "g:other"


def card(procedure: Procedure, state: State, context: Context) -> Card:
    """The card of a trouble's view."""
    kind, *rest = state.view.split(":")
    if kind == "fix":
        trouble = trouble_of(procedure, rest[0])
        if trouble and int(rest[1]) < len(trouble.answer):
            return _advice("fix:" + trouble.id, trouble.answer[int(rest[1])])
    if kind == "then":
        return end_card(procedure, context, rest[0])
    if kind == "tree" and (node := context.trees.node(rest[0], rest[1])):
        if node.end or len(node.answers) == 1:
            return replace(_advice(f"tree:{rest[0]}:{rest[1]}", node.text), sourced=False)
        answers = tuple(Option(f"g:n:{rest[0]}:{to}", title=title) for title, to in node.answers)
        return Card(
            f"ask:{rest[0]}:{rest[1]}",
            (part("plain", text=node.text),),
            (*answers, *ends()),
            sourced=False,
        )
    return _list(procedure, state, context)


def pages(procedure: Procedure, state: State, context: Context) -> list[list[Option]]:
    """Troubles to choose from, the nearest first: this step's, the record's, the general ones."""
    step = step_of(procedure, state)
    near = [t for t in procedure.troubles if step and t.id in step.troubles]
    far = [t for t in procedure.troubles if t not in near]
    general = [
        Option(f"g:n:{name}:", title=title)
        for name, title in (context.trees.titles(step.stage) if step else ())
    ]
    found = [_options(near)[at : at + PAGE] for at in range(0, len(near), PAGE)]
    found += [_options(far)[at : at + PAGE] for at in range(0, len(far), PAGE)]
    found += [general[at : at + PAGE] for at in range(0, len(general), PAGE)]
    return found


def _options(troubles: list[Trouble]) -> list[Option]:
    return [Option(f"g:t:{trouble.id}", title=trouble.title) for trouble in troubles]


def _list(procedure: Procedure, state: State, context: Context) -> Card:
    every = pages(procedure, state, context)
    page = int(state.view.split(":")[1]) if state.view.startswith("trouble:") else 0
    page = min(page, len(every) - 1)
    other = (named("other", OTHER),) if page + 1 < len(every) else ()
    return Card(
        "which trouble",
        (part("trouble_which" if page == 0 else "trouble_which_else"),),
        (*every[page], *other, named("here", BACK), Option(PERSON, template="choice_person")),
        sourced=False,
    )


def _advice(action: str, text: str) -> Card:
    return Card(
        action,
        (part("plain", text=text),),
        (named("fixed", FIXED), named("still", STILL), *ends()),
    )


def end_card(procedure: Procedure, context: Context, end: str) -> Card:
    """Where advice ends when it did not help: an office, a number, a person."""
    hotlines = context.hotlines
    return Card(
        f"then:{end}",
        (
            part(
                f"then_{end}",
                office=procedure.office,
                number=hotlines.portal.number,
                name=hotlines.portal.name,
            ),
        ),
        (named("here", FIXED), *ends(pause=True)),
        sourced=False,
    )


def step_of(procedure: Procedure, state: State) -> Step | None:
    """The portal step a state stands at."""
    if not state.at.startswith("s:"):
        return None
    return next((step for step in procedure.steps if step.id == state.at[2:]), None)


def trouble_of(procedure: Procedure, name: str) -> Trouble | None:
    """The record's trouble under an id."""
    return next((trouble for trouble in procedure.troubles if trouble.id == name), None)
