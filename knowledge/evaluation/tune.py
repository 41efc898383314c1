"""Choosing the retriever's numbers on development questions: fusion, calibration, thresholds.

The test part of the split is never read here.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from knowledge.evaluation.questions import Question
from knowledge.retrieval import Retriever
from knowledge.retrieval.confidence import FEATURES, score
from knowledge.retrieval.lexical import Scores
from knowledge.retrieval.retriever import z_scores
from knowledge.retrieval.weights import Weights

MOST_WRONG = 0.015
"""At most so many labelled questions answered with a wrong procedure (the budget is 2 %)."""
MOST_FALSE = 0.02
"""At most so many questions without a label answered as a procedure (the budget is 3 %)."""
MOST_OFFERED = 0.25
"""At most so many questions without a label asked back about."""

Views = tuple[Scores, Scores, Scores]


@dataclass(frozen=True)
class Tuned:
    """The weights chosen, and what they give on the development questions."""

    weights: Weights
    accuracy: float
    answered_wrong: float
    false_answers: float
    asked_back: float

    def __str__(self) -> str:
        return (
            f"development: accuracy@1 {self.accuracy:.3f}, answered wrong "
            f"{self.answered_wrong:.3f}, asked back {self.asked_back:.3f}, "
            f"false answers {self.false_answers:.3f}"
        )


def tune(retriever: Retriever, weights: Weights, questions: Sequence[Question]) -> Tuned:
    """Fusion weights by grid, calibration by logistic regression, thresholds by the budgets."""
    codes = retriever.codes
    views = [retriever.views(retriever.normalise(question.text)) for question in questions]
    right = np.array(
        [codes.index(q.labels[0]) if q.labels and q.labels[0] in codes else -1 for q in questions]
    )
    weights = _fuse(weights, views, right)
    asked = [retriever.normalise(question.text) for question in questions]
    features, correct = _features(retriever, weights, asked, views, right)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=3.0)).fit(features, correct)
    weights = weights.model_copy(update={"confidence": _coefficients(model)})
    scores = np.array([score(row, weights.confidence) for row in features])
    known = right >= 0
    answer = _lowest(scores, known & ~correct, known, MOST_WRONG)
    answer = max(answer, _lowest(scores, ~known, ~known, MOST_FALSE))
    ask_back = min(answer, _lowest(scores, ~known, ~known, MOST_OFFERED))
    weights = weights.model_copy(update={"answer": answer, "ask_back": ask_back})
    return Tuned(
        weights,
        accuracy=float(correct[known].mean()),
        answered_wrong=float(((scores >= answer) & known & ~correct).sum() / known.sum()),
        false_answers=float((scores[~known] >= answer).mean()) if (~known).any() else 0.0,
        asked_back=float(((scores < answer) & (scores >= ask_back))[known].mean()),
    )


def _fuse(weights: Weights, views: Sequence[Views], right: npt.NDArray[np.int64]) -> Weights:
    known = [(view, at) for view, at in zip(views, right, strict=True) if at >= 0]
    standard = [tuple(z_scores(part) for part in view) for view, _ in known]
    best, best_score = (weights.dense, weights.characters, weights.grams), -1.0
    for grid in itertools.product((0.5, 1.0, 1.5, 2.0, 3.0), (1.0, 1.5, 2.0), (0.5, 1.0, 1.5)):
        ranks = []
        for parts, (_, at) in zip(standard, known, strict=True):
            fused = np.sum([w * part for w, part in zip(grid, parts, strict=True)], axis=0)
            ranks.append(1 / (1 + int((fused > fused[at]).sum())))
        # The mean reciprocal rank is smoother than accuracy@1 on some hundred questions.
        if (score := float(np.mean(ranks))) > best_score + 1e-4:
            best, best_score = grid, score
    return weights.model_copy(update=dict(zip(("dense", "characters", "grams"), best, strict=True)))


def _features(
    retriever: Retriever,
    weights: Weights,
    asked: Sequence[str],
    views: Sequence[Views],
    right: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    rows, correct = [], []
    for question, view, at in zip(asked, views, right, strict=True):
        fused = retriever.fuse(*view, weights=weights)
        best = int(np.argmax(fused))
        rows.append(retriever.features(question, best, fused, view))
        correct.append(best == at)
    return np.array(rows), np.array(correct)


def _coefficients(model: Pipeline) -> dict[str, float]:
    """The pipeline's scaling and coefficients as one linear form over the plain features."""
    scaler, logistic = model[0], model[1]
    slopes = logistic.coef_[0] / scaler.scale_
    bias = float(logistic.intercept_[0] - (slopes * scaler.mean_).sum())
    named = {name: round(float(slope), 4) for name, slope in zip(FEATURES, slopes, strict=True)}
    return {"bias": round(bias, 4), **named}


def _lowest(
    scores: npt.NDArray[np.float64],
    bad: npt.NDArray[np.bool_],
    base: npt.NDArray[np.bool_],
    most: float,
) -> float:
    """The lowest threshold that at most the share `most` of `base` passes badly."""
    allowed = int(most * base.sum())
    worst = np.sort(scores[bad])[::-1]
    return round(float(worst[allowed]) + 1e-3, 4) if len(worst) > allowed else 0.5
