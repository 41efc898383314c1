"""What the retriever asks of an embedding model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from knowledge.errors import KnowledgeError

Vectors = npt.NDArray[np.float32]


class EncoderError(KnowledgeError):
    """The embedding model cannot be had or built."""


class Encoder(Protocol):
    """Turns text into unit vectors."""

    identity: str
    """Names model, revision and numeric format: vectors of two identities never mix."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found; shape (len(texts), dimensions), float32, length 1."""
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, and of what is said like one; the shape of `passages`."""
        ...

    def query(self, text: str) -> Vectors:
        """The vector of a question; shape (dimensions,)."""
        ...
