"""Choosing the retriever's numbers on development questions: fusion, calibration, thresholds.

The test part of the split is never read here.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from knowledge.encoder.protocol import Vectors
from knowledge.evaluation.inside import Inside
from knowledge.evaluation.questions import Question
from knowledge.retrieval import Retriever
from knowledge.retrieval.confidence import FEATURES, calibrated, log_odds, mean
from knowledge.retrieval.doubts import Doubt
from knowledge.retrieval.forest import Forest, untrained
from knowledge.retrieval.lexical import Views
from knowledge.retrieval.scope import Scope, Texts
from knowledge.retrieval.weights import Calibration, Weights

MOST_WRONG = 0.02
"""The budget: labelled questions answered with a wrong procedure."""
MOST_FALSE = 0.03
"""Questions without a label answered as a procedure, by the retriever alone."""
SAFETY = 2.0
"""Standard deviations that a threshold stays inside its budget: sets of other questions are smaller
than this one, and differ from it more.
"""
_MUST_ASK = 0.5
"""A question that must be asked about counts so much for the judges: there are far more of them
among the development questions than among people's.
"""
MOST_OFFERED = 0.2
"""At most so many questions without a label asked back about."""

OUTSIDE = 0.2
"""The share of questions that no procedure answers for which scores are calibrated: among those for
development there are far more, so that the judges see many kinds. A guess, until real ones are
counted.
"""
_ABOUT_BEST = 0.002
"""Weights this close to the best mean reciprocal rank are as good: on some 650 questions it is one
question more or less.
"""

_FOLDS = StratifiedGroupKFold(10, shuffle=True, random_state=0)
_GRID = {
    "dense": (0.5, 1.0, 2.0),
    "characters": (0.5, 1.0, 2.0),
    "grams": (0.25, 0.5, 1.0),
    "learned": (1.0, 2.0, 3.0, 5.0),
    "adapted": (1.0, 3.0, 5.0, 8.0),
}
"""The weights tried, in the order of `VIEWS`."""
_SUM = 10.0
"""What they are scaled to: features of the fused score are clipped at standard deviations."""


@dataclass(frozen=True)
class Tuned:
    """The weights chosen, and what they give on the development questions."""

    weights: Weights
    scope: Scope
    trees: Forest
    accuracy: float
    answered_wrong: float
    false_answers: float
    asked_back: float
    asked_rightly: float

    def __str__(self) -> str:
        return (
            f"development: accuracy@1 {self.accuracy:.3f}, answered wrong "
            f"{self.answered_wrong:.3f}, asked back {self.asked_back:.3f}, "
            f"false answers {self.false_answers:.3f}, of what must be asked about "
            f"{self.asked_rightly:.3f} not answered"
        )


def tune(
    retriever: Retriever,
    weights: Weights,
    questions: Sequence[Question],
    unclear: Sequence[str] = (),
) -> Tuned:
    """Fusion weights by grid, scope and judges by fitting, thresholds by the budgets. Of a question
    that must be asked about the judges learn that no candidate is right; no budget counts it.

    unclear: what the records say fits two procedures alike; the scope learns that it is inside.
    """
    pool = retriever.pool
    place = {code: at for at in reversed(pool) for code in reversed(retriever.codes(at))}
    asked = [retriever.normalise(question.text) for question in questions]
    vectors = _embedded(retriever, asked)
    views = [retriever.views(*pair) for pair in zip(asked, vectors, strict=True)]
    must_ask = np.array([question.ask_back for question in questions])
    right = [
        {place[code] for code in q.labels if code in place and not q.ask_back} for q in questions
    ]
    weights = _fuse(retriever, weights, views, right)
    labelled = np.array([bool(q.labels) for q in questions])
    known, outside = labelled & ~must_ask, ~labelled
    fits_two = [retriever.normalise(text) for text in unclear]
    also_inside = Texts.of(fits_two, _embedded(retriever, fits_two))
    inside = Inside(retriever.index, Texts.of(asked, vectors), labelled, also_inside)
    # Out-of-fold scores: a threshold set on the fitted ones would be too low. A topic that no
    # procedure answers is in one fold: those of the test part are others too.
    groups = [q.topic or q.text for q in questions]
    folds = list(_FOLDS.split(asked, labelled, groups))
    margins, scores = np.zeros(len(asked)), np.zeros(len(asked))
    for fitted, held in folds:
        rows = _mask(fitted, len(asked)) & ~must_ask
        margins[held] = inside.fit(rows).margins(inside.questions)[held]
    doubts = [retriever.doubt(*pair) for pair in zip(asked, vectors, strict=True)]
    features, best = _features(retriever, weights, asked, views, margins, doubts)
    correct = np.array([int(at) in wanted for at, wanted in zip(best, right, strict=True)])
    counts = np.where(must_ask, _MUST_ASK, 1.0)
    for fitted, held in folds:
        judges = _judges(features[fitted], correct[fitted], counts[fitted])
        scores[held] = mean(*(judge.predict_proba(features[held])[:, 1] for judge in judges))
    calibration = _calibration(scores, correct, known, outside)
    scores = calibrated(scores, calibration)
    # These are asked about, however sure the judges are.
    pointed = np.array(
        [
            retriever.pointed(int(at), (question.text, read)) is not None
            for at, question, read in zip(best, questions, asked, strict=True)
        ]
    )
    sure = np.where(pointed, 0.0, scores)
    answer = _lowest(sure, known & ~correct, known, MOST_WRONG)
    answer = max(answer, _lowest(sure, outside, outside, MOST_FALSE))
    ask_back = min(answer, _lowest(scores, outside, outside, MOST_OFFERED))
    by_logistic, by_trees = _judges(features, correct, counts)
    confidence = _coefficients(by_logistic)
    chosen = {
        "confidence": confidence, "calibration": calibration,
        "answer": answer, "ask_back": ask_back,
    }  # fmt: skip
    asked_back = (sure < answer) & (scores >= ask_back)
    return Tuned(
        weights.model_copy(update=chosen),
        inside.fit(~must_ask),
        Forest.of(by_trees),
        accuracy=float(correct[known].mean()),
        answered_wrong=float(((sure >= answer) & known & ~correct).sum() / known.sum()),
        asked_back=float(asked_back[known].mean()),
        false_answers=float((sure[outside] >= answer).mean()) if outside.any() else 0.0,
        asked_rightly=float((sure[must_ask] < answer).mean()) if must_ask.any() else 0.0,
    )


def _embedded(retriever: Retriever, texts: Sequence[str]) -> Vectors:
    rows = [retriever.vector(text) for text in texts]
    return np.stack(rows) if rows else np.zeros((0, retriever.index.vectors.shape[1]), np.float32)


def _judges(
    features: npt.NDArray[np.float64],
    correct: npt.NDArray[np.bool_],
    counts: npt.NDArray[np.float64],
) -> tuple[Pipeline, ExtraTreesClassifier]:
    """The logistic and the trees. counts: how much each row counts."""
    by_logistic = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=3000))
    by_logistic.fit(features, correct, logisticregression__sample_weight=counts)
    return by_logistic, untrained().fit(features, correct, sample_weight=counts)


def _mask(rows: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.bool_]:
    return np.isin(np.arange(size), rows)


def _fuse(
    retriever: Retriever, weights: Weights, views: Sequence[Views], right: Sequence[set[int]]
) -> Weights:
    """The mean of all weights of the grid that are about as good as the best."""
    pool = retriever.pool
    known = [
        (retriever.standard(view), wanted)
        for view, wanted in zip(views, right, strict=True)
        if wanted
    ]
    tried = []
    for grid in itertools.product(*_GRID.values()):
        ranks = []
        for standard, wanted in known:
            fused = np.array(grid) @ standard
            ranks.append(1 / (1 + int((fused[pool] > fused[list(wanted)].max()).sum())))
        # The mean reciprocal rank is smoother than accuracy@1 on some hundred questions.
        tried.append((float(np.mean(ranks)), np.array(grid) * _SUM / sum(grid)))
    best = max(score for score, _ in tried)
    good = np.mean([grid for score, grid in tried if score >= best - _ABOUT_BEST], axis=0)
    fusion = {view: round(float(weight), 4) for view, weight in zip(_GRID, good, strict=True)}
    return weights.model_copy(update={"fusion": fusion})


def _calibration(
    scores: npt.NDArray[np.float64],
    correct: npt.NDArray[np.bool_],
    known: npt.NDArray[np.bool_],
    outside: npt.NDArray[np.bool_],
) -> Calibration:
    """A line through the log-odds (Platt 1999), as if `OUTSIDE` of all were out of scope."""
    share = OUTSIDE / (1 - OUTSIDE) * known.sum() / max(1, outside.sum())
    rows = known | outside
    odds = log_odds(scores[rows])[:, None]
    line = LogisticRegression(C=1e6).fit(odds, correct[rows], np.where(known, 1.0, share)[rows])
    return Calibration(
        slope=round(float(line.coef_[0, 0]), 4), bias=round(float(line.intercept_[0]), 4)
    )


def _features(
    retriever: Retriever,
    weights: Weights,
    asked: Sequence[str],
    views: Sequence[Views],
    margins: npt.NDArray[np.float64],
    doubts: Sequence[Doubt],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """The features of the best procedure of each question, and which document that is."""
    rows, found = [], []
    pool = np.array(retriever.pool)
    for question, view, margin, doubt in zip(asked, views, margins, doubts, strict=True):
        fused = retriever.fuse(view, weights)
        best = int(pool[np.argmax(fused[pool])])
        rows.append(retriever.features(question, best, fused, view, float(margin), doubt))
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
    safety: float = SAFETY,
) -> float:
    """The lowest threshold that keeps the share `most` of `base`, `safety` standard deviations
    inside: one that just keeps it on these questions breaks it on every second set of others.
    """
    budget = most * base.sum()
    allowed = int(max(0.0, np.sqrt(budget + safety**2 / 4) - safety / 2) ** 2)
    worst = np.sort(scores[bad])[::-1]
    return round(float(worst[allowed]) + 1e-3, 4) if len(worst) > allowed else 0.5
