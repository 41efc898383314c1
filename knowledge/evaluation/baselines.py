"""What one would otherwise have: BM25 and the bare embedding model, over the same texts."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np

from knowledge.encoder import EncoderSettings, open_encoder
from knowledge.records import Records
from knowledge.schema import Procedure
from nlu.text import fold, words


def _texts(procedure: Procedure) -> list[str]:
    return [
        procedure.name,
        procedure.short_name,
        procedure.gloss,
        *procedure.names,
        *procedure.phrases,
        *procedure.situations,
        *procedure.stories,
    ]


class Bm25:
    """bm25s over the folded words of whole records."""

    def __init__(self, records: Records) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import bm25s
        self._codes = [procedure.code for procedure in records]
        self._index = bm25s.BM25()
        corpus = [words(fold(" ".join(_texts(procedure)))) for procedure in records]
        self._index.index(corpus, show_progress=False)

    def search(self, text: str) -> tuple[str, ...]:
        """Codes, best first."""
        asked = [words(fold(text)) or ["…"]]
        found, _ = self._index.retrieve(asked, k=min(5, len(self._codes)), show_progress=False)
        return tuple(self._codes[at] for at in found[0])


class PlainEmbedding:
    """The bundled model over the same passages, no normaliser, best passage a procedure."""

    def __init__(self, records: Records, index: Path) -> None:
        self._encoder = open_encoder(EncoderSettings(encoder="bundled"), index / "encoder")
        texts: list[str] = []
        self._owners: list[str] = []
        for procedure in records:
            for text in _texts(procedure):
                texts.append(text)
                self._owners.append(procedure.code)
        self._vectors = self._encoder.passages(texts)

    def search(self, text: str) -> tuple[str, ...]:
        """Codes, best first."""
        scores = self._vectors @ self._encoder.query(text)
        best = dict.fromkeys(self._owners[at] for at in np.argsort(-scores))
        return tuple(list(best)[:5])
