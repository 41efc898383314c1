"""Walking a record: every text and every fact, with the place it stands at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from knowledge.records import Record
from knowledge.schema import Fact, Procedure
from knowledge.yaml_file import Location

QUOTED_AS_HISTORY = {
    "notes",
    "phrases",
    "situations",
    "stories",
    "names",
    "signs",
    "unclear",
    "former_codes",
}
"""Keys whose texts are never told as a fact: what people say, and notes for editors."""

_FACT_LISTS = ("channels", "places", "conditions", "papers", "fees", "time_limits", "benefits")


# One rule after the other asks for the texts of the same record.
@lru_cache(maxsize=1)
def texts(record: Record) -> tuple[tuple[Location, str], ...]:
    """Every text a citizen may be told, with its place in the file."""
    return tuple(_texts(record.procedure.model_dump(mode="json"), ()))


def _texts(value: object, at: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in QUOTED_AS_HISTORY:
                yield from _texts(part, (*at, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, (*at, index))


def facts(procedure: Procedure) -> Iterator[tuple[Location, Fact]]:
    """Every fact that a reply may quote, with its place in the file."""
    for name in _FACT_LISTS:
        for index, fact in enumerate(getattr(procedure, name)):
            yield (name, index), fact
    yield ("result",), procedure.result


def conditional(procedure: Procedure) -> Iterator[tuple[Location, Fact]]:
    """Every part that may carry a `when`."""
    yield from facts(procedure)
    for name in ("steps", "visit"):
        for index, fact in enumerate(getattr(procedure, name)):
            yield (name, index), fact
