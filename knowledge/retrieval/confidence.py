"""How likely a candidate is right: raw view scores, leads, coverage and scope, judged twice.

z-scores rank but throw the level away; these do not (docs/decisions/0004-rank-and-reject.md). Which
of them pay is in docs/decisions/0008-a-judge-of-scope.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from knowledge.retrieval.corpus import Document
from knowledge.retrieval.doubts import NO_DOUBT, Doubt
from knowledge.retrieval.lexical import VIEWS, Scores, Views
from knowledge.retrieval.weights import Calibration
from nlu.text import fold, words
from nlu.text.follow_up import content_words

FEATURES = (
    *VIEWS,
    *(f"{view}_lead" for view in VIEWS),
    *(f"{view}_beside" for view in VIEWS),
    *(f"{view}_rank" for view in VIEWS),
    *(f"{view}_height" for view in VIEWS),
    "margin", "share", "spread", "coverage", "unknown", "length", "scope",
    "unclear", "unclear_lead", "unclear_most",
)  # fmt: skip
"""A view's name: the candidate's raw score in it. …_lead: how far that is ahead of the best other
procedure. …_beside: how far it is ahead of the best topic that no record answers. …_rank: log of 1
+ how many procedures and topics are ahead of it. …_height: its standard deviations above the mean.
margin: how far its fused score is ahead. share: its part of all fused scores, as a softmax. spread:
the entropy of that. coverage: share of the question's content words, by weight, that its texts
have. unknown: share that no text has. length: log of their number. scope: how far inside what
procedures answer the question is, whichever it is. unclear: how much the question is like what fits
the candidate and a neighbour alike; …_lead: how far that is ahead of the learned view's score of
it; …_most: how much it is like what fits any two."""

_SCALES = np.array([10.0, 1.0, 1.0, 1.0, 10.0])
"""Of the views: cosines of embeddings differ in the second decimal."""
_LEARNED = VIEWS.index("learned")
_MOST_MARGIN = 8.0
_WARMTH = 3.0
"""Of the softmax over fused scores."""
Judged = npt.NDArray[np.float64]
"""One probability a candidate."""


class Confidence:
    """`features(...)` of a candidate. Of the documents the first `procedures` are curated, those up
    to `known` topics, and the rest imported.
    """

    def __init__(self, documents: Sequence[Document], procedures: int, known: int) -> None:
        self._vocabularies = [
            {word for passage in document.passages for word in words(fold(passage.text))}
            for document in documents
        ]
        self._frequency = Counter(word for found in self._vocabularies[:known] for word in found)
        self._procedures = procedures
        self._known = known

    def features(
        self, question: str, at: int, fused: Scores, views: Views, scope: float, doubt: Doubt
    ) -> list[float]:
        """The values of `FEATURES` for document `at` and a normalised question."""
        scaled = views * _SCALES[:, None]
        known = scaled[:, : self._known]
        heights = (scaled[:, at] - known.mean(axis=1)) / np.maximum(known.std(axis=1), 1e-9)
        # What only the portal's records answer was never learned.
        inside = scope if at < self._known else 0.0
        return [
            *(float(view[at]) for view in scaled),
            *(self._ahead(view, at) for view in scaled),
            *(self._beside(view, at) for view in scaled),
            *(
                math.log1p(int((row > own).sum()))
                for row, own in zip(known, scaled[:, at], strict=True)
            ),
            *map(float, heights),
            self._ahead(fused, at),
            *self._shares(fused, at),
            *self._words(question, at),
            inside,
            *self._unclear(at, views, doubt),
        ]

    def _unclear(self, at: int, views: Views, doubt: Doubt) -> tuple[float, float, float]:
        if at >= self._known:
            return NO_DOUBT, 0.0, doubt.most
        own = float(doubt.of_each[at])
        return own, own - float(views[_LEARNED, at]), doubt.most

    def _words(self, question: str, at: int) -> tuple[float, float, float]:
        """Coverage, unknown and length."""
        asked = [fold(word) for word in content_words(question)]
        if not asked:
            return 0.0, 0.0, 0.0
        weights = [
            math.log((self._known + 1) / (1 + self._frequency.get(word, 0))) + 0.3 for word in asked
        ]
        held = self._vocabularies[at]
        covered = sum(w for word, w in zip(asked, weights, strict=True) if word in held)
        unknown = sum(1 for word in asked if word not in self._frequency)
        return covered / sum(weights), unknown / len(asked), math.log1p(len(asked))

    def _shares(self, fused: Scores, at: int) -> tuple[float, float]:
        """Share and spread, over procedures and topics and, if it is imported, the candidate."""
        scores = fused[: self._known]
        top = scores.max()
        if not np.isfinite(top):
            return float(fused[at] == top), 0.0
        powers = np.exp((scores - top) / _WARMTH)
        parts = powers / powers.sum()
        spread = -float((parts * np.log(parts + 1e-12)).sum())
        own = float(np.exp(min(0.0, (float(fused[at]) - float(top)) / _WARMTH)) / powers.sum())
        return own, spread

    def _ahead(self, scores: Scores, at: int) -> float:
        """How far `at` is ahead of the best other procedure."""
        curated, imported = scores[: self._procedures].copy(), scores[self._known :].copy()
        if at < self._procedures:
            curated[at] = -np.inf
        else:
            imported[at - self._known] = -np.inf
        best = max(curated.max(initial=-np.inf), imported.max(initial=-np.inf))
        return float(np.clip(scores[at] - best, -_MOST_MARGIN, _MOST_MARGIN))

    def _beside(self, scores: Scores, at: int) -> float:
        topics = scores[self._procedures : self._known]
        return float(scores[at] - topics.max()) if len(topics) else float(scores[at])


def mean(by_logistic: Judged, by_trees: Judged) -> Judged:
    """The score of each candidate: the mean of both judges keeps more answers at the same share of
    wrong ones than either alone (docs/decisions/0008-a-judge-of-scope.md).
    """
    both: Judged = (by_logistic + by_trees) / 2
    return both


def calibrated(judged: Judged, line: Calibration) -> Judged:
    """The judges' mean as the share of candidates that is right."""
    shares: Judged = 1 / (1 + np.exp(-(line.slope * log_odds(judged) + line.bias)))
    return shares


def log_odds(judged: Judged) -> Judged:
    """Finite also where a judge is quite sure."""
    sure = np.clip(judged, 1e-6, 1 - 1e-6)
    odds: Judged = np.log(sure / (1 - sure))
    return odds


def logistic(features: Iterable[float], coefficients: Mapping[str, float]) -> float:
    """The first judge's probability; `coefficients` has one entry a feature, and "bias"."""
    logit = coefficients["bias"] + sum(
        coefficients[name] * value for name, value in zip(FEATURES, features, strict=True)
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
