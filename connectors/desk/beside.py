"""What a helper sees of a guide beside the step: how far it is, and the papers to tick."""

from __future__ import annotations

from dataclasses import dataclass

from bot.guide import State, facts
from bot.guide.route import Stage, route, stage_of, way_of
from knowledge.schema import Procedure

STAGES: dict[Stage, str] = {
    "case": "Hỏi trước",
    "papers": "Giấy tờ",
    "portal": "Làm trên Cổng",
    "visit": "Đi nộp",
    "post": "Gửi bưu điện",
    "precheck": "Soát lại",
    "end": "Xong",
}


@dataclass(frozen=True)
class Tick:
    """A paper of the checklist. mark: have, held, missing, unknown, or nothing said yet."""

    id: str
    name: str
    mark: str
    held: bool


@dataclass(frozen=True)
class Beside:
    """stages: (name, done|now|later), in the order of this guide. part: how far in all, 0 to 1."""

    procedure: Procedure
    stages: tuple[tuple[str, str], ...]
    part: float
    papers: tuple[Tick, ...]
    bring: tuple[str, ...]
    finished: bool


def beside(procedure: Procedure, state: State) -> Beside:
    """Of a state; the papers once the questions that change them have been answered."""
    positions = route(procedure, state)
    here = positions.index(state.at) if state.at in positions else 0
    now = stage_of(positions[here])
    order = list(dict.fromkeys(stage_of(at) for at in positions))
    way = way_of(procedure, state)
    asked = facts.asked_papers(procedure, state.answers, way) if now != "case" else ()
    shown = facts.shown_papers(procedure, state.answers, way) if now != "case" else ()
    return Beside(
        procedure=procedure,
        stages=tuple(
            (
                STAGES[stage],
                "now"
                if stage == now
                else "done"
                if order.index(stage) < order.index(now)
                else "later",
            )
            for stage in order
        ),
        part=here / max(1, len(positions) - 1),
        papers=tuple(
            Tick(paper.id, paper.name, state.papers.get(paper.id, ""), bool(paper.held))
            for paper in asked
        ),
        bring=tuple(paper.name for paper in shown),
        finished=state.finished,
    )
