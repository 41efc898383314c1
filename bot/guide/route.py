"""The positions of a guide, in order.

`c:<case>` a question · `way` how to hand in · `p:<paper>` a paper · `show:<page>` papers to have at
hand · `lack` what is missing · `photo` how to photograph · `s:<step>` a portal step · `v:<step>` a
step of the visit · `post` what posting is like here · `m:pack`, `m:send` the letter ·
`check:lack`, `check:list`, `check:place` the look before handing in ·
`end:code` the dossier code · `end` what happens next.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from bot.guide import facts
from bot.guide.same import Same
from bot.guide.state import GuideWay, State
from knowledge.schema import Paper, Procedure, Step

Stage = Literal["case", "papers", "portal", "visit", "post", "precheck", "end"]
_STAGES: dict[str, Stage] = {
    "c": "case", "way": "case", "post": "case", "p": "papers", "show": "papers", "lack": "papers",
    "photo": "papers", "s": "portal", "v": "visit", "m": "post", "check": "precheck", "end": "end",
}  # fmt: skip

POSTING = ("pack", "send")
"""The letter, one action each."""

SHOW_WORDS = 38
"""Names of papers on one page of papers to have at hand."""


def stage_of(at: str) -> Stage:
    """The stage a position belongs to."""
    return _STAGES[at.split(":", 1)[0]]


def at_step(at: str) -> bool:
    """Whether a position is something to do: on the portal, there, or with the letter."""
    return at.startswith(("s:", "v:", "m:"))


def way_of(procedure: Procedure, state: State) -> GuideWay:
    """The way chosen, while it is still open; else the first one there is."""
    ways = facts.ways(procedure, state.answers)
    return state.way if state.way in ways else ways[0]


def route(procedure: Procedure, state: State) -> tuple[str, ...]:
    """Every position of this guide as far as the answers tell."""
    return _route(
        Same(procedure),
        tuple(sorted(state.answers.items())),
        way_of(procedure, state),
        bool(missing(procedure, state)),
        bool(state.dossier),
    )


@lru_cache(maxsize=8192)
def _route(
    same: Same, given: tuple[tuple[str, str], ...], way: GuideWay, lacks: bool, noted: bool
) -> tuple[str, ...]:
    procedure, answers = same.procedure, dict(given)
    found = [f"c:{case.id}" for case in facts.cases(procedure, answers)]
    if len(facts.ways(procedure, answers)) > 1:
        found.append("way")
    found += ["post"] if way == "post" else []
    found += [f"p:{paper.id}" for paper in facts.asked_papers(procedure, answers, way)]
    shown = paged(facts.shown_papers(procedure, answers, way))
    found += [f"show:{page}" for page in range(len(shown))]
    if lacks:
        found.append("lack")
    if way == "online":
        found += _portal(facts.steps(procedure, answers), lacks)
    elif way == "post":
        found += ["check:lack"] if lacks else []
        found += ["check:list", "check:place", *(f"m:{name}" for name in POSTING)]
    else:
        steps = facts.visit(procedure, answers)
        found += ["check:list", "check:place", *(f"v:{step.id}" for step in steps)]
    if not noted:
        found.append("end:code")
    return (*found, "end")


def _portal(steps: Sequence[Step], lacks: bool) -> list[str]:
    found = ["photo"] if any(step.stage == "upload" for step in steps) else []
    checked = False
    for step in steps:
        if step.stage == "submit" and not checked:
            found += ["check:lack"] if lacks else []
            found += ["check:list", "check:place"]
            checked = True
        found.append(f"s:{step.id}")
    return found


def missing(procedure: Procedure, state: State) -> list[Paper]:
    """The papers said to be missing, or not known to be there, that have to be got first."""
    way = way_of(procedure, state)
    return [
        paper
        for paper in facts.asked_papers(procedure, state.answers, way)
        if state.papers.get(paper.id) in ("missing", "unknown")
        and not facts.given_there(paper, way)
        and not paper.optional
    ]


def show_pages(procedure: Procedure, state: State) -> list[list[Paper]]:
    """The papers to have at hand, so many at once as one short message holds."""
    return paged(facts.shown_papers(procedure, state.answers, way_of(procedure, state)))


def paged(papers: Sequence[Paper]) -> list[list[Paper]]:
    """Papers in pages of at most `SHOW_WORDS` words."""
    pages: list[list[Paper]] = []
    count = 0
    for paper in papers:
        size = len(paper.name.split()) + 1
        if not pages or count + size > SHOW_WORDS:
            pages.append([])
            count = 0
        pages[-1].append(paper)
        count += size
    return pages


def numbered(positions: Sequence[str], at: str) -> tuple[int, int]:
    """(3, 9): the place of a position among those of its kind."""
    kind = at.split(":", 1)[0]
    same = [other for other in positions if other.split(":", 1)[0] == kind]
    return same.index(at) + 1, len(same)


def nearest(positions: Sequence[str], at: str) -> str:
    """The position itself, or the first one of its stage, or the first of all."""
    if at in positions:
        return at
    if not at:
        return positions[0]
    stage = stage_of(at)
    return next((other for other in positions if stage_of(other) == stage), positions[0])
