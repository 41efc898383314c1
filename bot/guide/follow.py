"""The value behind a choice of a guide → what it does."""

from __future__ import annotations

from typing import cast

from bot.guide import moves, moves_said, moves_stuck
from bot.guide.card import part
from bot.guide.cards_check import FIXES
from bot.guide.cards_trouble import trouble_of
from bot.guide.context import Context
from bot.guide.facts import WAYS
from bot.guide.moves import Moved
from bot.guide.route import route
from bot.guide.state import PaperState, State
from knowledge.schema import Procedure

PREFIX = "g:"
START, RESUME = "g:start:", "g:go_on"


def follow(procedure: Procedure, state: State, value: str, context: Context) -> Moved | None:
    """The move; None for a value that means nothing here (any more)."""
    verb, *rest = value.removeprefix(PREFIX).split(":")
    if verb == "ok":
        if rest and ":".join(rest) != state.at:
            # A second tap on an older message: nothing is skipped.
            return Moved(state, (part("already"),))
        return moves_said.go_on(procedure, state)
    if verb == "go":
        to = ":".join(rest)
        return Moved(state.but(at=to, view="")) if to in route(procedure, state) else None
    if len(rest) == 2 and verb == "a":
        return moves.answer(procedure, state, rest[0], rest[1])
    if len(rest) == 2 and verb == "p" and rest[0] in ("have", "missing", "held", "unknown"):
        return moves.paper(procedure, state, rest[1], cast(PaperState, rest[0]))
    if len(rest) == 2 and verb == "n" and context.trees.node(rest[0], rest[1]):
        return Moved(state.but(view=f"tree:{rest[0]}:{rest[1]}"))
    if len(rest) == 2 and verb == "n" and rest[1] in _ENDS:
        return Moved(state.but(view=f"then:{rest[1]}"))
    if len(rest) == 1:
        return _with_one(procedure, state, verb, rest[0])
    return _plain(procedure, state, verb, context) if not rest else None


_ENDS = ("done", "counter", "hotline", "police", "carrier", "person")


def _with_one(procedure: Procedure, state: State, verb: str, given: str) -> Moved | None:
    if verb == "w" and given in WAYS:
        return moves.choose_way(procedure, state, given)
    if verb == "what" and state.at == f"p:{given}":
        return Moved(state.but(view="what"))
    if verb == "t" and trouble_of(procedure, given):
        return Moved(state.but(view=f"fix:{given}:0"), events=(("trouble", given),))
    if verb == "wrong" and given in FIXES and state.at == "check:list":
        return Moved(state.but(view=given))
    if verb == "receive" and given.isdecimal() and state.at == "end":
        return Moved(state.but(view=f"receive:{given}"))
    if verb == "to":
        return Moved(state, ask=f"switch:{given}")
    return None


def _plain(procedure: Procedure, state: State, verb: str, context: Context) -> Moved | None:
    if verb == "back":
        return moves.back(procedure, state)
    if verb == "no":
        return moves_said.disagree(procedure, state, context)
    if verb == "stuck":
        return moves_stuck.stuck(state)
    if verb == "other":
        return moves_stuck.other(procedure, state, context)
    if verb == "still":
        return moves_stuck.still(procedure, state, context)
    if verb == "fixed":
        return Moved(state.but(view=""))
    if verb == "all":
        return moves.every_paper(procedure, state)
    if verb == "photo" and state.at.startswith("s:"):
        return Moved(state.but(view="photo"))
    if verb == "follow" and state.at == "end":
        return Moved(state.but(view="follow"), events=(("follow", ""),))
    if verb in ("pause", "close", "print"):
        return Moved(state, ask=verb)
    if verb == "go_on":
        return Moved(state)
    return None
