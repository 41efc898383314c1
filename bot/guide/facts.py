"""Which facts of a record hold for a citizen's answers.

A fact with `when` holds while every case it names applies and its answer is in the list or is not
known ("không rõ" keeps the safe superset). A case whose own `when` fails does not apply, and what
depends on it does not either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from bot.guide.same import Same
from bot.guide.state import UNKNOWN, GuideWay
from knowledge.schema import (
    Answer,
    Case,
    Channel,
    Fact,
    Paper,
    Procedure,
    Step,
    TimeLimit,
    VisitStep,
)
from knowledge.schema.base import Condition
from nlu.text import fold

Answers = Mapping[str, str]
# "Không biết chữ" is an answer, not a doubt.
_UNSURE = re.compile(r"(?:khong|chua) (?:ro|chac|biet(?! chu\b))\b")
F = TypeVar("F", bound=Fact)
WAYS: tuple[GuideWay, ...] = ("online", "counter", "post")


def case_of(procedure: Procedure, case_id: str) -> Case | None:
    """The case under an id."""
    return next((case for case in procedure.cases if case.id == case_id), None)


def holds(procedure: Procedure, answers: Answers, when: Condition) -> bool:
    """Whether a condition can be true for these answers."""
    for name, wanted in when.items():
        case = case_of(procedure, name)
        if case is None or not holds(procedure, answers, case.when):
            return False
        given = answers.get(name, UNKNOWN)
        if given != UNKNOWN and given not in wanted:
            return False
    return True


def unsure_answer(case: Case) -> Answer | None:
    """The record's own "không rõ", for cases that have one."""
    return next((answer for answer in case.answers if _UNSURE.match(fold(answer.title))), None)


def lead_of(procedure: Procedure, answers: Answers, case_id: str) -> Answer | None:
    """The answer given to a case, when it means that another procedure is needed."""
    case = case_of(procedure, case_id)
    given = answers.get(case_id)
    listed = case.answers if case else []
    return next((answer for answer in listed if answer.id == given and answer.leads_to), None)


def stop_of(procedure: Procedure, answers: Answers, case_id: str) -> Answer | None:
    """The answer given to a case, when handing in is no use with it."""
    case = case_of(procedure, case_id)
    given = answers.get(case_id)
    listed = case.answers if case else []
    return next((answer for answer in listed if answer.id == given and answer.stop), None)


def open_cases(procedure: Procedure, answers: Answers, when: Condition) -> Condition:
    """The part of a condition that the answers leave open: what "Nếu …" has to be said of."""
    return {name: wanted for name, wanted in when.items() if answers.get(name, UNKNOWN) == UNKNOWN}


def cases(procedure: Procedure, answers: Answers) -> tuple[Case, ...]:
    """The questions to ask, in order."""
    return _kept(procedure, answers).cases


def ways(procedure: Procedure, answers: Answers) -> tuple[GuideWay, ...]:
    """The ways that can be guided: on the portal when there is a channel and steps, in person,
    by post.
    """
    return _kept(procedure, answers).ways


def channel(procedure: Procedure, answers: Answers, way: GuideWay) -> Channel | None:
    """What the record says of a way to hand in, as far as it holds."""
    return next(
        (c for c in procedure.channels if c.way == way and holds(procedure, answers, c.when)), None
    )


def steps(procedure: Procedure, answers: Answers) -> tuple[Step, ...]:
    """The portal's steps."""
    return _kept(procedure, answers).steps


def visit(procedure: Procedure, answers: Answers) -> tuple[VisitStep, ...]:
    """The steps of the visit."""
    return _kept(procedure, answers).visit


def asked_papers(procedure: Procedure, answers: Answers, way: GuideWay) -> tuple[Paper, ...]:
    """The papers that are handed in: each is asked about."""
    return _kept(procedure, answers).asked[way]


def shown_papers(procedure: Procedure, answers: Answers, way: GuideWay) -> tuple[Paper, ...]:
    """The papers only to have at hand: nobody is asked whether they have them."""
    return _kept(procedure, answers).shown[way]


def given_there(paper: Paper, way: GuideWay) -> bool:
    """Whether a paper is a form that is filled in where the dossier is handed in: nobody has to get
    it first. A letter needs it before.
    """
    return paper.kind == "form" and way != "post"


def on_screen(paper: Paper) -> bool:
    """Whether a paper is a form that only exists on the portal's screen."""
    return paper.kind == "form" and paper.ways == ["online"]


def time_limits(procedure: Procedure, answers: Answers, way: GuideWay) -> list[TimeLimit]:
    """What the office has to keep to."""
    return [
        limit
        for limit in procedure.time_limits
        if limit.who == "office"
        and holds(procedure, answers, limit.when)
        and (not limit.ways or way in limit.ways)
    ]


@dataclass(frozen=True)
class _Kept:
    """What holds for one set of answers."""

    cases: tuple[Case, ...]
    ways: tuple[GuideWay, ...]
    steps: tuple[Step, ...]
    visit: tuple[VisitStep, ...]
    asked: dict[GuideWay, tuple[Paper, ...]]
    shown: dict[GuideWay, tuple[Paper, ...]]


def _kept(procedure: Procedure, answers: Answers) -> _Kept:
    return _remembered(Same(procedure), tuple(sorted(answers.items())))


@lru_cache(maxsize=4096)
def _remembered(same: Same, given: tuple[tuple[str, str], ...]) -> _Kept:
    procedure, answers = same.procedure, dict(given)

    def kept(facts: Iterable[F], way: GuideWay) -> list[F]:
        return [
            fact
            for fact in facts
            if (not fact.ways or way in fact.ways) and holds(procedure, answers, fact.when)
        ]

    steps, visit = kept(procedure.steps, "online"), kept(procedure.visit, "counter")
    papers: dict[GuideWay, list[Paper]] = {way: kept(procedure.papers, way) for way in WAYS}
    return _Kept(
        cases=tuple(case for case in procedure.cases if holds(procedure, answers, case.when)),
        ways=_ways(procedure, answers, steps),
        steps=tuple(steps),
        visit=tuple(visit),
        asked={way: tuple(p for p in papers[way] if p.kind != "show") for way in WAYS},
        shown={way: tuple(p for p in papers[way] if p.kind == "show") for way in WAYS},
    )


def _ways(procedure: Procedure, answers: Answers, steps: Sequence[Step]) -> tuple[GuideWay, ...]:
    channels = {c.way for c in procedure.channels if holds(procedure, answers, c.when)}
    found: list[GuideWay] = ["online"] if "online" in channels and steps else []
    if procedure.visit and ("counter" in channels or not found):
        found.append("counter")
    if "post" in channels:
        found.append("post")
    return tuple(found) or (("online",) if procedure.steps else ("counter",))
