"""What every handler needs, in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from bot.talk.turn import Memory
from bot.wording import Speaker, Wording, pair_named
from knowledge.elsewhere import Topics
from knowledge.hotlines import Hotlines
from knowledge.records import Records
from knowledge.retrieval import Retriever


@dataclass(frozen=True)
class Assistant:
    """Records, retriever, words, and the day it is."""

    records: Records
    retriever: Retriever
    hotlines: Hotlines
    topics: Topics
    wording: Wording = field(default_factory=Wording)
    today: Callable[[], date] = date.today

    def speaker(self, memory: Memory) -> Speaker:
        """The wording in the pair this citizen is addressed with."""
        return Speaker(self.wording, pair_named(memory.address))
