"""The summary of a guide to keep or print: what to bring, what to do, and the way back into it."""

from bot.summary.content import Section, Summary, summary
from bot.summary.paper import to_pdf

__all__ = ["Section", "Summary", "summary", "to_pdf"]
