"""The fine-tuned view: how near a question is to the direction that stands for each document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.encoder.adapter import Adapter
from knowledge.encoder.bundled import ADAPTED_FILE
from knowledge.encoder.protocol import EncoderError, Vectors
from knowledge.retrieval.corpus import Document
from knowledge.retrieval.lexical import Scores
from nlu.embedding import SentenceVectors

_FILE = "directions.npy"
_PROMPT = "query: "


class Adapted:
    """`scores(question)`: a cosine for each of the documents it has a direction of."""

    def __init__(self, model: SentenceVectors, directions: Vectors) -> None:
        """directions: unit vectors, one row a document."""
        self._model = model
        self._directions = directions

    @classmethod
    def fit(
        cls, folder: Path, adapter: Adapter, known: Sequence[Document], said: Sequence[list[str]]
    ) -> Adapted:
        """A document that was not there when the adapter was learned, such as an officer's new
        record, gets the mean of what is said of it.

        folder: of the encoder. said: the normalised texts of each document.
        """
        model = open_model(folder)
        rows = []
        for document, texts in zip(known, said, strict=True):
            direction = adapter.directions.get(document.code)
            if direction is None:
                direction = model.vectors([_PROMPT + text for text in texts]).mean(axis=0)
            rows.append(direction / np.linalg.norm(direction))
        return cls(model, np.array(rows, dtype=np.float32))

    def scores(self, question: str) -> Scores:
        """For a normalised question."""
        scores: Scores = self._directions @ self._model.vectors([_PROMPT + question])[0]
        return scores

    def save(self, folder: Path) -> None:
        """Write the directions; the model lies with the encoder."""
        np.save(folder / _FILE, self._directions)

    @classmethod
    def load(cls, folder: Path) -> Adapted:
        """The inverse of `save`."""
        return cls(open_model(folder / "encoder"), np.load(folder / _FILE))


def open_model(folder: Path) -> SentenceVectors:
    """The fine-tuned model of an encoder's folder.

    Raises:
        EncoderError: it was not built.

    """
    try:
        return SentenceVectors(folder, ADAPTED_FILE)
    except FileNotFoundError:
        raise EncoderError(f"chưa có mô hình trong {folder}: chạy `make index`") from None
