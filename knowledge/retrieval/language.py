"""The language that messages are read in, learned twice from what people say.

First from what was typed with accents; then again from everything, read with what was learned: most
people type without, and "có mất tiền không" is said far more often than an office writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.library import Library
from knowledge.retrieval import corpus
from nlu.text.language_model import LanguageModel
from nlu.text.lexicon import is_accented
from nlu.text.normaliser import Normaliser


def learn(library: Library, names: Iterable[str], general: Mapping[str, float]) -> LanguageModel:
    """names: of the portal's own procedures. general: a word's log-probability at large."""
    written = [*corpus.language(library), *names]
    said = list(corpus.said(library))
    first = LanguageModel.build(written, general, filter(is_accented, said))
    return LanguageModel.build(written, general, map(Normaliser(first), said))
