"""The fine-tuned view: how near a question is to the direction that stands for each document, and
to the names of procedures that nobody wrote phrases for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.encoder.adapter import Adapter
from knowledge.encoder.adapter import identity as adapter_identity
from knowledge.encoder.bundled import ADAPTED_FILE
from knowledge.encoder.protocol import EncoderError, Vectors
from knowledge.retrieval.corpus import Document
from knowledge.retrieval.lexical import Scores
from knowledge.retrieval.vectors import embed
from nlu.embedding import SentenceVectors

_DIRECTIONS, _NAMES, _MIDDLE = "directions.npy", "names.npy", "names.middle.npy"
_CACHE = "names.cache.npz"
_PROMPT = "query: "


class Adapted:
    """`scores(question)`: a cosine for each of the documents it has a direction of, and how near
    each imported name is.
    """

    def __init__(
        self,
        model: SentenceVectors,
        directions: Vectors,
        names: Vectors | None = None,
        middle: Vectors | None = None,
    ) -> None:
        """directions, names: unit vectors, one row a document; those of names after `middle` was
        taken off: all names have much in common that tells none from another.
        """
        self._model = model
        self._directions = directions
        self._names = directions[:0] if names is None else names
        self._middle = np.zeros_like(directions[0]) if middle is None else middle

    @classmethod
    def fit(
        cls,
        model: SentenceVectors,
        adapter: Adapter,
        known: Sequence[Document],
        said: Sequence[list[str]],
    ) -> Adapted:
        """A document that was not there when the adapter was learned, such as an officer's new
        record, gets the mean of what is said of it.

        said: the normalised texts of each document.
        """
        rows = []
        for document, texts in zip(known, said, strict=True):
            direction = adapter.directions.get(document.code)
            if direction is None:
                direction = model.vectors([_PROMPT + text for text in texts]).mean(axis=0)
            rows.append(direction / np.linalg.norm(direction))
        return cls(model, np.array(rows, dtype=np.float32))

    def with_names(self, names: Sequence[str], folder: Path) -> Adapted:
        """The same with the imported procedures, by their normalised names. folder: of the index,
        where vectors are kept for the next time.
        """
        if not names:
            return self
        texts = [_PROMPT + name for name in names]
        vectors, _ = embed(adapter_identity(), self._model.vectors, texts, folder / _CACHE)
        middle = vectors.mean(axis=0)
        return Adapted(self._model, self._directions, _unit(vectors - middle), middle)

    def scores(self, question: str) -> tuple[Scores, Scores]:
        """For a normalised question: of every direction the cosine; of every imported name the
        cosine in standard deviations above the mean of all names.
        """
        vector = self._model.vectors([_PROMPT + question])[0]
        known: Scores = self._directions @ vector
        near: Scores = self._names @ _unit(vector - self._middle)
        if len(near):
            near = (near - near.mean()) / max(float(near.std()), 1e-9)
        return known, near

    def save(self, folder: Path) -> None:
        """Write the vectors; the model lies with the encoder."""
        np.save(folder / _DIRECTIONS, self._directions)
        np.save(folder / _NAMES, self._names)
        np.save(folder / _MIDDLE, self._middle)

    @classmethod
    def load(cls, folder: Path) -> Adapted:
        """The inverse of `save`."""
        rows = (np.load(folder / name) for name in (_DIRECTIONS, _NAMES, _MIDDLE))
        return cls(open_model(folder / "encoder"), *rows)


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = vectors / np.maximum(length, 1e-9)
    return unit


def open_model(folder: Path) -> SentenceVectors:
    """The fine-tuned model of an encoder's folder.

    Raises:
        EncoderError: it was not built.

    """
    try:
        return SentenceVectors(folder, ADAPTED_FILE)
    except FileNotFoundError:
        raise EncoderError(f"chưa có mô hình trong {folder}: chạy `make index`") from None
