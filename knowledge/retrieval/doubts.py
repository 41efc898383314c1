"""How much a question is like those that fit two procedures alike.

The views know only what is said of one procedure, and what fits two makes them no less sure: "mất
giấy khai sinh thì làm sao" is near both a copy from the register and a second registration, and
always a little nearer to one. So each pair with `unclear` texts is learned as a class of its own,
against everything that is clear.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.encoder.protocol import Vectors
from knowledge.retrieval.learned import Learned
from knowledge.retrieval.lexical import Scores

NO_DOUBT = -1.2
"""The margin for a procedure without a pair: a little less than any that was seen."""
_STIFFNESS = 1.0
"""With six texts a pair they have to be followed closely; chosen on the development part."""
_PAIRS = "pairs.json"
_FOLDER = "doubts"
Pair = tuple[str, str]


@dataclass(frozen=True)
class Doubt:
    """of_each: for every document the margin of the likeliest pair it is in. most: of any pair."""

    of_each: Scores
    most: float


class Doubts:
    """`of(question, vector)`: the doubt of a normalised question and its embedding."""

    def __init__(
        self, pairs: Sequence[Pair], learned: Learned | None, places: Mapping[str, int]
    ) -> None:
        """pairs: codes, one class of `learned` each, after the class of what is clear. places: the
        document of each code.
        """
        self._pairs = pairs
        self._learned = learned
        self._members = np.array([[places[code] for code in pair] for pair in pairs], dtype=int)
        self._documents = len(places)

    @classmethod
    def fit(
        cls,
        unclear: Sequence[tuple[Pair, str]],
        clear: Sequence[str],
        vectors: Vectors,
        places: Mapping[str, int],
    ) -> Doubts:
        """Learn which pair an unclear text belongs to.

        unclear: each text, normalised, with its pair. clear: normalised texts of one document each.
        vectors: of the clear ones, then of the unclear ones.
        """
        pairs = sorted({pair for pair, _ in unclear})
        if not pairs:
            return cls([], None, places)
        owners = [0] * len(clear) + [1 + pairs.index(pair) for pair, _ in unclear]
        texts = [*clear, *(text for _, text in unclear)]
        learned = Learned.fit(texts, vectors, owners, 1 + len(pairs), _STIFFNESS)
        return cls(pairs, learned, places)

    def of(self, question: str, vector: Vectors) -> Doubt:
        """How much it is like what fits two alike."""
        of_each: Scores = np.full(self._documents, NO_DOUBT, dtype=np.float32)
        if self._learned is None:
            return Doubt(of_each, NO_DOUBT)
        margins = self._learned.scores(question, vector)[1:]
        for members in self._members.T:
            np.maximum.at(of_each, members, margins)
        return Doubt(of_each, float(margins.max()))

    def save(self, folder: Path) -> None:
        """Write it into its own folder of the index."""
        own = folder / _FOLDER
        own.mkdir(exist_ok=True)
        (own / _PAIRS).write_text(json.dumps(self._pairs), "utf-8")
        if self._learned:
            self._learned.save(own)

    @classmethod
    def load(cls, folder: Path, places: Mapping[str, int]) -> Doubts:
        """The inverse of `save`."""
        own = folder / _FOLDER
        pairs = [(first, second) for first, second in json.loads((own / _PAIRS).read_text("utf-8"))]
        return cls(pairs, Learned.load(own) if pairs else None, places)
