"""The card of a state: which stage's cards it is one of."""

from __future__ import annotations

from bot.guide import (
    cards_case,
    cards_check,
    cards_end,
    cards_papers,
    cards_post,
    cards_steps,
    cards_trouble,
)
from bot.guide.card import BACK, OK, PERSON, Card, Option, Part, ends, named, part, with_lead
from bot.guide.context import Context
from bot.guide.state import State
from knowledge.schema import Procedure

__all__ = ["BACK", "PERSON", "Card", "Option", "Part", "card", "part", "with_lead"]

_MADE = {
    "c": cards_case.case_card,
    "way": cards_case.way_card,
    "post": cards_post.post_card,
    "m": cards_post.posting_card,
    "p": cards_papers.paper_card,
    "show": cards_papers.show_card,
    "s": cards_steps.step_card,
    "v": cards_steps.visit_card,
}


def card(procedure: Procedure, state: State, context: Context) -> Card:
    """The card of a state."""
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
    if kind == "photo":
        return Card("photo", (part("photo"),), (named("go_on", OK), *ends(pause=True)),
                    picture="photo", sourced=False)  # fmt: skip
    if kind == "c" and state.view == "leads":
        return cards_case.leads_card(procedure, state, context)
    if kind == "c" and state.view == "stop":
        return cards_case.stop_card(procedure, state)
    return _MADE[kind](procedure, state)
