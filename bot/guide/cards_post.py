"""Handing in by post: what the record says of it, the envelope, the post office."""

from __future__ import annotations

from bot.guide import facts
from bot.guide.card import OK, Card, Option, cited, ends, named, part
from bot.guide.route import POSTING, numbered, route
from bot.guide.state import State
from knowledge.schema import Procedure


def post_card(procedure: Procedure, state: State) -> Card:
    """What posting is like for this procedure, while another way can still be taken."""
    channel = facts.channel(procedure, state.answers, "post")
    others = [way for way in facts.ways(procedure, state.answers) if way != "post"]
    return Card(
        "by post",
        (
            part("post", text=channel.text if channel else ""),
            part("plain", text=(channel.presence or "") if channel else "", spare=True),
        ),
        (
            named("post_go", OK),
            *(named(way, f"g:w:{way}") for way in others),
            *ends(),
        ),
        quoted=cited([channel] if channel else []),
    )


def posting_card(procedure: Procedure, state: State) -> Card:
    """One action of posting; the same for every procedure but for the office."""
    number, count = numbered(route(procedure, state), state.at)
    name = state.at.split(":", 1)[1]
    done: Option = named("done", f"{OK}:{state.at}")
    return Card(
        f"do:{name}",
        (part(f"post_{name}", number=number, count=count, office=procedure.office),),
        (done, *ends(pause=True, stuck=True)),
        quoted=cited(procedure.places[:1]) if name == POSTING[0] else (),
        sourced=name == POSTING[0],
    )
