"""What a message looks like to the classifiers: words, characters and meaning.

Chosen by measurement (docs/decisions/0009-reading-intents.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import StandardScaler

from nlu.text.folding import fold

_PARTS = ("accented", "folded", "endings", "scaler")
_WORDS = r"(?u)\b\w+\b"


def _ending(text: str, length: int) -> str:
    return " ".join(text.split()[-length:])


class Features:
    """Accented words; folded words and characters; the last words by themselves; and the
    standardised sentence embedding.

    e5's vectors crowd into a narrow cone: without standardising them a linear model hears nothing
    but their mean.

    endings: how many last words are read by themselves, a view each. vector_share: what the 384
    standardised numbers are multiplied by. rarest: in how many texts a piece must be to count.
    across: whether characters are read across words, too.
    """

    def __init__(
        self, endings: Sequence[int], vector_share: float, rarest: int = 1, across: bool = False
    ) -> None:
        self.lengths = tuple(endings)
        self.vector_share = vector_share

        def view(shortest: int, longest: int, **kind: str) -> TfidfVectorizer:
            return TfidfVectorizer(
                ngram_range=(shortest, longest), sublinear_tf=True, min_df=rarest, **kind
            )

        self.accented = view(1, 2, token_pattern=_WORDS)
        self.folded = [view(1, 3, token_pattern=_WORDS), view(2, 5, analyzer="char_wb")]
        if across:
            self.folded.append(view(2, 6, analyzer="char"))
        self.endings = [view(1, 3, token_pattern=_WORDS) for _ in endings]
        self.scaler = StandardScaler()

    def fit(self, texts: Sequence[str], vectors: Any) -> Any:
        """Learn from normalised texts and their embeddings; their features, one row a text."""
        views = [view.fit_transform(seen) for view, seen in self._views(texts)]
        return self._join(views, self.scaler.fit_transform(vectors))

    def of(self, texts: Sequence[str], vectors: Any) -> Any:
        """The features of other texts."""
        views = [view.transform(seen) for view, seen in self._views(texts)]
        return self._join(views, self.scaler.transform(vectors))

    def _views(self, texts: Sequence[str]) -> list[tuple[TfidfVectorizer, list[str]]]:
        """Every view with what it sees of the texts."""
        folded = [fold(text) for text in texts]
        return [
            (self.accented, list(texts)),
            *((view, folded) for view in self.folded),
            *(
                (view, [_ending(text, length) for text in folded])
                for view, length in zip(self.endings, self.lengths, strict=True)
            ),
        ]

    def parts(self) -> dict[str, Any]:
        """The fitted estimators by name, for storing."""
        return {name: getattr(self, name) for name in _PARTS}

    def take(self, parts: dict[str, Any]) -> None:
        """The inverse of `parts`."""
        for name in _PARTS:
            setattr(self, name, parts[name])

    def _join(self, views: list[Any], vectors: Any) -> Any:
        scaled = np.asarray(vectors, dtype=np.float64) * self.vector_share
        return hstack([*views, csr_matrix(scaled)]).tocsr()
