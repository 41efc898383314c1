"""The wording, spoken to one citizen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.wording.address import Pair
from bot.wording.templates import Wording


@dataclass(frozen=True)
class Speaker:
    """A wording and the pair it is spoken in."""

    wording: Wording
    pair: Pair

    def say(self, name: str, /, **facts: Any) -> str:
        """The template `name` filled in; see `Wording.say`."""
        return self.wording.say(name, self.pair, **facts)
