"""The dated lists of what is no longer true, from `rules.yaml`."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from knowledge.schema.base import Model, Text
from knowledge.yaml_file import read

FILE = Path(__file__).with_name("rules.yaml")


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"biểu thức sai: {error}") from None
    return text


Pattern = Annotated[Text, AfterValidator(_pattern)]


class WordRule(Model):
    """Words that were true once: `find`, in a piece of text that has nothing of `unless`."""

    kind: Literal["district", "household_book", "stale_word"]
    find: Pattern
    unless: Pattern | None = None
    since: date
    why: Text


class LawRule(Model):
    """A law no longer in force since that day, and what took its place."""

    number: Text
    since: date
    now: Text
    basis: Text


class CodeRule(Model):
    """Codes merged into others. sure: false when that was only inferred."""

    old: list[str]
    new: list[str]
    since: date
    sure: bool = True
    why: Text


class Rules(Model):
    """Everything an editor can add without touching code."""

    words: list[WordRule] = Field(default_factory=list)
    laws: list[LawRule] = Field(default_factory=list)
    codes: list[CodeRule] = Field(default_factory=list)

    def code_rule(self, code: str) -> CodeRule | None:
        """The rule by which a code was merged away."""
        return next((rule for rule in self.codes if code in rule.old), None)


def load(path: Path = FILE) -> Rules:
    """Read the file.

    Raises:
        RecordError: naming file, line and reason.

    """
    return read(path).parse(Rules)


@cache
def default() -> Rules:
    """The project's rules, read once."""
    return load()
