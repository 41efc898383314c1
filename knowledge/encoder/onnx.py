"""Serving the bundled model: onnxruntime and tokenizers, no torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from knowledge.encoder.bundled import IDENTITY, MODEL_FILE, TOKENIZER_FILE
from knowledge.encoder.protocol import EncoderError, Vectors

_MAX_TOKENS = 128
_BATCH = 16


class OnnxEncoder:
    """multilingual-e5-small, int8, one thread (two would spin against the other process)."""

    def __init__(self, folder: Path) -> None:
        model, tokenizer = folder / MODEL_FILE, folder / TOKENIZER_FILE
        if not (model.is_file() and tokenizer.is_file()):
            raise EncoderError(f"chưa có mô hình trong {folder}: chạy `make index`")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self.identity = IDENTITY

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`. Sorted by length, so that a batch pads little."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors: Vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._run([f"passage: {texts[index]}" for index in batch])
        return vectors

    def query(self, text: str) -> Vectors:
        """See `Encoder`."""
        vector: Vectors = self._run([f"query: {text}"])[0]
        return vector

    def _run(self, texts: list[str]) -> Vectors:
        encoded = [self._tokenizer.encode(text).ids for text in texts]
        width = max(len(ids) for ids in encoded)
        ids = np.ones((len(encoded), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(encoded):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)
