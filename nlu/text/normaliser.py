"""A citizen's question → the same question in well-spelt Vietnamese, for the retriever only.

One Viterbi pass chooses among the readings of every word: accents, raw Telex and VNI keystrokes,
abbreviations, dialect, one finger slip, two words run together. What the citizen wrote is never
replaced anywhere else, nor shown back altered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from nlu.text import lexicon
from nlu.text.clean import clean
from nlu.text.folding import fold, words
from nlu.text.keystrokes import from_telex, from_vni
from nlu.text.language_model import START, LanguageModel, deletions
from nlu.text.sounds import alike
from nlu.text.tones import settle

_KNOWN = 1e-5
_HALF = 0.45
"""Of the words of a text: with more of them accented, the bare ones are likely meant so."""
_KEPT = -6.0
"""Log-penalty of other accents for a bare word of a text in which nearly all words have some."""
_MISHEARD = -4.5
"""The same of a syllable that sounds like the one that was written."""
_MISTYPED = -8.0
"""The same of the same letters under other accents."""
Reading = tuple[str, float]
"""A reading of one word, and its log-penalty."""


class Normaliser:
    """`normaliser(text)` in about a millisecond."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._known = set(model.domain) | {
            folded
            for folded, found in model.candidates.items()
            if any(model.unigrams[word] > _KNOWN for word in found)
        }
        self._near: dict[str, set[str]] = defaultdict(set)
        for word in model.domain:
            if len(word) >= 3 and word.isalpha():
                for key in deletions(word):
                    self._near[key].add(word)

    def __call__(self, text: str) -> str:
        """The most likely well-spelt form of `text`, lower case, without punctuation."""
        best: dict[str, tuple[float, str]] = {START: (0.0, "")}
        lattice: list[dict[str, tuple[float, str]]] = []
        typed = [settle(word) for word in words(clean(text).lower())]
        kept = _KEPT * max(0.0, _accented_share(typed) - _HALF) / _HALF
        for word in typed:
            best = self._step(best, word, kept)
            lattice.append(best)
        if not lattice:
            return ""
        at = max(best, key=lambda reading: best[reading][0])
        chosen: list[str] = []
        for column in reversed(lattice):
            chosen.append(at)
            at = column[at][1]
        return " ".join(reading for reading in reversed(chosen) if reading)

    def _step(
        self, before: dict[str, tuple[float, str]], word: str, kept: float
    ) -> dict[str, tuple[float, str]]:
        column: dict[str, tuple[float, str]] = {}
        for reading, penalty in self._readings(word, kept):
            first = reading.split(" ", 1)[0]
            for previous, (score, _) in before.items():
                last = previous.rsplit(" ", 1)[-1] or START
                value = score + penalty
                value += self._model.log_probability(last, first) if first else -6.0
                if reading not in column or value > column[reading][0]:
                    column[reading] = (value, previous)
        return column

    def _readings(self, word: str, kept: float) -> list[Reading]:
        """kept: log-penalty of accents for a word that was typed without, and is one."""
        folded = fold(word)
        if word != folded:
            return list(self._accented(word, folded))
        domain = self._model.domain
        if (short := lexicon.abbreviations().get(word)) and domain[word] == 0:
            return [(reading, -0.7 * rank) for rank, reading in enumerate(short)]
        if word.isdigit():
            return [(word, 0.0)]
        keyed = from_vni(word) or from_telex(word)
        is_word = keyed is not None and self._model.unigrams.get(keyed, 0) > _KNOWN / 2
        found = self._model.candidates.get(folded, ())
        if self._model.unigrams.get(word, 0) < _KNOWN:
            kept = 0.0
        bare = [(reading, 0.0 if reading == word else kept) for reading in found]
        if keyed and is_word and folded not in domain:
            return [(keyed, 0.0), *((reading, -4.0) for reading, _ in bare)]
        readings = bare if folded in self._known else []
        if short:
            readings = [*readings, *((reading, -1.0) for reading in short)]
        readings += [(reading, -0.7) for reading in lexicon.dialect().get(word, ())]
        if folded not in domain:
            readings += self._slips(folded, -4.5 if readings else -2.0)
        return readings or [(word, 0.0)]

    def _accented(self, word: str, folded: str) -> Iterator[Reading]:
        if short := lexicon.abbreviations().get(word):
            yield from ((reading, -0.7 * rank) for rank, reading in enumerate(short))
            return
        regional = lexicon.dialect().get(word, ())
        yield word, -0.7 if regional else 0.0
        yield from ((reading, -0.2) for reading in regional)
        unknown = self._model.unigrams.get(word, 0) < _KNOWN
        others = [other for other in alike(word) if self._model.unigrams.get(other, 0) >= _KNOWN]
        yield from ((other, -1.0 if unknown else _MISHEARD) for other in others)
        same = [found for found in self._model.candidates.get(folded, ()) if found != word]
        yield from ((found, -3.0 if unknown else _MISTYPED) for found in same[:6])
        if unknown:
            yield from self._slips(folded, -5.0)

    def _slips(self, folded: str, penalty: float) -> list[Reading]:
        """Domain words one finger slip away, or two of them run together."""
        if len(folded) < 3 or not folded.isalpha():
            return []
        near = {found for key in deletions(folded) for found in self._near.get(key, ())}
        ranked = sorted(near, key=lambda found: -self._model.domain[found])[:8]
        readings = [
            (word, penalty) for found in ranked for word in self._model.candidates[found][:4]
        ]
        for cut in range(2, len(folded) - 1):
            left, right = folded[:cut], folded[cut:]
            if left in self._model.domain and right in self._model.domain:
                readings += [
                    (f"{a} {b}", penalty - 2.0 + self._model.log_probability(a, b) / 2)
                    for a in self._model.candidates[left][:3]
                    for b in self._model.candidates[right][:3]
                ]
        return readings


def _accented_share(typed: Sequence[str]) -> float:
    """Of the words written with letters, those that have accents."""
    found = [word for word in typed if word.isalpha()]
    return sum(word != fold(word) for word in found) / len(found) if found else 0.0
