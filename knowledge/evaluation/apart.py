"""Questions are apart from phrases: a near-copy of a question would only measure itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from nlu.text import fold, words

LEAST_WORDS = 6
"""Shorter questions may well be a phrase: "đăng ký khai sinh"."""


class Phrases:
    """All phrases, how many pieces each has, and which phrases hold a piece."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        pieces = [_pieces(text) for text in self._texts]
        holding: dict[str, list[int]] = defaultdict(list)
        for at, held in enumerate(pieces):
            for piece in held:
                holding[piece].append(at)
        self._sizes = np.array([len(held) for held in pieces])
        self._holding = {piece: np.array(places) for piece, places in holding.items()}

    def near(self, text: str) -> list[str]:
        """Phrases that share at least seven tenths of a text's pieces, and nine tenths of the
        pieces of the shorter of the two.
        """
        asked = _pieces(text)
        places = [self._holding[piece] for piece in asked if piece in self._holding]
        if not places:
            return []
        shared = np.bincount(np.concatenate(places), minlength=len(self._texts))
        close = (shared >= 0.7 * len(asked)) & (shared >= 0.9 * np.minimum(self._sizes, len(asked)))
        return [self._texts[at] for at in np.flatnonzero(close)]


def near_copies(phrases: Phrases, questions: Iterable[str]) -> dict[str, list[str]]:
    """Question → the phrases that it is nearly one of."""
    near = {text: phrases.near(text) for text in questions if len(words(text)) >= LEAST_WORDS}
    return {text: found for text, found in near.items() if found}


def _pieces(text: str) -> frozenset[str]:
    joined = " ".join(words(fold(text)))
    return frozenset(joined[i : i + 4] for i in range(max(1, len(joined) - 3)))
