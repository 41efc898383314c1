"""A sentence-transformers model of the Hugging Face hub, where one can be had."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.encoder.protocol import EncoderError, Vectors
from knowledge.encoder.settings import EncoderSettings


class HubEncoder:
    """Any SentenceTransformer; on two cores expect several hundred milliseconds a question."""

    def __init__(self, settings: EncoderSettings) -> None:
        try:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(
                settings.encoder_model, revision=settings.encoder_revision, device="cpu"
            )
        except ImportError as error:
            raise EncoderError("thiếu gói sentence-transformers: chạy `make setup`") from error
        except Exception as error:
            raise EncoderError(
                f"không lấy được mô hình {settings.encoder_model} từ hub "
                f"({type(error).__name__}); dùng TUNGBUOC_ENCODER=bundled"
            ) from error
        self._query = settings.encoder_query_prompt
        self._passage = settings.encoder_passage_prompt
        self.identity = settings.identity

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode([self._passage + text for text in texts])

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode([self._query + text for text in texts])

    def query(self, text: str) -> Vectors:
        """See `Encoder`."""
        vector: Vectors = self.queries([text])[0]
        return vector

    def _encode(self, texts: list[str]) -> Vectors:
        return np.asarray(
            self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False),
            dtype=np.float32,
        )
