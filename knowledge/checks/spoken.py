"""The texts of a record that a citizen hears: no keys, no dates, no names of sources."""

from __future__ import annotations

from functools import lru_cache

from knowledge.checks.walk import texts
from knowledge.records import Record
from knowledge.yaml_file import Location

_KEYS = frozenset(
    (
        "id", "sources", "papers", "troubles", "url", "code", "leads_to", "way", "ways", "extent",
        "kind", "unit", "who", "stage", "then", "confidence", "set_by", "number", "level",
        "valid_from", "valid_until", "in_force_from", "in_force_to", "read_on",
    )
)  # fmt: skip
"""Keys whose value is a name for the machine, or a list of such names."""
_FOR_EDITORS = frozenset(("sources", "checked_by", "checked_on", "valid_until", "field"))


# As `texts`.
@lru_cache(maxsize=1)
def spoken(record: Record) -> tuple[tuple[Location, str], ...]:
    """Every text that may reach a citizen, with its place in the file."""
    return tuple(
        (at, text) for at, text in texts(record) if at[0] not in _FOR_EDITORS and not _names(at)
    )


def _names(at: Location) -> bool:
    """Whether a place holds a name for the machine: its last key is one, or it is inside a
    condition ("when", the name of a case, a number).
    """
    keys = [part for part in at if isinstance(part, str)]
    return "when" in keys or keys[-1] in _KEYS
