"""Why a dossier's state cannot be told.

DossierError
├── DossierNotFoundError   the system answered: it has no such code
├── DossierNotOursError    the code belongs to another system, or another dossier came back
├── DossierDownError       not reached, too slow, 5xx, or a page instead of an answer
├── DossierAnswerError     an answer, but not in the shape of the contract
├── DossierRefusedError    our own account or key is refused
├── NoProviderError        nothing is configured that could look one up
└── TooManyLookupsError    this person asked for too many codes
"""

from __future__ import annotations


class DossierError(Exception):
    """Base of these errors. Messages never hold a code, a name or a credential."""


class DossierNotFoundError(DossierError):
    """There is no dossier under this code."""


class DossierNotOursError(DossierError):
    """Another system's code, or the answer was about another dossier: it is shown to nobody."""


class DossierDownError(DossierError):
    """Nothing can be learnt from the system now; it may be back soon."""


class DossierAnswerError(DossierError):
    """The system answers what its contract does not foresee."""


class DossierRefusedError(DossierError):
    """The system does not accept our credentials; an operator has to look."""


class NoProviderError(DossierError):
    """The deep link: the citizen looks it up, and reads or pastes what they see."""


class TooManyLookupsError(DossierError):
    """Codes cannot be guessed through us."""
