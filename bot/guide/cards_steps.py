"""The steps: on the portal, of the visit."""

from __future__ import annotations

from bot.guide.card import OK, Card, cited, condition, ends, named, part
from bot.guide.cards_papers import photo_lines
from bot.guide.route import numbered, route
from bot.guide.state import State
from knowledge.schema import Procedure


def step_card(procedure: Procedure, state: State) -> Card:
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


def visit_card(procedure: Procedure, state: State) -> Card:
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
