"""Whether a question says one of a procedure's names."""

from __future__ import annotations

import re
from functools import cache

from knowledge.records import Records
from knowledge.schema import Procedure
from nlu.text import fold, words
from nlu.text.follow_up import content_words

_PARENTHESES = re.compile(r"[()]")
_GENERIC = frozenset(
    ["dang", "ky", "cap", "xin", "lam", "giay", "to", "thu", "tuc", "the", "viec", "ban"]
)
"""Words of so many names that they name nothing by themselves."""


def _content(text: str) -> frozenset[str]:
    return frozenset(map(fold, content_words(text))) - _GENERIC


@cache
def _names(procedure_names: tuple[str, ...]) -> frozenset[frozenset[str]]:
    # One syllable ("tuổi" of "tiền 75 tuổi") names nothing.
    found = (_content(name) for name in procedure_names)
    return frozenset(name for name in found if len(name) > 1)


def _names_of(procedure: Procedure) -> frozenset[frozenset[str]]:
    return _names((procedure.short_name, *procedure.names))


def is_named(procedure: Procedure, question: str) -> bool:
    """Whether all content words of one of its names are in a normalised question."""
    said = _content(question)
    return any(name <= said for name in _names_of(procedure))


def only_named(records: Records, question: str) -> Procedure | None:
    """The one procedure whose own name is all that a normalised question says.

    Its own names only: what people call it may well be a neighbour's name too.
    """
    said, spelt = _content(question), frozenset(words(fold(question)))
    found = [
        (len(name), name <= spelt, procedure)
        for procedure in records
        for content, name in _own_names(procedure.name, procedure.short_name)
        if content == said
    ]
    # "đăng ký lại kết hôn" has the same content as "đăng ký kết hôn": whoever says "lại" means the
    # one, whoever does not the other.
    whole = [(length, procedure) for length, all_said, procedure in found if all_said]
    if whole:
        longest = max(length for length, _ in whole)
        meant = {one.code: one for length, one in whole if length == longest}
    else:
        shortest = min((length for length, _, _ in found), default=0)
        meant = {one.code: one for length, _, one in found if length == shortest}
    return next(iter(meant.values())) if said and len(meant) == 1 else None


@cache
def _own_names(name: str, short_name: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The content of each own name, and all its words, folded."""
    own = (name, *_PARENTHESES.split(short_name))
    return tuple((_content(one), frozenset(words(fold(one)))) for one in own)
