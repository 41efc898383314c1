"""The papers of a guide as a list to tick, for channels that can show one beside the talk."""

from __future__ import annotations

from bot.guide import facts
from bot.guide.route import stage_of, way_of
from bot.guide.state import State
from bot.replies import ChecklistItem
from bot.replies.model import PaperMark
from knowledge.schema import Procedure

_MARKS: dict[str, PaperMark] = {"have": "have", "missing": "missing", "held": "held"}


def checklist(procedure: Procedure, state: State) -> tuple[ChecklistItem, ...]:
    """Papers to hand in, then those only to show. Empty while the questions that change the list
    are still open.
    """
    if stage_of(state.at) == "case":
        return ()
    way = way_of(procedure, state)
    asked = [
        ChecklistItem(name=paper.name, state=_MARKS.get(state.papers.get(paper.id, ""), "open"))
        for paper in facts.asked_papers(procedure, state.answers, way)
    ]
    shown = [
        ChecklistItem(name=paper.name, state="show")
        for paper in facts.shown_papers(procedure, state.answers, way)
    ]
    return (*asked, *shown)
