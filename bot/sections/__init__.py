"""A record's facts as short messages, one section at a time."""

from bot.sections.compose import (
    Composed,
    compose,
    explain_papers,
    overview,
    page_size,
    steps,
)
from bot.sections.shown import SECTIONS

__all__ = ["SECTIONS", "Composed", "compose", "explain_papers", "overview", "page_size", "steps"]
