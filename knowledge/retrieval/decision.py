"""Answer, ask back, or say that it is not known: two thresholds on the calibrated score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.retrieval import weights as committed
from knowledge.retrieval.ranking import Candidate, Ranking
from knowledge.retrieval.weights import Weights
from knowledge.troubles import PREFIX as TROUBLE

_MAX_CHOICES = 3


@dataclass(frozen=True)
class Decision:
    """What to do, and the candidates: the one to answer, two or three to offer, or the nearest.

    elsewhere: code of the topic to send people away with, or of the trouble, for those kinds only.
    """

    kind: Literal["answer", "elsewhere", "trouble", "ask_back", "unknown"]
    candidates: tuple[Candidate, ...]
    elsewhere: str | None = None


def decide(ranking: Ranking, weights: Weights | None = None) -> Decision:
    """What the scores allow: never guess a procedure."""
    w = weights or committed.load()
    if not ranking.candidates:
        return Decision("unknown", ())
    best, nearest = ranking.candidates[0], ranking.candidates[:_MAX_CHOICES]
    if ranking.pointed and best.score >= w.answer:
        return Decision("ask_back", nearest)
    if best.score >= w.answer:
        return Decision("answer", (best,))
    if ranking.elsewhere and ranking.elsewhere.startswith(TROUBLE):
        return Decision("trouble", (), ranking.elsewhere)
    if best.score >= w.ask_back:
        return Decision("ask_back", nearest)
    if ranking.elsewhere:
        return Decision("elsewhere", (), ranking.elsewhere)
    return Decision("unknown", nearest)
