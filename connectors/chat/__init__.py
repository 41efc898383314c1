"""From a citizen's message to the assistant's reply, exactly once, whatever dies in between."""

from connectors.chat.gate import Gate
from connectors.chat.inbox import Inbox, Stored
from connectors.chat.service import ChatService, Incoming, NotNowError

__all__ = ["ChatService", "Gate", "Inbox", "Incoming", "NotNowError", "Stored"]
