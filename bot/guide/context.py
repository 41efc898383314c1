"""What a guide needs besides a record and a state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.guide.trees import Trees
from knowledge.hotlines import Hotlines
from knowledge.records import Records


@dataclass(frozen=True)
class Context:
    """now: the moment in Vietnam, for the expected date. trees: the general troubles. follows:
    whether dossiers can be followed here.
    """

    records: Records
    hotlines: Hotlines
    now: datetime
    trees: Trees
    follows: bool = False
