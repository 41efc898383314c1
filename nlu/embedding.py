"""Sentence vectors from the served model: onnxruntime and tokenizers, in both environments."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MODEL_FILE = "model.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
DIMENSIONS = 384
_MAX_TOKENS = 128


class SentenceVectors:
    """multilingual-e5-small as int8 ONNX, one thread (two would spin against the other process).

    Raises:
        FileNotFoundError: the folder does not hold the model.

    """

    def __init__(self, folder: Path, file: str = MODEL_FILE) -> None:
        model, tokenizer = folder / file, folder / TOKENIZER_FILE
        if not (model.is_file() and tokenizer.is_file()):
            raise FileNotFoundError(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = _tokenizer(tokenizer, tokenizer.stat().st_mtime_ns)

    def vectors(self, texts: Sequence[str]) -> Any:
        """Unit vectors, shape (len(texts), 384), float32. Each text alone: the model scales its
        8-bit numbers by what is run together, so that in a batch a vector would depend on its
        neighbours, and an index on what was built before. It takes no longer.
        """
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
            inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            found[row] = self._session.run(None, inputs)[0][0]
        return found


@lru_cache(maxsize=2)
def _tokenizer(path: Path, _: int) -> Any:
    """Both models of an index share it."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(_MAX_TOKENS)
    return tokenizer


def cache_key(identity: str, text: str) -> str:
    """Under which the index keeps the vector of a normalised text. identity: the encoder's."""
    return hashlib.sha256(f"{identity} alone\n{text}".encode()).hexdigest()[:32]


def read_cache(path: Path) -> dict[str, Any]:
    """The vectors that the index keeps, by `cache_key`; none where the file is missing or torn."""
    if not path.is_file():
        return {}
    try:
        with path.open("rb") as file, np.load(file) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    except (OSError, ValueError, KeyError, BadZipFile):
        return {}
