"""The look before handing in: what is missing, or likely to come back."""

from __future__ import annotations

from bot.guide import facts
from bot.guide.card import OK, Card, Option, Part, cited, ends, named, part
from bot.guide.route import missing, way_of
from bot.guide.state import State
from knowledge.schema import Procedure

FIXES = ("name", "dates", "photo")
"""What can be wrong, besides the place; each has its words in bot/wording/guide.yaml."""

_NAMES_WORDS = 28


def card(procedure: Procedure, state: State) -> Card:
    """The card of `lack`, `check:lack`, `check:list` or `check:place`."""
    if state.at in ("lack", "check:lack"):
        return _lack(procedure, state)
    if state.at == "check:place":
        return _place(procedure, state)
    if state.view in FIXES:
        return Card(
            f"fix:{state.view}",
            (part(f"check_fix_{state.view}"),),
            (*_jump(procedure, state, state.view), named("go_on", OK), *ends(pause=True)),
            sourced=False,
        )
    if state.view == "which":
        return Card(
            "which is wrong",
            (part("check_which"),),
            (*(named(f"check_{fix}", f"g:wrong:{fix}") for fix in _fixes(procedure, state)),
             *ends()),
            sourced=False,
        )  # fmt: skip
    fixes = _fixes(procedure, state)
    return Card(
        "look over",
        (part("check", photo="photo" in fixes),),
        (named("all_right", OK), named("not_right", "g:no"), *ends()),
        sourced=False,
    )


def _lack(procedure: Procedure, state: State) -> Card:
    """As many names as fit; the rest was named one by one before."""
    papers = missing(procedure, state)
    names: list[str] = []
    for paper in papers:
        if names and len(" ".join([*names, paper.name]).split()) > _NAMES_WORDS:
            break
        names.append(paper.name)
    template = "lack" if state.at == "lack" else "check_lack"
    return Card(
        "get what is missing",
        (part(template, names=tuple(names), more=len(names) < len(papers)),),
        (named("have_all", "g:all"), named("go_on", OK), *ends(pause=True)),
        quoted=cited(papers[: len(names)]),
    )


def _place(procedure: Procedure, state: State) -> Card:
    """The right place: since the mergers a commune's name may be a new one."""
    jump = _jump(procedure, state, "place") if state.view == "place" else ()
    wrong = () if state.view == "place" else (named("not_right", "g:no"),)
    parts: tuple[Part, ...] = (
        part(
            "check_place",
            office=procedure.office,
            commune=procedure.level == "commune",
            districts=procedure.level != "ministry",
        ),
        part("plain", text=procedure.place_matters or "", spare=True),
    )
    if state.view == "place":
        parts = (part("check_fix_place", office=procedure.office),)
    return Card(
        "look at the place",
        parts,
        (named("all_right", OK), *wrong, *jump, *ends()),
        quoted=cited(procedure.places[:1]),
    )


def _fixes(procedure: Procedure, state: State) -> tuple[str, ...]:
    online = way_of(procedure, state) == "online"
    uploads = online and any(
        step.stage == "upload" for step in facts.steps(procedure, state.answers)
    )
    return FIXES if uploads else FIXES[:2]


_STEP_OF = {"name": "form", "photo": "upload", "place": "place"}


def _jump(procedure: Procedure, state: State, what: str) -> tuple[Option, ...]:
    """Back to the step where it can be put right, when there is one."""
    if way_of(procedure, state) != "online":
        return ()
    steps = facts.steps(procedure, state.answers)
    found = next((step for step in steps if step.stage == _STEP_OF.get(what)), None)
    return (named("that_step", f"g:go:s:{found.id}"),) if found else ()
