"""Two folded TF-IDF views: whole documents by characters, passages by words and word pieces."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.text import fold

Scores = npt.NDArray[np.float32]
VIEWS = ("dense", "characters", "grams", "learned", "adapted")
Views = npt.NDArray[np.float32]
"""A row for each of `VIEWS`, a column for each document."""
_WORD = re.compile(r"\w+")


def folded_words(text: str) -> str:
    """The folded words of a text, joined by single spaces."""
    return " ".join(_WORD.findall(fold(text)))


def grams(text: str) -> list[str]:
    """Folded words, their bigrams, and the 3- and 4-grams inside ^word$."""
    found = _WORD.findall(fold(text))
    return list(_grams(found))


def _grams(found: Sequence[str]) -> Iterator[str]:
    yield from found
    yield from (f"{a} {b}" for a, b in pairwise(found))
    for word in found:
        framed = f"^{word}$"
        for size in (3, 4):
            yield from (framed[i : i + size] for i in range(len(framed) - size + 1))


def char_vectorizer() -> TfidfVectorizer:
    """Characters 2-5 across folded words."""
    return TfidfVectorizer(
        preprocessor=folded_words,
        analyzer="char",
        ngram_range=(2, 5),
        sublinear_tf=True,
        dtype=np.float32,
    )


def gram_vectorizer() -> TfidfVectorizer:
    """Words, bigrams and word pieces."""
    return TfidfVectorizer(analyzer=grams, sublinear_tf=True, dtype=np.float32)


class View:
    """A fitted vectorizer and the matrix of what it indexed; one sparse product a question."""

    def __init__(self, vectorizer: TfidfVectorizer, matrix: sparse.csr_matrix) -> None:
        self._vectorizer = vectorizer
        self._matrix = matrix
        self._by_feature = matrix.T.tocsr()

    @classmethod
    def fit(cls, vectorizer: TfidfVectorizer, texts: Sequence[str]) -> View:
        """Index `texts`."""
        return cls(vectorizer, vectorizer.fit_transform(texts).tocsr())

    def scores(self, text: str) -> Scores:
        """Cosine of `text` with every indexed text."""
        found = self._vectorizer.transform([text]) @ self._by_feature
        scores: Scores = np.asarray(found.toarray(), dtype=np.float32)[0]
        return scores

    def save(self, folder: Path, name: str) -> None:
        """Write the vocabulary, the weights and the matrix; no pickles."""
        vocabulary = {word: int(at) for word, at in self._vectorizer.vocabulary_.items()}
        (folder / f"{name}.vocabulary.json").write_text(
            json.dumps(vocabulary, ensure_ascii=False), "utf-8"
        )
        np.save(folder / f"{name}.idf.npy", self._vectorizer.idf_)
        sparse.save_npz(folder / f"{name}.matrix.npz", self._matrix, compressed=False)

    @classmethod
    def load(cls, vectorizer: TfidfVectorizer, folder: Path, name: str) -> View:
        """The inverse of `save`, into a fresh vectorizer of the same kind."""
        vocabulary = json.loads((folder / f"{name}.vocabulary.json").read_text("utf-8"))
        vectorizer.set_params(vocabulary=vocabulary)
        vectorizer.idf_ = np.load(folder / f"{name}.idf.npy")
        return cls(vectorizer, sparse.load_npz(folder / f"{name}.matrix.npz").tocsr())
