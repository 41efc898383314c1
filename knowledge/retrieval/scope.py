"""Whether a question is about anything we answer at all: one linear classifier, whatever the topic.

Similarity alone cannot know it: "làm sổ đỏ giả" is near a procedure. Learned from what is said of
procedures and of topics elsewhere, and from development questions; kept in `scope.npz` by
`tungbuoc tune`. Words are hashed, so that the file needs no vocabulary and outlives a new record.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.svm import LinearSVC

from knowledge.encoder.protocol import Vectors
from nlu.text import fold

FILE = Path(__file__).with_name("scope.npz")
_BUCKETS = 2**15
_VECTOR_SHARE = 0.06
_C = 0.1
_WORD = re.compile(r"\w+")
_ARRAYS = ("words", "vector", "bias")
Numbers = npt.NDArray[np.float32]


def words_and_pairs(text: str) -> list[str]:
    """Folded words and their bigrams."""
    found = _WORD.findall(fold(text))
    return [*found, *(f"{a} {b}" for a, b in pairwise(found))]


def _hashed() -> HashingVectorizer:
    return HashingVectorizer(analyzer=words_and_pairs, n_features=_BUCKETS, dtype=np.float32)


@dataclass(frozen=True)
class Texts:
    """Texts made into rows once, for many fits. words: hashed. vectors: embeddings."""

    words: sparse.csr_matrix
    vectors: Vectors

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Vectors) -> Texts:
        """texts: normalised. vectors: theirs."""
        return cls(_hashed().transform(texts).tocsr(), vectors)

    def only(self, rows: npt.NDArray[np.bool_]) -> Texts:
        """Some of them."""
        return Texts(self.words[rows], self.vectors[rows])


class Scope:
    """`margin(question, vector)`: above 0 for what some procedure answers, below for the rest."""

    def __init__(self, arrays: dict[str, Numbers]) -> None:
        """words: a slope a bucket. vector: a slope a dimension."""
        self._arrays = {name: np.asarray(a, dtype=np.float32) for name, a in arrays.items()}

    @classmethod
    def fit(cls, texts: Texts, inside: npt.NDArray[np.bool_], weights: Numbers) -> Scope:
        """Learn which texts a procedure answers. weights: how much each counts."""
        mean, spread = texts.vectors.mean(0), texts.vectors.std(0) + 1e-6
        scale = _VECTOR_SHARE / spread
        rows = sparse.hstack([texts.words, sparse.csr_matrix((texts.vectors - mean) * scale)])
        model = LinearSVC(C=_C, random_state=0).fit(rows.tocsr(), inside, sample_weight=weights)
        slopes = model.coef_[0]
        vector = slopes[_BUCKETS:] * scale
        # Half precision, as it is kept: a score is the same before saving and after.
        words = slopes[:_BUCKETS].astype(np.float16)
        bias = model.intercept_[0] - float(mean @ vector)
        return cls({"words": words, "vector": vector, "bias": np.array([bias])})

    def margin(self, question: str, vector: Vectors) -> float:
        """How far inside a normalised question is, by its words and its embedding."""
        return float(self.margins(Texts.of([question], vector[None]))[0])

    def margins(self, texts: Texts) -> Numbers:
        """The same of many."""
        margins: Numbers = texts.words @ self._arrays["words"] + self._arrays["bias"]
        slopes = self._arrays["vector"]
        # Another embedding model than the one it was learned with has nothing to say here.
        return (
            margins + texts.vectors @ slopes if texts.vectors.shape[1] == len(slopes) else margins
        )

    def save(self, path: Path = FILE) -> None:
        """Write the numbers."""
        found = self._arrays
        words = found["words"].astype(np.float16)
        np.savez_compressed(path, words=words, vector=found["vector"], bias=found["bias"])

    @classmethod
    def load(cls, path: Path = FILE) -> Scope:
        """The inverse of `save`."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls({name: arrays[name] for name in _ARRAYS})


@cache
def load() -> Scope:
    """The committed one; undecided before the first `tungbuoc tune`."""
    if FILE.is_file():
        return Scope.load()
    sizes = {"words": _BUCKETS, "vector": 0, "bias": 1}
    return Scope({name: np.zeros(size, dtype=np.float32) for name, size in sizes.items()})
