"""What stands between the assistant's reply and the citizen."""

from __future__ import annotations

from typing import Protocol

from bot.replies import Reply
from connectors.chat.inbox import Stored


class Gate(Protocol):
    """Blocking, and quick: every message passes."""

    def without(self, message: Stored) -> Reply | None:
        """What is answered while the assistant does not run; None to let the message wait."""

    def after(self, message: Stored, reply: Reply) -> Reply:
        """The reply as it is stored and sent."""
