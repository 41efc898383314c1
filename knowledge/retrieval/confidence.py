"""How likely a candidate is right: raw view scores, margin and coverage, judged twice.

z-scores rank but throw the level away; these do not (docs/decisions/0004-rank-and-reject.md).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from knowledge.retrieval.corpus import Document
from knowledge.retrieval.lexical import VIEWS, Scores, Views
from nlu.text import fold, words
from nlu.text.follow_up import content_words

FEATURES = (
    *VIEWS,
    *(f"{view}_lead" for view in VIEWS),
    *(f"{view}_beside" for view in VIEWS),
    "margin", "coverage", "unknown", "length", "imported",
)  # fmt: skip
"""A view's name: the candidate's raw score in it. …_lead: how far that is ahead of the best other
procedure. …_beside: how far it is ahead of the best topic that no record answers. margin: how far
its fused score is ahead. coverage: share of the question's content words, by weight, that its texts
have. unknown: share that no text has. length: log of their number. imported: 1 for a procedure of
which only the portal's name is known."""

_SCALES = np.array([10.0, 1.0, 1.0, 1.0])
"""Of the views: e5 cosines differ in the second decimal."""
_MOST_MARGIN = 8.0
Judged = npt.NDArray[np.float64]
"""One probability a candidate."""


class Confidence:
    """`features(...)` of a candidate. Of the documents the first `procedures` are curated, those up
    to `known` topics, and the rest imported.
    """

    def __init__(self, documents: Sequence[Document], procedures: int, known: int) -> None:
        self._vocabularies = [
            {fold(word) for passage in document.passages for word in words(passage.text)}
            for document in documents
        ]
        self._frequency = Counter(word for found in self._vocabularies[:known] for word in found)
        self._procedures = procedures
        self._known = known

    def features(self, question: str, at: int, fused: Scores, views: Views) -> list[float]:
        """The values of `FEATURES` for document `at` and a normalised question."""
        asked = [fold(word) for word in content_words(question)]
        weights = [
            math.log((self._known + 1) / (1 + self._frequency.get(word, 0))) + 0.3 for word in asked
        ]
        known = self._vocabularies[at]
        covered = sum(w for word, w in zip(asked, weights, strict=True) if word in known)
        unknown = sum(1 for word in asked if word not in self._frequency)
        scaled = views * _SCALES[:, None]
        return [
            *(float(view[at]) for view in scaled),
            *(self._ahead(view, at) for view in scaled),
            *(self._beside(view, at) for view in scaled),
            self._ahead(fused, at),
            covered / sum(weights) if weights else 0.0,
            unknown / len(asked) if asked else 0.0,
            math.log(1 + len(asked)),
            float(at >= self._known),
        ]

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
    """The score of each candidate. On development questions, out of fold, the mean of both judges
    answered more than the logistic alone at the same share of wrong answers.
    """
    both: Judged = (by_logistic + by_trees) / 2
    return both


def logistic(features: Iterable[float], coefficients: Mapping[str, float]) -> float:
    """The first judge's probability; `coefficients` has one entry a feature, and "bias"."""
    logit = coefficients["bias"] + sum(
        coefficients[name] * value for name, value in zip(FEATURES, features, strict=True)
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
