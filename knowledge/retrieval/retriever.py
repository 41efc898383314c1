"""Ranking procedures for a question: three views, fused.

Ranked by the sum of per-question z-scores, judged by `Confidence`.
"""

from __future__ import annotations

import numpy as np

from knowledge.elsewhere import PREFIX
from knowledge.retrieval import weights as committed
from knowledge.retrieval.confidence import Confidence, score
from knowledge.retrieval.index import Index
from knowledge.retrieval.lexical import Scores
from knowledge.retrieval.ranking import Candidate, Ranking
from knowledge.retrieval.weights import Weights

_MAX_WORDS = 60
_DENSE_BASE = 0.75
"""e5 cosines crowd into 0.75-0.95: a weight of a passage scales only what is above."""


class Retriever:
    """`search(text)`; one thread, no state between questions."""

    def __init__(self, index: Index, weights: Weights | None = None) -> None:
        self._index = index
        self._weights = weights or committed.load()
        kinds = [p.kind for document in index.documents for p in document.passages]
        self._kind_weights = np.array(
            [self._weights.kinds[kind] for kind in kinds], dtype=np.float32
        )
        sizes = [len(document.passages) for document in index.documents]
        self._procedures = sum(not d.code.startswith(PREFIX) for d in index.documents)
        self._confidence = Confidence(index.documents, self._procedures)
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])

    @property
    def codes(self) -> list[str]:
        """The codes of the procedures, in the order of every fused score array."""
        return [document.code for document in self._index.documents[: self._procedures]]

    def search(self, text: str, limit: int = 5) -> Ranking:
        """The `limit` most likely procedures; an empty ranking for a text without words."""
        question = self.normalise(text)
        if not question:
            return Ranking((), "")
        views = self.views(question)
        dense, characters, grams = (view[: self._procedures] for view in views)
        fused = self.fuse(dense, characters, grams)
        best = [int(at) for at in np.argsort(-fused)[:limit]]
        return Ranking(
            tuple(self._candidate(question, at, fused, views) for at in best),
            question,
            self._elsewhere(views),
        )

    def normalise(self, text: str) -> str:
        """The question as the views read it; a long story is cut to its first 60 words."""
        return " ".join(self._index.normaliser(text).split()[:_MAX_WORDS])

    def views(self, question: str) -> tuple[Scores, Scores, Scores]:
        """Dense, character and gram score of every document for a normalised question."""
        dense = self._index.vectors @ self._index.encoder.query(question or "…")
        return (
            self._best(_DENSE_BASE + (dense - _DENSE_BASE) * self._kind_weights),
            self._index.characters.scores(question),
            self._best(self._index.grams.scores(question) * self._kind_weights),
        )

    def fuse(
        self, dense: Scores, characters: Scores, grams: Scores, weights: Weights | None = None
    ) -> Scores:
        """The score to rank by, from the scores of the documents to be ranked."""
        w = weights or self._weights
        fused = (
            w.dense * z_scores(dense)
            + w.characters * z_scores(characters)
            + w.grams * z_scores(grams)
        )
        scores: Scores = np.asarray(fused, dtype=np.float32)
        return scores

    def features(
        self, question: str, at: int, fused: Scores, views: tuple[Scores, Scores, Scores]
    ) -> list[float]:
        """What the confidence in procedure `at` is judged by."""
        return self._confidence.features(question, at, fused, views)

    def _best(self, passages: Scores) -> Scores:
        best: Scores = np.maximum.reduceat(passages, self._starts)
        return best

    def _elsewhere(self, views: tuple[Scores, Scores, Scores]) -> str | None:
        best = self._index.documents[int(np.argmax(self.fuse(*views)))]
        return best.code if best.code.startswith(PREFIX) else None

    def _candidate(
        self, question: str, at: int, fused: Scores, views: tuple[Scores, Scores, Scores]
    ) -> Candidate:
        document = self._index.documents[at]
        features = self.features(question, at, fused, views)
        confident = score(features, self._weights.confidence)
        return Candidate(document.code, document.name, confident)


def z_scores(scores: Scores) -> Scores:
    """Scores in standard deviations from their mean; zeros when they are all alike."""
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 1e-9 else scores * 0
