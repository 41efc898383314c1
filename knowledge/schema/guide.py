"""The portal's steps, the visit in person, and what goes wrong."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from knowledge.schema.base import Fact, Line, Model, Short, Slug, Title

Stage = Literal[
    "login", "find", "case", "place", "form", "upload", "receive", "pay", "submit", "code"
]
"""Where on the new portal a step happens: log in with VNeID, find the procedure, choose the case,
choose province and commune, fill in, upload, choose how to receive, pay, submit, keep the code."""


class Step(Fact):
    """One action on the portal: what to do, what should appear, the papers it needs."""

    id: Slug
    stage: Stage
    do: Short
    see: Line
    papers: list[str] = Field(default_factory=list)
    troubles: list[str] = Field(default_factory=list)


class VisitStep(Fact):
    """One action of a visit in person."""

    id: Slug
    do: Short
    papers: list[str] = Field(default_factory=list)


class Trouble(Model):
    """Something that goes wrong with this procedure, and what to do about it.

    signs: how people say it. `then`: where it ends when the answer did not help.
    """

    id: Slug
    title: Title
    signs: Annotated[list[Line], Field(min_length=3)]
    answer: Annotated[list[Short], Field(min_length=1)]
    then: Literal["counter", "hotline", "police", "person"] = "person"
