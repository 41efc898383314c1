"""Ranking procedures for a question: five views, fused.

Ranked by the sum of per-question z-scores, judged by `Confidence`: a logistic and trees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from knowledge.encoder.protocol import Vectors
from knowledge.retrieval import forest
from knowledge.retrieval import scope as committed_scope
from knowledge.retrieval import weights as committed
from knowledge.retrieval.confidence import Confidence, calibrated, logistic, mean
from knowledge.retrieval.corpus import Document, is_procedure
from knowledge.retrieval.doubts import Doubt
from knowledge.retrieval.forest import Forest
from knowledge.retrieval.index import Index
from knowledge.retrieval.lexical import VIEWS, Scores, Views
from knowledge.retrieval.ranking import Candidate, Ranking
from knowledge.retrieval.scope import Scope
from knowledge.retrieval.weights import Weights
from nlu.text import fold, words

_MAX_WORDS = 60
_NAMED = 0.99
"""The least confidence in a procedure whose own name was typed, letter by letter but for accents:
a neighbour that shares most of a long official name would otherwise win."""
_DENSE_BASE = 0.75
"""e5 cosines crowd into 0.75-0.95: a weight of a passage scales only what is above."""


class Retriever:
    """`search(text)`; no state between questions."""

    def __init__(
        self,
        index: Index,
        weights: Weights | None = None,
        scope: Scope | None = None,
        trees: Forest | None = None,
    ) -> None:
        self.index = self._index = index
        self._weights = weights or committed.load()
        self._scope = scope or committed_scope.load()
        self._trees = trees or forest.load()
        kinds = [p.kind for document in index.documents for p in document.passages]
        self._kind_weights = np.array(
            [self._weights.kinds[kind] for kind in kinds], dtype=np.float32
        )
        sizes = [len(document.passages) for document in index.documents]
        self._known = len(index.documents) - len(index.imported)
        self._procedures = sum(
            is_procedure(document.code) for document in index.documents[: self._known]
        )
        self._pool = np.r_[0 : self._procedures, self._known : len(sizes)]
        self._confidence = Confidence(index.documents, self._procedures, self._known)
        self._passages = _starts(sizes)
        self._texts = _starts([len(document.texts) for document in index.documents])
        self._at = {document.code: at for at, document in enumerate(index.documents[: self._known])}
        self._beside = ThreadPoolExecutor(1, "adapted")
        self._named: dict[str, int] = {}
        for at, document in enumerate(index.documents):
            for name in _names(document):
                self._named.setdefault(_key(name), at)

    @property
    def pool(self) -> list[int]:
        """The documents that are procedures, curated and imported: what may be a candidate."""
        return [int(at) for at in self._pool]

    @property
    def imported(self) -> list[int]:
        """The documents of which only the portal's record is known."""
        return list(range(self._known, len(self._index.documents)))

    def name(self, at: int) -> str:
        """What a document is called."""
        return self._index.documents[at].name

    def codes(self, at: int) -> tuple[str, ...]:
        """Every code that a document stands for; the one shown first comes first."""
        if at < self._known:
            return (self._index.documents[at].code,)
        group = self._index.imported[at - self._known]
        return (group.code, *(code for code in group.codes if code != group.code))

    def search(self, text: str, limit: int = 5) -> Ranking:
        """The `limit` most likely procedures; an empty ranking for a text without words."""
        question = self.normalise(text)
        if not question:
            return Ranking((), "")
        # The two models run beside each other: that halves the wait.
        adapted = self._beside.submit(self._index.adapted.scores, question)
        vector = self.vector(question)
        views = self.views(question, vector, adapted)
        fused = self.fuse(views)
        named = self._named.get(_key(text))
        if named is not None:
            fused[named] = np.inf
        best = self._pool[np.argsort(-fused[self._pool])[:limit]]
        other = None if named is not None else self.pointed(int(best[0]), (text, question))
        if (place := self._at.get(other or "")) is not None:
            best = np.array([best[0], place, *(at for at in best[1:] if at != place)][:limit])
        scope = self._scope.margin(question, vector)
        doubt = self.doubt(question, vector)
        features = np.array(
            [self.features(question, int(at), fused, views, scope, doubt) for at in best]
        )
        candidates = self._candidates(best, features)
        if named is not None:
            candidates[0] = replace(candidates[0], score=max(candidates[0].score, _NAMED))
        return Ranking(tuple(candidates), question, self._elsewhere(fused), other is not None)

    def pointed(self, at: int, texts: Sequence[str]) -> str | None:
        """The code of the neighbour of document `at`, of ours or only the portal's, that a deciding
        word in a message points to. texts: the message as typed and as read.
        """
        return self._index.pointers.from_(self._index.documents[at].code, texts)

    def normalise(self, text: str) -> str:
        """The question as the views read it; a long story is cut to its first 60 words."""
        return " ".join(self._index.normaliser(text).split()[:_MAX_WORDS])

    def vector(self, question: str) -> Vectors:
        """The embedding of a normalised question."""
        return self._index.encoder.query(question or "…")

    def views(
        self, question: str, vector: Vectors, tuned: Future[tuple[Scores, Scores]] | None = None
    ) -> Views:
        """The score of every document in each of `VIEWS`. tuned: the fine-tuned one, on its way."""
        dense = _DENSE_BASE + (self._index.vectors @ vector - _DENSE_BASE) * self._kind_weights
        grams = self._index.grams.scores(question) * self._kind_weights
        learned = self._index.learned.scores(question, vector)
        adapted, near = tuned.result() if tuned else self._index.adapted.scores(question)
        stands_in = self._weights.imported
        return np.stack(
            [
                _best(dense, self._passages),
                _best(self._index.characters.scores(question), self._texts),
                _best(grams, self._passages),
                self._with_imported(learned, np.full_like(near, stands_in.learned)),
                self._with_imported(adapted, stands_in.adapted + stands_in.nearness * near),
            ]
        )

    @staticmethod
    def _with_imported(scores: Scores, heights: Scores) -> Scores:
        """The imported were not learned: `heights`, in standard deviations above the mean of what
        was, stand in, so that one can win at all.
        """
        return np.concatenate([scores, scores.mean() + heights * scores.std()])

    def doubt(self, question: str, vector: Vectors) -> Doubt:
        """How much a normalised question is like what fits two procedures alike."""
        return self._index.doubts.of(question, vector)

    def fuse(self, views: Views, weights: Weights | None = None) -> Scores:
        """The score to rank by, of every document."""
        fusion = (weights or self._weights).fusion
        scores: Scores = np.array([fusion[view] for view in VIEWS]) @ self.standard(views)
        return scores

    def standard(self, views: Views) -> Views:
        """Scores in standard deviations from the mean over curated procedures and topics, so that
        seven thousand imported names more or less change no scale.
        """
        reference = views[:, : self._known]
        spread = np.maximum(reference.std(axis=1, keepdims=True), 1e-9)
        standard: Views = (views - reference.mean(axis=1, keepdims=True)) / spread
        return standard

    def features(
        self, question: str, at: int, fused: Scores, views: Views, scope: float, doubt: Doubt
    ) -> list[float]:
        """What the confidence in procedure `at` is judged by; `fused` is of every document."""
        return self._confidence.features(question, at, fused, views, scope, doubt)

    def _elsewhere(self, fused: Scores) -> str | None:
        best = self._index.documents[int(np.argmax(fused))]
        return None if is_procedure(best.code) else best.code

    def _candidates(
        self, best: npt.NDArray[np.int64], features: npt.NDArray[np.float64]
    ) -> list[Candidate]:
        by_logistic = np.array([logistic(row, self._weights.confidence) for row in features])
        judged = mean(by_logistic, self._trees.probability(features))
        sure = calibrated(judged, self._weights.calibration)
        documents = [self._index.documents[at] for at in best]
        return [
            Candidate(document.code, document.name, float(score), self.codes(int(at))[1:])
            for at, document, score in zip(best, documents, sure, strict=True)
        ]


def _names(document: Document) -> Iterator[str]:
    """What an office or a page calls a procedure; what citizens call it may mean several."""
    if is_procedure(document.code):
        yield document.name
        yield from (passage.text for passage in document.passages if passage.kind == "official")


def _key(name: str) -> str:
    said = words(fold(name))
    return " ".join(said[2:] if said[:2] == ["thu", "tuc"] else said)


def _starts(sizes: Sequence[int]) -> npt.NDArray[np.int64]:
    """Where each document's rows begin."""
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)


def _best(rows: Scores, starts: npt.NDArray[np.int64]) -> Scores:
    """The best score of each document's rows."""
    best: Scores = np.maximum.reduceat(rows, starts)
    return best
