"""The end: the dossier code, the day to expect it, how the result arrives."""

from __future__ import annotations

from bot.guide import facts
from bot.guide.card import OK, Card, Part, cited, ends, named, part
from bot.guide.context import Context
from bot.guide.expect import Expected, expected
from bot.guide.route import way_of
from bot.guide.state import State
from knowledge.schema import Procedure


def card(procedure: Procedure, state: State, context: Context) -> Card:
    """The card of `end:code` or `end`."""
    if state.at == "end:code":
        where = way_of(procedure, state)
        return Card(
            "give the code",
            (part(f"code_{where}"),),
            (named("no_code", OK), *ends()),
            picture="code",
            sourced=False,
        )
    if state.view.startswith("receive"):
        return _receive(procedure, state)
    if state.view == "follow":
        return Card("follow", (part("follow"),), (named("close", "g:close"), *ends()),
                    link="status", sourced=False)  # fmt: skip
    limits = facts.time_limits(procedure, state.answers, way_of(procedure, state))
    posted = way_of(procedure, state) == "post"
    told = [_limit(item, posted=posted) for item in expected(limits, context.now)]
    if posted and told:
        told.insert(0, part("expect_post"))
    # The value is the talk's own for following a dossier (bot/talk/dossier.py).
    follow = f"d:follow:{state.dossier}" if context.follows and state.dossier else "g:follow"
    parts = (
        part("noted", code=state.dossier) if state.dossier else part("not_noted"),
        *(told or [part("expect_unknown")]),
    )
    return Card(
        "what happens next",
        parts,
        (
            named("close", "g:close"),
            named("receive", "g:receive:0"),
            named("follow", follow),
            named("print", "g:print"),
            *ends(),
        ),
        quoted=cited(limits[:3]),
    )


def _limit(item: Expected, *, posted: bool) -> Part:
    """posted: nobody knows on which day the letter arrives, so no day is promised."""
    title, span, until, text = item
    until = None if posted else until
    return part("expect", title=title, span=span, until=until, text=text, spare=True)


def _receive(procedure: Procedure, state: State) -> Card:
    lines = procedure.result.receive
    page = min(int(state.view.split(":")[1]), len(lines) - 1)
    more = (named("more", f"g:receive:{page + 1}"),) if page + 1 < len(lines) else ()
    return Card(
        "receive",
        (part("receive", line=lines[page]),),
        (*more, named("close", "g:close"), *ends()),
        quoted=cited([procedure.result]),
    )
