"""Rules about words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.errors import Problem
from knowledge.records import Record
from nlu.text import fold

if TYPE_CHECKING:
    from knowledge.checks import Context

_FREE = re.compile(r"miễn phí|không mất tiền|(?<![\d.])0 đồng", re.IGNORECASE)


def no_free_without_source(record: Record, context: Context) -> Iterator[Problem]:
    """Only a fee marked free may be called free."""
    for index, fee in enumerate(record.procedure.fees):
        if not fee.free and fee.text and _FREE.search(fee.text) and fee.amount is None:
            yield record.file.problem(
                ("fees", index, "text"), f"phí {fee.id} nói miễn phí nhưng không ghi free: true"
            )


def no_repeated_phrase(record: Record, context: Context) -> Iterator[Problem]:
    """A name or phrase written twice counts once."""
    seen: dict[str, str] = {}
    for key in ("names", "phrases", "situations", "stories"):
        for index, text in enumerate(getattr(record.procedure, key)):
            folded = " ".join(re.findall(r"\w+", fold(text)))
            if folded in seen:
                yield record.file.problem((key, index), f"trùng với “{seen[folded]}”")
            seen[folded] = text
