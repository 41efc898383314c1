"""Figures of one run, by style and overall."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.evaluation import calibration
from knowledge.evaluation.questions import Question

OFFERED = 3
"""So many procedures a question back offers at most."""


@dataclass(frozen=True)
class Asked:
    """One question and what came back: codes best first, what was done, and how long it took.

    section: the section answered, where a whole assistant was asked. score: of the first code, when
    it is a candidate's.
    """

    question: Question
    codes: tuple[str, ...]
    outcome: str
    seconds: float
    section: str | None = None
    score: float | None = None

    @property
    def asked_rightly(self) -> bool:
        """Whether it was asked which, and at least two of the labels were offered."""
        offered = set(self.codes[:OFFERED])
        return self.outcome == "asked_back" and len(offered & {*self.question.labels}) >= 2

    @property
    def rank(self) -> int | None:
        """The position of the first right code, from 1."""
        for position, code in enumerate(self.codes, 1):
            if code in self.question.labels:
                return position
        return None


@dataclass(frozen=True)
class Report:
    """`str()` is a table; `to_json()` the same figures."""

    asked: Sequence[Asked]

    def to_json(self) -> dict[str, Any]:
        """accuracy@1, accuracy@3 and MRR by style and overall; false_answers is the share of
        questions without a label that were answered with a procedure; times in milliseconds.
        """
        to_ask = [item for item in self.asked if item.question.ask_back]
        labelled = [i for i in self.asked if i.question.labels and not i.question.ask_back]
        unlabelled = [item for item in self.asked if not item.question.labels]
        styles = sorted({item.question.style for item in labelled})
        times = sorted(item.seconds * 1000 for item in self.asked)
        return {
            "questions": len(self.asked),
            "styles": {
                style: _figures(item for item in labelled if item.question.style == style)
                for style in styles
            },
            "overall": _figures(labelled),
            "false_answers": _share(item.outcome == "answered" for item in unlabelled),
            "unlabelled": len(unlabelled),
            "ask_back": len(to_ask),
            "asked_rightly": _share(item.asked_rightly for item in to_ask),
            "sections": _share(item.section == item.question.section for item in self._sections()),
            "with_section": len(self._sections()),
            "calibration": calibration.to_json(self._bands()),
            "p50_ms": round(statistics.median(times), 1),
            "p95_ms": round(times[min(len(times) - 1, int(len(times) * 0.95))], 1),
        }

    def _sections(self) -> list[Asked]:
        """Questions that ask for a section and were answered by a whole assistant."""
        if not any(item.section for item in self.asked):
            return []
        return [i for i in self.asked if i.question.section and i.outcome == "answered"]

    def _bands(self) -> list[calibration.Band]:
        """Of every question that has an answer or has none."""
        return calibration.bands(
            (item.score, item.rank == 1)
            for item in self.asked
            if item.score is not None and not item.question.ask_back
        )

    def wrong(self) -> list[Asked]:
        """Labelled questions whose first candidate is not right."""
        asked = (item for item in self.asked if item.question.labels)
        return [item for item in asked if item.rank != 1 and not item.question.ask_back]

    def __str__(self) -> str:
        data = self.to_json()
        lines = [
            f"{'style':<14}{'n':>5}{'acc@1':>8}{'acc@3':>8}{'MRR':>8}{'answered':>10}"
            f"{'wrong':>8}{'asked back':>12}"
        ]
        for style, row in [*data["styles"].items(), ("overall", data["overall"])]:
            lines.append(
                f"{style:<14}{row['n']:>5}{row['accuracy_at_1']:>8.3f}{row['accuracy_at_3']:>8.3f}"
                f"{row['mrr']:>8.3f}{row['answered']:>10.3f}{row['answered_wrong']:>8.3f}"
                f"{row['asked_back']:>12.3f}"
            )
        if data["unlabelled"]:
            lines.append(
                f"no label: {data['unlabelled']}, "
                f"answered as a procedure {data['false_answers']:.3f}"
            )
        if data["ask_back"]:
            lines.append(
                f"must ask which: {data['ask_back']}, asked with the right choices "
                f"{data['asked_rightly']:.3f}"
            )
        if data["with_section"]:
            lines.append(
                f"section asked for: {data['sections']:.3f} of {data['with_section']} answered"
            )
        if bands := self._bands():
            lines += calibration.lines(bands)
        lines.append(f"per query: p50 {data['p50_ms']} ms, p95 {data['p95_ms']} ms")
        return "\n".join(lines)


def _figures(items: Iterable[Asked]) -> dict[str, Any]:
    found = list(items)
    ranks = [item.rank for item in found]
    return {
        "n": len(found),
        "accuracy_at_1": _share(rank == 1 for rank in ranks),
        "accuracy_at_3": _share(rank is not None and rank <= 3 for rank in ranks),
        "mrr": round(sum(1 / rank for rank in ranks if rank) / len(ranks), 4) if ranks else 0.0,
        "answered": _share(item.outcome == "answered" for item in found),
        "answered_wrong": _share(item.outcome == "answered" and item.rank != 1 for item in found),
        "asked_back": _share(item.outcome == "asked_back" for item in found),
    }


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return round(sum(found) / len(found), 4) if found else 0.0
