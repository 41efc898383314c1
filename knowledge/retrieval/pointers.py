"""Deciding words: what is said of a neighbour makes the assistant ask rather than answer.

"Vợ tôi người Lào" in a question that is otherwise about an ordinary marriage: every view is sure
of the wrong procedure, since all other words are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from knowledge.schema import Procedure
from nlu.text.lexicon import sign_groups
from nlu.text.phrases import GAP, pattern, spelt

GROUP = "@"


class Pointers:
    """`from_(code, texts)`: the neighbour that a procedure would be mistaken for."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._signs: dict[str, list[tuple[str, re.Pattern[str]]]] = {
            procedure.code: [
                (neighbour.code, pattern(_phrases(neighbour.signs)))
                for neighbour in procedure.confusables
                if neighbour.signs
            ]
            for procedure in procedures
        }

    def from_(self, code: str, texts: Sequence[str]) -> str | None:
        """The code of the first neighbour of `code` of which a sign stands in one of the texts (a
        message as typed and as read); None when there is none.
        """
        signs = self._signs.get(code, [])
        said = GAP.join(map(spelt, texts)) if signs else ""
        return next((other for other, found in signs if found.search(said)), None)


def _phrases(signs: Iterable[str]) -> Iterator[str]:
    for sign in signs:
        yield from sign_groups()[sign.removeprefix(GROUP)] if sign.startswith(GROUP) else [sign]
