"""The gate that counts each reply on its way out."""

from __future__ import annotations

from bot.replies import Reply
from connectors.chat import Stored
from connectors.learned.store import Learned


class WatchGate:
    """`connectors.chat.gate.Gate`; changes nothing."""

    def __init__(self, learned: Learned) -> None:
        self._learned = learned

    def without(self, message: Stored) -> Reply | None:
        """Nothing instead."""
        return None

    def after(self, message: Stored, reply: Reply) -> Reply:
        """Count it."""
        self._learned.turn(message.conversation, reply)
        return reply
