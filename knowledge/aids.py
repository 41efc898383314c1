"""What helps beside the procedures: troubles, glossary, dossier states, systems."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge import glossary, statuses, systems, troubles
from knowledge.glossary import Glossary
from knowledge.statuses import Statuses
from knowledge.systems import Systems
from knowledge.troubles import Troubles


@dataclass(frozen=True)
class Aids:
    """Every aid."""

    troubles: Troubles
    glossary: Glossary
    statuses: Statuses
    systems: Systems


def load() -> Aids:
    """Read every aid's files.

    Raises:
        RecordError: naming file, line and reason of the first broken kind of file.

    """
    return Aids(troubles.load(), glossary.load(), statuses.load(), systems.load())
