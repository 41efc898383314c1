"""The same questions asked twice, without a change and with it: what got worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.evaluation.report import Asked, Report

POINT = 0.01
MOST_SHOWN = 5
_NO_LOWER = ("accuracy_at_1", "accuracy_at_3", "answered")


@dataclass(frozen=True)
class Part:
    """One part of the questions, asked on both sides in the same order."""

    name: str
    before: Sequence[Asked]
    after: Sequence[Asked]


@dataclass(frozen=True)
class Fall:
    """A figure that fell. figure: its name in the report; before, after: shares."""

    part: str
    figure: str
    before: float
    after: float


@dataclass(frozen=True)
class Taken:
    """A question that came to what was changed, and is another's, or nobody's. right: what it came
    to before; None where no procedure is right.
    """

    text: str
    right: str | None
    now: str


def falls(parts: Sequence[Part]) -> list[Fall]:
    """What fell by more than a point, and by more than one question: of a few questions one is
    many points.
    """
    found = []
    for part in parts:
        before, after = (_figures(asked) for asked in (part.before, part.after))
        for name, (was, of) in before.items():
            now = after[name][0]
            lower = was - now if name in (*_NO_LOWER, "asked_rightly") else now - was
            if of and lower > max(POINT, 1.5 / of):
                found.append(Fall(part.name, name, was, now))
    return found


def taken(parts: Sequence[Part], procedure: str) -> list[Taken]:
    """Questions of others that this procedure won, and questions of nobody that it now answers."""
    found: dict[str, Taken] = {}
    for part in parts:
        for was, now in zip(part.before, part.after, strict=True):
            question = was.question
            if not now.codes or now.codes[0] != procedure or procedure in question.labels:
                continue
            if question.labels and was.rank == 1:
                found[question.text] = Taken(question.text, was.codes[0], procedure)
            elif not question.labels and now.outcome == "answered" != was.outcome:
                found[question.text] = Taken(question.text, None, procedure)
    return list(found.values())


def shown(parts: Sequence[Part]) -> list[Mapping[str, Any]]:
    """The figures of both sides, a part each, for people."""
    return [
        {
            "part": part.name,
            "questions": len(part.before),
            **{
                side: {name: value for name, (value, of) in _figures(asked).items() if of}
                for side, asked in (("before", part.before), ("after", part.after))
            },
        }
        for part in parts
    ]


def _figures(asked: Sequence[Asked]) -> dict[str, tuple[float, int]]:
    """Figure → (share, out of how many)."""
    report = Report(asked).to_json()
    overall, known = report["overall"], report["overall"]["n"]
    found = {name: (float(overall[name]), known) for name in (*_NO_LOWER, "answered_wrong")}
    found["false_answers"] = (float(report["false_answers"]), report["unlabelled"])
    found["asked_rightly"] = (float(report["asked_rightly"]), report["ask_back"])
    return found
