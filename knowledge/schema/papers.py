"""The papers of a dossier."""

from __future__ import annotations

from typing import Literal

from knowledge.schema.base import Fact, Line, Model, Short, Slug, Text

PaperKind = Literal["form", "original", "copy", "show", "statement"]
"""A form to fill in, an original or a copy handed in, only shown, or a statement in writing."""


class Form(Model):
    """A printed or electronic form."""

    name: Text
    number: str | None = None
    url: str | None = None


class Paper(Fact):
    """One paper.

    name: official name. plain: what it is, in a citizen's words. originals, copies: how many.
    held: when and why the office already has it and may not ask for it. how_to_get: where a
    missing one comes from. photo: how to photograph it. optional: only where it is asked for or
    still there, as its name says: a dossier without it is not incomplete.
    """

    id: Slug
    name: Line
    plain: Line
    kind: PaperKind
    originals: int = 0
    copies: int = 0
    form: Form | None = None
    held: Line | None = None
    how_to_get: Short | None = None
    photo: Line | None = None
    optional: bool = False
