"""A syllable model of the language the procedures are written in: bigrams over unigrams.

P(b|a) = w(a)·c(a,b)/c(a) + (1 − w(a))·u(b), with w(a) = 0.85·c(a)/(c(a)+1.5), and u(b) the mix of
0.3 the domain's own frequency and 0.7 a general one.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nlu.text.folding import fold
from nlu.text.sounds import alike
from nlu.text.tones import settle

START = "<s>"
_SEGMENT = re.compile(r"[.,;:!?()\[\]\"“”\n/]")
_WORD = re.compile(r"\w+")
_BIGRAM_WEIGHT = 0.85
_DOMAIN_SHARE = 0.3
_A_WORD = 3
"""Seen less often, what neither an office nor the language at large knows is a slip."""
_RARER_TYPED = 20
"""So many times rarer than what is one slip away, it is one, too."""
_RARER = 5
"""At least so many times rarer than what sounds like it, beside the same word, a syllable was
misheard: "đổi nại" is "đổi lại", though "khiếu nại" is a word."""


@dataclass
class LanguageModel:
    """Counts of the domain's texts, and unigram probabilities."""

    unigrams: dict[str, float]
    counts: dict[str, int]
    pairs: dict[tuple[str, str], int]
    candidates: dict[str, list[str]] = field(init=False, repr=False)
    domain: Counter[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_fold: dict[str, list[str]] = defaultdict(list)
        for word in self.unigrams:
            by_fold[fold(word)].append(word)
        self.candidates = {
            key: sorted(words, key=lambda word: -self.unigrams[word])[:12]
            for key, words in by_fold.items()
        }
        self.domain = Counter()
        for word, count in self.counts.items():
            if word != START:
                self.domain[fold(word)] += count

    @classmethod
    def build(
        cls, texts: Iterable[str], general: Mapping[str, float], said: Iterable[str] = ()
    ) -> LanguageModel:
        """Count what is written. texts: spelt as an office spells. said: as people type, slips and
        all. general: a word's log-probability in the language at large.
        """
        counts, pairs = _count(texts)
        vouched = {settle(word) for word in general} | {START, *counts}
        more, more_pairs = _count(said)
        _unhear(more, more_pairs, pairs)
        slips = _slips(more, vouched)
        counts.update({word: n for word, n in more.items() if word not in slips})
        pairs.update({pair: n for pair, n in more_pairs.items() if slips.isdisjoint(pair)})
        general = {settle(word): value for word, value in general.items()}
        total = max(1, sum(counts.values()))
        mass = sum(math.exp(value) for value in general.values()) or 1.0
        unigrams = {
            word: _DOMAIN_SHARE * counts[word] / total
            + (1 - _DOMAIN_SHARE) * math.exp(general.get(word, -30.0)) / mass
            for word in {*general, *counts} - {START}
        }
        return cls(unigrams, dict(counts), dict(pairs))

    def log_probability(self, before: str, word: str) -> float:
        """log P(word | before)."""
        seen = self.counts.get(before, 0)
        weight = _BIGRAM_WEIGHT * seen / (seen + 1.5)
        together = self.pairs.get((before, word), 0) / seen if seen else 0.0
        return math.log(weight * together + (1 - weight) * self.unigrams.get(word, 1e-12) + 1e-9)

    def to_json(self) -> dict[str, Any]:
        """Plain data for the artefact folder."""
        return {
            "unigrams": self.unigrams,
            "counts": self.counts,
            "pairs": [[a, b, count] for (a, b), count in self.pairs.items()],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LanguageModel:
        """The inverse of `to_json`."""
        return cls(
            dict(data["unigrams"]),
            dict(data["counts"]),
            {(a, b): count for a, b, count in data["pairs"]},
        )


def deletions(word: str) -> set[str]:
    """The word, and what it is without one of its letters: shared by words one slip apart."""
    return {word, *(word[:index] + word[index + 1 :] for index in range(len(word)))}


def _count(texts: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Words and pairs."""
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for segment in _SEGMENT.split(text.lower()):
            found = [settle(word) for word in _WORD.findall(segment)]
            pairs.update(zip([START, *found], found, strict=False))
            counts.update([START, *found])
    return counts, pairs


def _slips(counts: Counter[str], vouched: Container[str]) -> set[str]:
    """What nobody vouches for and is either hardly seen, or one slip from what is seen often."""
    often: Counter[str] = Counter()
    for word, count in counts.items():
        for key in deletions(fold(word)):
            often[key] = max(often[key], count)
    return {
        word
        for word, count in counts.items()
        if word not in vouched
        and (
            count < _A_WORD
            or max(often[key] for key in deletions(fold(word))) >= _RARER_TYPED * count
        )
    }


def _unhear(
    counts: Counter[str], pairs: Counter[tuple[str, str]], vouched: Container[tuple[str, str]]
) -> None:
    """Take away what was written as somebody misheard it."""
    for (before, word), count in list(pairs.items()):
        if (before, word) in vouched:
            continue
        by_second = max((pairs[before, other] for other in alike(word)), default=0)
        by_first = max((pairs[other, word] for other in alike(before)), default=0)
        if max(by_first, by_second) >= _RARER * count:
            counts[word if by_second >= by_first else before] -= count
            del pairs[before, word]
    for word in [word for word, count in counts.items() if count <= 0]:
        del counts[word]
