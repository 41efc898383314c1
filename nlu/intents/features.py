"""What a message looks like to the classifiers: words, characters and meaning.

Chosen by measurement on the development part of the test sets (docs/figures.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import StandardScaler

_VECTOR_SHARE = 0.06
"""The embedding's 384 standardised numbers, scaled down to weigh about as much as one text view."""
_LAST_WORDS = 5


def _ending(text: str) -> str:
    return " ".join(text.split()[-_LAST_WORDS:])


class Features:
    """Folded and accented words, folded characters, the last words by themselves (a story asks at
    its end), and the standardised sentence embedding.

    e5's vectors crowd into a narrow cone: without standardising them a linear model hears nothing
    but their mean.
    """

    def __init__(self) -> None:
        words = r"(?u)\b\w+\b"
        self.views = [
            TfidfVectorizer(ngram_range=(1, 2), token_pattern=words, sublinear_tf=True),
            TfidfVectorizer(
                ngram_range=(1, 3), token_pattern=words, sublinear_tf=True, strip_accents="unicode"
            ),
            TfidfVectorizer(
                analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, strip_accents="unicode"
            ),
            TfidfVectorizer(
                analyzer="char", ngram_range=(2, 6), sublinear_tf=True, strip_accents="unicode"
            ),
        ]
        self.ending = TfidfVectorizer(
            ngram_range=(1, 3), token_pattern=words, sublinear_tf=True, strip_accents="unicode"
        )
        self.scaler = StandardScaler()

    def fit(self, texts: Sequence[str], vectors: Any) -> Any:
        """Learn from normalised texts and their embeddings; their features, one row a text."""
        views = [view.fit_transform(texts) for view in self.views]
        views.append(self.ending.fit_transform(map(_ending, texts)))
        return self._join(views, self.scaler.fit_transform(vectors))

    def of(self, texts: Sequence[str], vectors: Any) -> Any:
        """The features of other texts."""
        views = [view.transform(texts) for view in self.views]
        views.append(self.ending.transform(map(_ending, texts)))
        return self._join(views, self.scaler.transform(vectors))

    @staticmethod
    def _join(views: list[Any], vectors: Any) -> Any:
        scaled = np.asarray(vectors, dtype=np.float64) * _VECTOR_SHARE
        return hstack([*views, csr_matrix(scaled)]).tocsr()
