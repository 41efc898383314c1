"""The papers: one by one as a checklist, those only to show, and how to photograph them."""

from __future__ import annotations

from bot.guide import facts
from bot.guide.card import OK, Card, Part, cited, condition, ends, named, part
from bot.guide.route import numbered, route, show_pages, way_of
from bot.guide.state import State
from knowledge.schema import Paper, Procedure


def paper_card(procedure: Procedure, state: State) -> Card:
    paper = next(paper for paper in procedure.papers if paper.id == state.at[2:])
    online = way_of(procedure, state) == "online"
    have, lack = named("have", f"g:p:have:{paper.id}"), named("missing", f"g:p:missing:{paper.id}")
    held = (named("held", f"g:p:held:{paper.id}"),) if paper.held else ()
    if state.view == "how":
        text = (
            part("paper_how", how=paper.how_to_get)
            if paper.how_to_get
            else part("paper_how_none", office=procedure.office)
        )
        return Card(
            f"get:{paper.id}", (text,), (named("next_paper", OK), have, *ends(pause=True)),
            quoted=cited([paper]),
        )  # fmt: skip
    if facts.on_screen(paper) and not state.view:
        return _on_screen(procedure, state, paper)
    what = named("what", f"g:what:{paper.id}")
    if state.view == "what":
        form = paper.form and paper.form.number
        parts = (
            part("paper_what", plain=paper.plain, form=form or ""),
            part("paper_held", held=paper.held or "", spare=True),
            part("paper_photo", photo=(paper.photo or "") if online else "", spare=True),
        )
        return Card(f"paper:{paper.id}", parts, (have, *held, lack, *ends()), quoted=cited([paper]))
    there = facts.given_there(paper, way_of(procedure, state))
    return Card(
        f"paper:{paper.id}",
        (
            _named(procedure, state, paper, "paper"),
            part("paper_there", how=(paper.how_to_get or "") if there else "", spare=True),
            part("paper_held", held=paper.held or "", spare=True),
        ),
        (have, *held, lack, what, *ends()),
        quoted=cited([paper]),
    )


def _on_screen(procedure: Procedure, state: State, paper: Paper) -> Card:
    """A form on the portal's screen: nobody is asked whether they have it."""
    return Card(
        f"paper:{paper.id}",
        (
            _named(procedure, state, paper, "paper_screen"),
            part("plain", text=paper.plain),
            part("plain", text=paper.how_to_get or "", spare=True),
        ),
        (named("go_on", f"g:p:have:{paper.id}"), *ends()),
        quoted=cited([paper]),
    )


def _named(procedure: Procedure, state: State, paper: Paper, template: str) -> Part:
    number, count = numbered(route(procedure, state), state.at)
    when = condition(procedure, state, paper.when)
    return part(template, number=number, count=count, when=when, name=paper.name)


def show_card(procedure: Procedure, state: State) -> Card:
    page = show_pages(procedure, state)[int(state.at.split(":")[1])]
    way = way_of(procedure, state)
    asked = facts.asked_papers(procedure, state.answers, way)
    copied = any(paper.ways == ["post"] and paper.kind == "copy" for paper in asked)
    return Card(
        "have at hand",
        (part(f"show_{way}", names=tuple(paper.name for paper in page), copied=copied),),
        (named("go_on", OK), *ends()),
        quoted=cited(page),
    )


def photo_lines(procedure: Procedure, state: State, papers: list[str]) -> tuple[str, ...]:
    """How to photograph the papers of a step, as far as they are needed."""
    if not papers:
        return ()
    needed = {
        paper.id: paper for paper in facts.asked_papers(procedure, state.answers, "online")
        if state.papers.get(paper.id) != "held"
    }  # fmt: skip
    lines = [needed[name].photo for name in papers if name in needed]
    return tuple(dict.fromkeys(line for line in lines if line))
