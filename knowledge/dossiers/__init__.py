"""Dossiers: what one is, who can look one up, and the clocks that run over it.

`StatusProvider` is what `connectors.dossiers` implements; `DossierDesk` is what `bot` talks to.
"""

from knowledge.dossiers.desk import (
    CODES_AT_ONCE,
    Arrived,
    DossierDesk,
    Looked,
    Saved,
)
from knowledge.dossiers.errors import (
    DossierAnswerError,
    DossierDownError,
    DossierError,
    DossierNotFoundError,
    DossierNotOursError,
    DossierRefusedError,
    NoProviderError,
    TooManyLookupsError,
)
from knowledge.dossiers.model import VIETNAM, Dossier, Event, StatusProvider, Supplement

__all__ = [
    "CODES_AT_ONCE",
    "VIETNAM",
    "Arrived",
    "Dossier",
    "DossierAnswerError",
    "DossierDesk",
    "DossierDownError",
    "DossierError",
    "DossierNotFoundError",
    "DossierNotOursError",
    "DossierRefusedError",
    "Event",
    "Looked",
    "NoProviderError",
    "Saved",
    "StatusProvider",
    "Supplement",
    "TooManyLookupsError",
]
