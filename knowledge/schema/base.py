"""What every part of a record has in common."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Way = Literal["online", "counter", "post"]
"""How a dossier can be handed in: on the portal, at a counter, by post."""

Confidence = Literal["read", "likely", "uncertain"]
"""`read` in the portal's record or the law itself · `likely`, one second-hand source ·
`uncertain`, sources disagree or nobody knows: the reply then sends people to confirm."""

Condition = dict[str, list[str]]
"""case id → answer ids. A fact applies when, for every case named, the citizen's answer is in the
list or is not known: "không rõ" keeps the safe superset."""


class Model(BaseModel):
    """Strict: an unknown key is a mistake in the file, not an extension."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _at_most(words: int) -> AfterValidator:
    def check(text: str) -> str:
        if (count := len(text.split())) > words:
            raise ValueError(f"dài {count} chữ, tối đa {words} chữ")
        return text

    return AfterValidator(check)


Text = Annotated[str, Field(min_length=1)]
Title = Annotated[Text, _at_most(14)]
"""Fits on a button."""
Gloss = Annotated[Text, _at_most(12)]
"""A term in plain words."""
Line = Annotated[Text, _at_most(30)]
"""One line of a list."""
Short = Annotated[Text, _at_most(45)]
"""One message of a talk, with room for its frame."""
Story = Annotated[Text, _at_most(90)]
"""What happened to somebody, told at length."""
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Source(Model):
    """Where facts of a record were read, and when."""

    id: Slug
    title: Text
    url: str | None = None
    read_on: date


class Fact(Model):
    """Something a reply may quote."""

    sources: list[str] = Field(default_factory=list)
    confidence: Confidence = "read"
    doubt: Line | None = None
    when: Condition = Field(default_factory=dict)
    ways: list[Way] = Field(default_factory=list)

    @model_validator(mode="after")
    def _uncertain_says_why(self) -> Fact:
        if self.confidence == "uncertain" and not self.doubt:
            raise ValueError("confidence: uncertain thì phải ghi doubt (chưa chắc ở chỗ nào)")
        return self
