"""What a message looks like to the classifiers: words, characters and meaning.

Chosen by measurement (docs/decisions/0009-reading-intents.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.text.folding import fold

_WORDS = r"(?u)\b\w+\b"
_LEAST_SPREAD = 1e-9
Arrays = dict[str, Any]
"""Name → array: what was learned, as plain numbers."""
_BETWEEN = "\x00"
"""No text has it: `nlu.text.clean` takes it out."""


def _beginning(text: str, length: int) -> str:
    return " ".join(text.split()[:length])


def _ending(text: str, length: int) -> str:
    return " ".join(text.split()[-length:])


class Features:
    """Accented words; folded words and characters; the first or last words by themselves; and the
    standardised sentence embedding, if there is one.

    e5's vectors crowd into a narrow cone: without standardising them a linear model hears nothing
    but their mean.

    beginnings, endings: how many first and last words are read by themselves, a view each.
    vector_share: what the 384 standardised numbers are multiplied by; 0 does without them. rarest:
    in how many texts a piece must be to count. across: whether characters are read across words,
    too.
    """

    def __init__(
        self,
        beginnings: Sequence[int] = (),
        endings: Sequence[int] = (),
        vector_share: float = 0.0,
        rarest: int = 1,
        across: bool = False,
    ) -> None:
        self.beginnings, self.endings = tuple(beginnings), tuple(endings)
        self.vector_share = vector_share

        def view(shortest: int, longest: int, **kind: str) -> TfidfVectorizer:
            return TfidfVectorizer(
                ngram_range=(shortest, longest), sublinear_tf=True, min_df=rarest, **kind
            )

        self.accented = view(1, 2, token_pattern=_WORDS)
        self.folded = [view(1, 3, token_pattern=_WORDS), view(2, 5, analyzer="char_wb")]
        if across:
            self.folded.append(view(2, 6, analyzer="char"))
        self.ends = [view(1, 3, token_pattern=_WORDS) for _ in (*beginnings, *endings)]
        self._mean, self._spread = np.zeros(0), np.zeros(0)

    def fit(self, texts: Sequence[str], vectors: Any = None) -> Any:
        """Learn from normalised texts and their embeddings; their features, one row a text."""
        views = [view.fit_transform(seen) for view, seen in self._views(texts)]
        if self.vector_share:
            self._mean, self._spread = vectors.mean(axis=0), vectors.std(axis=0) + _LEAST_SPREAD
        return self._join(views, vectors)

    def of(self, texts: Sequence[str], vectors: Any = None) -> Any:
        """The features of other texts."""
        views = [view.transform(seen) for view, seen in self._views(texts)]
        return self._join(views, vectors)

    def _views(self, texts: Sequence[str]) -> list[tuple[TfidfVectorizer, list[str]]]:
        """Every view with what it sees of the texts."""
        folded = [fold(text) for text in texts]
        ends = [[_beginning(text, length) for text in folded] for length in self.beginnings]
        ends += [[_ending(text, length) for text in folded] for length in self.endings]
        seen = [list(texts), *(folded for _ in self.folded), *ends]
        return list(zip(self._all(), seen, strict=True))

    def parts(self) -> Arrays:
        """What was learned, by name. A vocabulary is one text: half a million entries, each stored
        by itself, took ten seconds to write and as long to read at every start.
        """
        found: Arrays = {"mean": self._mean, "spread": self._spread}
        for at, view in enumerate(self._all()):
            terms = sorted(view.vocabulary_, key=view.vocabulary_.__getitem__)
            found[f"terms{at}"] = np.frombuffer(_BETWEEN.join(terms).encode(), dtype=np.uint8)
            found[f"rarity{at}"] = view.idf_
        return found

    def take(self, parts: Arrays) -> None:
        """The inverse of `parts`."""
        self._mean, self._spread = parts["mean"], parts["spread"]
        for at, view in enumerate(self._all()):
            terms = parts[f"terms{at}"].tobytes().decode().split(_BETWEEN)
            view.set_params(vocabulary={term: place for place, term in enumerate(terms)})
            view.idf_ = parts[f"rarity{at}"]

    def _all(self) -> list[TfidfVectorizer]:
        return [self.accented, *self.folded, *self.ends]

    def _join(self, views: list[Any], vectors: Any) -> Any:
        if not self.vector_share:
            return hstack(views).tocsr()
        standard = (np.asarray(vectors, dtype=np.float64) - self._mean) / self._spread
        return hstack([*views, csr_matrix(standard * self.vector_share)]).tocsr()
