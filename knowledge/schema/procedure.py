"""One administrative procedure, complete enough to guide a person through it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from knowledge.schema.base import Line, Model, Slug, Source, Story, Text, Title
from knowledge.schema.cases import Case, Confusable
from knowledge.schema.facts import (
    Benefit,
    Channel,
    Fee,
    LegalBasis,
    Place,
    Result,
    Statement,
    TimeLimit,
)
from knowledge.schema.guide import Step, Trouble, VisitStep
from knowledge.schema.papers import Paper

Code = Annotated[str, Field(pattern=r"^(?:\d\.\d{6}|tb-[a-z0-9-]+)$")]
"""The code on the national portal; `tb-…` for a service that has none there."""


class Portal(Model):
    """The procedure on the national portal; `id` is its key there (codes are re-used)."""

    id: str | None = None
    url: Text


class Procedure(Model):
    """See `docs/procedure-record.md` for what each field is and who reads it."""

    code: Code
    former_codes: list[Code] = Field(default_factory=list)
    name: Text
    short_name: Title
    field: Slug
    portal: Portal
    level: Literal["commune", "province", "ministry"]
    office: Line
    gloss: Line

    names: Annotated[list[Title], Field(min_length=8)]
    phrases: Annotated[list[Line], Field(min_length=8)]
    situations: Annotated[list[Line], Field(min_length=15)]
    stories: list[Story] = Field(default_factory=list)
    confusables: list[Confusable] = Field(default_factory=list)

    channels: Annotated[list[Channel], Field(min_length=1)]
    places: Annotated[list[Place], Field(min_length=1)]
    place_matters: Line | None = None
    conditions: Annotated[list[Statement], Field(min_length=1)]
    cases: list[Case] = Field(default_factory=list)
    papers: Annotated[list[Paper], Field(min_length=1)]
    fees: Annotated[list[Fee], Field(min_length=1)]
    time_limits: Annotated[list[TimeLimit], Field(min_length=1)]
    result: Result
    benefits: list[Benefit] = Field(default_factory=list)
    steps: list[Step] = Field(default_factory=list)
    visit: list[VisitStep] = Field(default_factory=list)
    troubles: Annotated[list[Trouble], Field(min_length=3)]
    legal_basis: Annotated[list[LegalBasis], Field(min_length=1)]

    sources: Annotated[list[Source], Field(min_length=1)]
    checked_on: date
    checked_by: Text
    valid_until: date | None = None
    notes: list[Text] = Field(default_factory=list)
