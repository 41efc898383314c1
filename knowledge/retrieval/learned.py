"""A linear classifier over what people say of each procedure: what tells neighbours apart.

Similarity alone cannot know that "lại" or "lưu động" decides, since both neighbours share every
other word. It is fitted on the passages in seconds whenever the index is built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from knowledge.encoder.protocol import Vectors
from knowledge.retrieval.lexical import Scores
from nlu.text import fold

STIFFNESS = 0.1
_VECTOR_SHARE = 0.03
"""Chosen on the development part: the 384 standardised numbers weigh about as much as the words."""
_WORD = re.compile(r"\w+")
_ARRAYS = ("idf", "mean", "spread", "slopes", "biases")


def word_vectorizer() -> TfidfVectorizer:
    """Folded words and their bigrams."""
    return TfidfVectorizer(
        preprocessor=fold,
        tokenizer=_WORD.findall,
        token_pattern=None,
        ngram_range=(1, 2),
        sublinear_tf=True,
        dtype=np.float32,
    )


class Learned:
    """`scores(question, vector)`: a margin for each of the documents it was fitted on."""

    def __init__(self, words: TfidfVectorizer, arrays: dict[str, npt.NDArray[np.float32]]) -> None:
        self._words = words
        self._arrays = arrays

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        vectors: Vectors,
        owners: Sequence[int],
        documents: int,
        stiffness: float = STIFFNESS,
    ) -> Learned:
        """Learn which document each text belongs to.

        texts: normalised. vectors: theirs, one row each. owners: index of the document of each;
        documents: how many there are. stiffness: C of the support vectors; more follows the texts
        more closely.
        """
        words = word_vectorizer()
        mean, spread = vectors.mean(0), vectors.std(0) + 1e-6
        scaled = sparse.csr_matrix((vectors - mean) / spread * _VECTOR_SHARE)
        rows = sparse.hstack([words.fit_transform(texts), scaled]).tocsr()
        model = LinearSVC(C=stiffness, random_state=0).fit(rows, owners)
        slopes = np.zeros((rows.shape[1], documents), dtype=np.float32)
        biases = np.full(documents, -1.0, dtype=np.float32)
        slopes[:, model.classes_] = model.coef_.T
        biases[model.classes_] = model.intercept_
        arrays = {
            "idf": words.idf_, "mean": mean, "spread": spread, "slopes": slopes, "biases": biases,
        }  # fmt: skip
        return cls(words, {name: np.asarray(a, dtype=np.float32) for name, a in arrays.items()})

    def scores(self, question: str, vector: Vectors) -> Scores:
        """The margins for a normalised question and its embedding."""
        found = self._words.transform([question])
        slopes = self._arrays["slopes"]
        scaled = (vector - self._arrays["mean"]) / self._arrays["spread"] * _VECTOR_SHARE
        by_words = found.data @ slopes[found.indices] if found.nnz else 0.0
        margins = by_words + scaled @ slopes[-len(scaled) :] + self._arrays["biases"]
        return np.asarray(margins, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write the vocabulary and the numbers; no pickles."""
        vocabulary = {word: int(at) for word, at in self._words.vocabulary_.items()}
        (folder / "learned.vocabulary.json").write_text(
            json.dumps(vocabulary, ensure_ascii=False), "utf-8"
        )
        for name, array in self._arrays.items():
            np.save(folder / f"learned.{name}.npy", array)

    @classmethod
    def load(cls, folder: Path) -> Learned:
        """The inverse of `save`."""
        words = word_vectorizer()
        vocabulary = json.loads((folder / "learned.vocabulary.json").read_text("utf-8"))
        words.set_params(vocabulary=vocabulary)
        arrays = {name: np.load(folder / f"learned.{name}.npy") for name in _ARRAYS}
        words.idf_ = arrays["idf"]
        return cls(words, arrays)
