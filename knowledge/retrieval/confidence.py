"""How likely a candidate is right: raw view scores, margin and coverage through a logistic.

z-scores rank but throw the level away; these do not (docs/decisions/0004-rank-and-reject.md).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.retrieval.corpus import Document
from knowledge.retrieval.lexical import Scores
from nlu.text import fold, words
from nlu.text.follow_up import content_words

FEATURES = (
    "dense", "characters", "grams", "margin", "coverage", "unknown", "length", "lead",
    "dense_beside", "characters_beside", "grams_beside",
)  # fmt: skip
"""dense, characters, grams: raw scores of the candidate in each view. margin: how far its fused
score is ahead of the best other procedure. coverage: share of the question's content words, by
weight, that its texts have. unknown: share that no text has. length: log of their number. lead: how
far its dense score is ahead. …_beside: how far it is ahead, in each view, of the best topic that no
record answers."""

_MOST_MARGIN = 8.0


class Confidence:
    """`features(...)` of a candidate, out of documents of which the first `procedures` are ones."""

    def __init__(self, documents: Sequence[Document], procedures: int) -> None:
        self._vocabularies = [
            {fold(word) for passage in document.passages for word in words(passage.text)}
            for document in documents
        ]
        self._frequency = Counter(word for known in self._vocabularies for word in known)
        self._size = len(documents)
        self._procedures = procedures

    def features(
        self, question: str, at: int, fused: Scores, views: tuple[Scores, Scores, Scores]
    ) -> list[float]:
        """The values of `FEATURES` for procedure `at` of a normalised question.

        fused: of the procedures. views: of all documents.
        """
        dense, characters, grams = views
        asked = [fold(word) for word in content_words(question)]
        weights = [
            math.log((self._size + 1) / (1 + self._frequency.get(word, 0))) + 0.3 for word in asked
        ]
        known = self._vocabularies[at]
        covered = sum(w for word, w in zip(asked, weights, strict=True) if word in known)
        unknown = sum(1 for word in asked if word not in self._frequency)
        return [
            float(dense[at]) * 10,
            float(characters[at]),
            float(grams[at]),
            _ahead(fused, at),
            covered / sum(weights) if weights else 0.0,
            unknown / len(asked) if asked else 0.0,
            math.log(1 + len(asked)),
            _ahead(dense[: self._procedures], at) * 10,
            self._beside(dense, at) * 10,
            self._beside(characters, at),
            self._beside(grams, at),
        ]

    def _beside(self, scores: Scores, at: int) -> float:
        topics = scores[self._procedures :]
        return float(scores[at] - topics.max()) if len(topics) else float(scores[at])


def score(features: Sequence[float], coefficients: Mapping[str, float]) -> float:
    """The calibrated probability; `coefficients` has one entry a feature, and "bias"."""
    logit = coefficients["bias"] + sum(
        coefficients[name] * value for name, value in zip(FEATURES, features, strict=True)
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _ahead(scores: Scores, at: int) -> float:
    others = np.delete(scores, at)
    ahead = float(scores[at] - others.max()) if len(others) else _MOST_MARGIN
    return max(-_MOST_MARGIN, min(_MOST_MARGIN, ahead))
