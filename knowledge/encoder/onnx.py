"""The bundled model as an `Encoder`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.encoder.bundled import IDENTITY
from knowledge.encoder.protocol import EncoderError, Vectors
from nlu.embedding import SentenceVectors


class OnnxEncoder:
    """multilingual-e5-small, int8, no torch; prompts as e5 was trained with."""

    def __init__(self, folder: Path) -> None:
        try:
            self._model = SentenceVectors(folder)
        except FileNotFoundError:
            raise EncoderError(f"chưa có mô hình trong {folder}: chạy `make index`") from None
        self.identity = IDENTITY

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return np.asarray(self._model.vectors([f"passage: {text}" for text in texts]))

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return np.asarray(self._model.vectors([f"query: {text}" for text in texts]))

    def query(self, text: str) -> Vectors:
        """See `Encoder`."""
        vector: Vectors = self.queries([text])[0]
        return vector
