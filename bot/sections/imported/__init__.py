"""Sections of an imported record: the portal's words, cut, and its faults said plainly."""

from bot.sections.imported.compose import compose_imported, overview_imported, review_notice

__all__ = ["compose_imported", "overview_imported", "review_notice"]
