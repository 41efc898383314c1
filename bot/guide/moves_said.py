"""What yes, no, not yet and don't know do, at every position."""

from __future__ import annotations

from dataclasses import replace

from bot.guide import facts, moves, moves_stuck
from bot.guide.card import part
from bot.guide.cards_check import FIXES
from bot.guide.context import Context
from bot.guide.moves import Moved
from bot.guide.route import at_step
from bot.guide.state import UNKNOWN, State
from knowledge.schema import Procedure

_OVER = ("fix", "then", "tree", "trouble", "changed")
"""Views that lie over a position: going on from them leads back to it."""


def agree(procedure: Procedure, state: State, context: Context) -> Moved:
    """Yes, done, go on."""
    kind, view = state.at.split(":", 1)[0], state.view
    if view == "leads":
        return _leads(procedure, state, context)
    if view == "stop":
        return Moved(state, ask="close")
    if view.startswith("changed"):
        return Moved(state.but(view=""))
    if kind in ("c", "way") and not view:
        return Moved(state, (part("not_an_answer"),))
    if view.startswith("trouble"):
        return Moved(state, (part("not_an_answer"),))
    if view.startswith(("fix", "then", "tree")) or view in (*FIXES, "which", "photo"):
        return Moved(state.but(view=""))
    if kind == "p" and view != "how":
        return moves.paper(procedure, state, state.at[2:], "have") or Moved(state)
    if state.at == "check:lack":
        return moves.every_paper(procedure, state)
    if state.at == "end:code":
        return Moved(state)
    return go_on(procedure, state)


def go_on(procedure: Procedure, state: State) -> Moved:
    """The choice that leads on, whatever it is called."""
    if state.view in (*FIXES, "which", "photo") or state.view.startswith(_OVER):
        return Moved(state.but(view=""))
    if state.at == "end":
        return Moved(state, ask="close")
    if state.at.startswith("p:") and not state.papers.get(state.at[2:]):
        state = state.but(papers={**state.papers, state.at[2:]: "unknown"})
    return moves.forward(procedure, state, state.but(view=""))


def _leads(procedure: Procedure, state: State, context: Context) -> Moved:
    answer = facts.lead_of(procedure, state.answers, state.at[2:])
    code = (answer and answer.leads_to) or ""
    other = context.records.get(code) or context.records.successor(code)
    if other is None:
        return go_on(procedure, state)
    return Moved(state, ask=f"switch:{other.code}")


def disagree(procedure: Procedure, state: State, context: Context) -> Moved:
    """No, not that."""
    kind, view = state.at.split(":", 1)[0], state.view
    if view in ("leads", "stop"):
        return go_on(procedure, state)
    if view.startswith("changed"):
        return Moved(state)
    if view.startswith(("fix", "tree")):
        return moves_stuck.still(procedure, state, context)
    if view.startswith("trouble"):
        return moves_stuck.other(procedure, state, context)
    if kind in ("c", "way"):
        return Moved(state, (part("not_an_answer"),))
    if kind == "p":
        return moves.paper(procedure, state, state.at[2:], "missing") or Moved(state)
    if at_step(state.at):
        return moves_stuck.stuck(state)
    if state.at == "check:list":
        return Moved(state.but(view="which"))
    if state.at == "check:place":
        return Moved(state.but(view="place"))
    if state.at == "end:code":
        return go_on(procedure, state)
    return Moved(state, (part("not_yet"),))


def not_yet(procedure: Procedure, state: State, context: Context) -> Moved:
    """Not done yet: nobody is hurried; at anything but a step it means no."""
    if at_step(state.at) and not state.view:
        return Moved(state, (part("not_yet"),))
    return disagree(procedure, state, context)


def unsure(procedure: Procedure, state: State) -> Moved:
    """Don't know."""
    kind = state.at.split(":", 1)[0]
    if state.view in ("leads", "stop"):
        return Moved(state)
    if kind == "c":
        case = facts.case_of(procedure, state.at[2:])
        own = facts.unsure_answer(case) if case else None
        return moves.answer(procedure, state, state.at[2:], own.id if own else UNKNOWN) or Moved(
            state
        )
    if kind == "way":
        moved = moves.choose_way(procedure, state, "counter")
        if moved is None:
            return Moved(state, (part("not_an_answer"),))
        return replace(moved, lead=(part("way_unsure"),))
    if kind == "p" and state.view != "what":
        return Moved(state.but(view="what"))
    if kind == "p":
        return moves.paper(procedure, state, state.at[2:], "unknown") or Moved(state)
    if state.at == "check:list":
        return Moved(state.but(view="which"))
    if state.at == "end:code":
        return go_on(procedure, state)
    if at_step(state.at) and not state.view:
        return moves_stuck.stuck(state)
    return Moved(state)
