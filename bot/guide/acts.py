"""What one of the words that are always understood does, at every position."""

from __future__ import annotations

from dataclasses import replace

from bot.guide import facts, hear, moves, moves_said, moves_stuck
from bot.guide.card import part
from bot.guide.context import Context
from bot.guide.moves import Moved
from bot.guide.state import State
from knowledge.schema import Procedure


def act(context: Context, procedure: Procedure, state: State, name: str) -> Moved | None:
    """What one of the words that are always understood does here; None: nothing, at this place."""
    kind = state.at.split(":", 1)[0]
    if name == hear.DUNG:
        name = "yes" if kind in ("c", "check") else "pause"
    if name in ("yes", "done", "have", "resume", "close"):
        if name == "resume" and not state.view:
            return Moved(state)
        if name == "close":
            return (
                Moved(state, ask="close")
                if kind == "end"
                else moves_said.agree(procedure, state, context)
            )
        return moves_said.agree(procedure, state, context)
    if name == "no":
        return moves_said.disagree(procedure, state, context)
    if name == "not_yet":
        return moves_said.not_yet(procedure, state, context)
    if name == "unsure":
        return moves_said.unsure(procedure, state)
    if name in facts.WAYS:
        return moves.choose_way(procedure, state, name) if kind in ("way", "post") else None
    if name == "all":
        return (
            moves.every_paper(procedure, state)
            if kind in ("p", "lack") or (state.at == "check:lack")
            else moves_said.agree(procedure, state, context)
        )
    if name == "held":
        return moves.held(procedure, state)
    if name in ("what", "how_get"):
        if kind != "p":
            return Moved(state) if name == "what" else None
        return Moved(state.but(view="what" if name == "what" else "how"))
    if name == "stuck":
        if state.view.startswith(("fix", "tree")):
            return moves_stuck.still(procedure, state, context)
        if state.view.startswith("trouble"):
            return moves_stuck.other(procedure, state, context)
        return moves_stuck.stuck(state)
    if name == "restart":
        return replace(
            moves.start(procedure, person=state.person, again=state.again),
            lead=(part("restarted"),),
        )
    return _plain(procedure, state, name)


def _plain(procedure: Procedure, state: State, name: str) -> Moved | None:
    if name == "back":
        return moves.back(procedure, state)
    if name == "repeat":
        return Moved(state)
    if name in ("pause", "person", "new_citizen", "print"):
        return Moved(state, ask=name)
    return None
