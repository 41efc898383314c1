"""The texts of a record that a citizen hears: no keys, no dates, no names of sources."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.walk import texts
from knowledge.schema import Procedure
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


def spoken(procedure: Procedure) -> Iterator[tuple[Location, str]]:
    """Every text that may reach a citizen, with its place in the file."""
    for at, text in texts(procedure):
        if at[0] not in _FOR_EDITORS and not _names(at):
            yield at, text


def _names(at: Location) -> bool:
    """Whether a place holds a name for the machine: its last key is one, or it is inside a
    condition ("when", the name of a case, a number).
    """
    keys = [part for part in at if isinstance(part, str)]
    return "when" in keys or keys[-1] in _KEYS
