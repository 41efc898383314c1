"""What to say next: plain functions of a turn, readable and testable without a server.

Each handler is `call(assistant, turn) -> Said`: a reply, and what to remember.
"""

from bot.talk.assistant import Assistant
from bot.talk.turn import Memory, Said, Turn

__all__ = ["Assistant", "Memory", "Said", "Turn"]
