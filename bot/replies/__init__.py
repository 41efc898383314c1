"""The one reply model, which every channel renders."""

from bot.replies.model import (
    ChecklistItem,
    Choice,
    Link,
    Message,
    Progress,
    Reply,
    ScoredProcedure,
    SourceNote,
)

__all__ = [
    "ChecklistItem",
    "Choice",
    "Link",
    "Message",
    "Progress",
    "Reply",
    "ScoredProcedure",
    "SourceNote",
]
