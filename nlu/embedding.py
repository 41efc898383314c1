"""Sentence vectors from the served model: onnxruntime and tokenizers, in both environments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MODEL_FILE = "model.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
DIMENSIONS = 384
_MAX_TOKENS = 128
_BATCH = 16


class SentenceVectors:
    """multilingual-e5-small as int8 ONNX, one thread (two would spin against the other process).

    Raises:
        FileNotFoundError: the folder does not hold the model.

    """

    def __init__(self, folder: Path) -> None:
        model, tokenizer = folder / MODEL_FILE, folder / TOKENIZER_FILE
        if not (model.is_file() and tokenizer.is_file()):
            raise FileNotFoundError(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(_MAX_TOKENS)

    def vectors(self, texts: Sequence[str]) -> Any:
        """Unit vectors, shape (len(texts), 384), float32; batches of like length pad little."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            found[batch] = self._run([texts[index] for index in batch])
        return found

    def _run(self, texts: list[str]) -> Any:
        encoded = [self._tokenizer.encode(text).ids for text in texts]
        width = max(len(ids) for ids in encoded)
        ids = np.ones((len(encoded), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(encoded):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return vectors
