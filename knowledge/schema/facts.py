"""Fees, times, places, ways, conditions, results, laws."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from knowledge.schema.base import Fact, Line, Model, Short, Slug, Text, Title, Way

# Strict: YAML reads 8.000 as eight.
Amount = Annotated[int, Field(gt=0, strict=True)]


class Fee(Fact):
    """What something costs: exactly one of `free`, `amount` (đồng) or only `text`.

    An amount missing on the portal is not "free": say in `text` who sets it. `set_by: province`
    means that the provincial council decides.
    """

    id: Slug
    title: Title
    free: bool = False
    amount: Amount | None = None
    per: str | None = None
    text: Short | None = None
    set_by: Literal["central", "province"] = "central"
    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Fee:
        if self.free and self.amount is not None:
            raise ValueError("không thể vừa miễn phí vừa có số tiền")
        if not self.free and self.amount is None and not self.text:
            raise ValueError("phải có free, amount hoặc text")
        return self


class TimeLimit(Fact):
    """How long the office may take (`who: office`), or the citizen has (`who: citizen`).

    amount and unit are absent when only `text` is known.
    """

    id: Slug
    who: Literal["office", "citizen"] = "office"
    title: Title
    amount: Amount | None = None
    unit: Literal["working_day", "day", "hour", "month", "same_day"] | None = None
    text: Short | None = None

    @model_validator(mode="after")
    def _says_something(self) -> TimeLimit:
        if self.unit is None and not self.text:
            raise ValueError("phải có unit (và amount) hoặc text")
        if self.unit not in (None, "same_day") and self.amount is None:
            raise ValueError("unit cần có amount")
        return self


class Place(Fact):
    """Where to hand in. `choose_freely`: any of these places in the province takes the file."""

    id: Slug
    title: Title
    text: Short
    choose_freely: bool = False


class Channel(Fact):
    """One way to hand in, and what it needs."""

    way: Way
    extent: Literal["whole", "part"]
    text: Short
    vneid_level_2: bool = False
    digital_signature: bool = False
    presence: Line | None = None


class Statement(Fact):
    """A condition the citizen must meet, or a right they have."""

    id: Slug
    text: Short


class Result(Fact):
    """What the citizen gets, and how it reaches them."""

    text: Line
    receive: Annotated[list[Line], Field(min_length=1)]


class Benefit(Fact):
    """Money or help the citizen receives: `amount` (đồng) or only `text`, while it is valid."""

    id: Slug
    title: Title
    amount: Amount | None = None
    per: str | None = None
    text: Short | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Benefit:
        if self.amount is None and not self.text:
            raise ValueError("phải có amount hoặc text")
        return self


class LegalBasis(Model):
    """A law or decision. `in_force_to` in the past means repealed, and fails the check."""

    number: Text
    title: Text
    in_force_from: date | None = None
    in_force_to: date | None = None
    note: Line | None = None
