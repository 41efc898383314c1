"""A dossier's state in words: what it means, whose turn it is, by when, what to do."""

from bot.status.explain import explain, explain_state
from bot.status.news import tell_news

__all__ = ["explain", "explain_state", "tell_news"]
