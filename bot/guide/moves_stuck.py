"""Stuck: the list of troubles, the next advice, and where it ends."""

from __future__ import annotations

from bot.guide.cards_trouble import pages, trouble_of
from bot.guide.context import Context
from bot.guide.moves import Moved
from bot.guide.state import State
from knowledge.schema import Procedure


def stuck(state: State) -> Moved:
    """What is known to go wrong here."""
    view = state.view if state.view.startswith("trouble") else "trouble:0"
    return Moved(state.but(view=view, helped=True), events=(("stuck", state.at),))


def other(procedure: Procedure, state: State, context: Context) -> Moved:
    """None of these troubles: the next ones, then a person."""
    page = int(state.view.split(":")[1]) + 1 if state.view.startswith("trouble:") else 0
    if page < len(pages(procedure, state, context)):
        return Moved(state.but(view=f"trouble:{page}"))
    return Moved(state, ask="person")


def still(procedure: Procedure, state: State, context: Context) -> Moved:
    """The advice did not help: the next one, then where it ends."""
    kind, *rest = state.view.split(":")
    trouble = trouble_of(procedure, rest[0]) if kind == "fix" else None
    if trouble:
        number = int(rest[1]) + 1
        if number < len(trouble.answer):
            return Moved(state.but(view=f"fix:{trouble.id}:{number}"))
        return Moved(state.but(view=f"then:{trouble.then}"))
    node = context.trees.node(rest[0], rest[1]) if kind == "tree" else None
    if node and node.end:
        return Moved(state.but(view=f"then:{node.end}"))
    if node and len(node.answers) == 1:
        return Moved(state.but(view=f"tree:{rest[0]}:{node.answers[0][1]}"))
    return Moved(state, ask="person")
