"""The one reply model, which every channel renders."""

from bot.replies.model import Choice, Link, Message, Reply, ScoredProcedure, SourceNote

__all__ = ["Choice", "Link", "Message", "Reply", "ScoredProcedure", "SourceNote"]
