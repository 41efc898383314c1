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
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from knowledge.evaluation.questions import Question
from knowledge.retrieval import Retriever
from knowledge.retrieval.confidence import FEATURES, mean
from knowledge.retrieval.forest import Forest, untrained
from knowledge.retrieval.lexical import Views
from knowledge.retrieval.weights import Weights

MOST_WRONG = 0.02
"""The budget: labelled questions answered with a wrong procedure."""
MOST_FALSE = 0.05
"""Questions without a label answered as a procedure, by the retriever alone. The budget of 3 % is
the whole assistant's, whose intents turn many of them away before; that is not tuned here.
"""
MOST_OFFERED = 0.2
"""At most so many questions without a label asked back about."""


_FOLDS = StratifiedKFold(10, shuffle=True, random_state=0)
_GRID = {
    "dense": (0.5, 1.0, 2.0),
    "characters": (0.5, 1.0, 2.0),
    "grams": (0.25, 0.5, 1.0),
    "learned": (1.0, 2.0, 3.0, 5.0),
}
"""The weights tried, in the order of `VIEWS`; only their proportions matter."""


@dataclass(frozen=True)
class Tuned:
    """The weights chosen, and what they give on the development questions."""

    weights: Weights
    trees: Forest
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
    """Fusion weights by grid, calibration by a logistic and trees, thresholds by the budgets."""
    pool = retriever.pool
    place = {code: at for at in reversed(pool) for code in reversed(retriever.codes(at))}
    asked = [retriever.normalise(question.text) for question in questions]
    views = [retriever.views(question) for question in asked]
    right = [{place[code] for code in q.labels if code in place} for q in questions]
    weights = _fuse(retriever, weights, views, right)
    features, best = _features(retriever, weights, asked, views)
    known = np.array([bool(q.labels) for q in questions])
    correct = np.array([int(at) in wanted for at, wanted in zip(best, right, strict=True)])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000)).fit(
        features, correct
    )
    weights = weights.model_copy(update={"confidence": _coefficients(model)})
    # Out-of-fold scores: a threshold set on the fitted ones would be too low.
    by_logistic, by_trees = (
        cross_val_predict(judge, features, correct, cv=_FOLDS, method="predict_proba")[:, 1]
        for judge in (model, untrained())
    )
    scores = mean(by_logistic, by_trees)
    trees = Forest.of(untrained().fit(features, correct))
    answer = _lowest(scores, known & ~correct, known, MOST_WRONG)
    answer = max(answer, _lowest(scores, ~known, ~known, MOST_FALSE))
    ask_back = min(answer, _lowest(scores, ~known, ~known, MOST_OFFERED))
    weights = weights.model_copy(update={"answer": answer, "ask_back": ask_back})
    asked_back = (scores < answer) & (scores >= ask_back)
    return Tuned(
        weights,
        trees,
        accuracy=float(correct[known].mean()),
        answered_wrong=float(((scores >= answer) & known & ~correct).sum() / known.sum()),
        asked_back=float(asked_back[known].mean()),
        false_answers=float((scores[~known] >= answer).mean()) if (~known).any() else 0.0,
    )


def _fuse(
    retriever: Retriever, weights: Weights, views: Sequence[Views], right: Sequence[set[int]]
) -> Weights:
    pool = retriever.pool
    known = [
        (retriever.standard(view), wanted)
        for view, wanted in zip(views, right, strict=True)
        if wanted
    ]
    best, best_score = weights.fusion, -1.0
    for grid in itertools.product(*_GRID.values()):
        ranks = []
        for standard, wanted in known:
            fused = np.array(grid) @ standard
            ranks.append(1 / (1 + int((fused[pool] > fused[list(wanted)].max()).sum())))
        # The mean reciprocal rank is smoother than accuracy@1 on some hundred questions.
        if (score := float(np.mean(ranks))) > best_score + 1e-4:
            best, best_score = dict(zip(_GRID, grid, strict=True)), score
    return weights.model_copy(update={"fusion": best})


def _features(
    retriever: Retriever,
    weights: Weights,
    asked: Sequence[str],
    views: Sequence[Views],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """The features of the best procedure of each question, and which document that is."""
    rows, found = [], []
    pool = np.array(retriever.pool)
    for question, view in zip(asked, views, strict=True):
        fused = retriever.fuse(view, weights)
        best = int(pool[np.argmax(fused[pool])])
        rows.append(retriever.features(question, best, fused, view))
        found.append(best)
    return np.array(rows), np.array(found)


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
    """The lowest threshold that keeps the share `most` of `base`, one standard deviation inside:
    a threshold that just keeps it on these questions breaks it on every second set of others.
    """
    budget = most * base.sum()
    allowed = int(max(0.0, np.sqrt(budget + 0.25) - 0.5) ** 2)
    worst = np.sort(scores[bad])[::-1]
    return round(float(worst[allowed]) + 1e-3, 4) if len(worst) > allowed else 0.5
