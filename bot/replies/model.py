"""A reply: a named outcome and a few short messages."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SectionName = Literal["documents", "fee", "time", "where", "how", "eligibility", "result", "legal"]

Outcome = Literal[
    "answered",
    "asked_back",
    "troubleshooting",
    "explained",
    "greeted",
    "thanked",
    "said_goodbye",
    "introduced",
    "helped",
    "paused",
    "guiding",
    "resume_refused",
    "repeated",
    "started_clean",
    "deleted",
    "handoff",
    "handoff_emergency",
    "with_person",
    "switched_off",
    "refused_secret",
    "refused_act_for_you",
    "unanswerable_out_of_scope",
    "unanswerable_not_understood",
    "unanswerable_no_words",
    "unanswerable_status_here",
    "status",
    "portal_unavailable",
    "error_failed",
    "error_restarting",
]
"""Every way a turn can end; each has its own words (bot/wording) and its own test."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Part):
    """What can be tapped, typed, or answered by its number. `value` is at most 64 bytes."""

    title: str
    value: str = Field(max_length=64)


class Link(_Part):
    """A known link, out of a record."""

    title: str
    url: str


class SourceNote(_Part):
    """Where a reply's facts stand, and the day somebody last checked them."""

    title: str
    url: str | None
    checked_on: date


class Progress(_Part):
    """How far a guide is within one stage: `label` in words (“Bước 3/9”), and its numbers."""

    label: str
    number: int
    count: int


PaperMark = Literal["open", "have", "missing", "held", "show"]
"""Not asked yet or not known · said to be there · said to be missing · the office holds it ·
only to be shown.
"""


class ChecklistItem(_Part):
    """A paper of the guide being followed, and what was said of it."""

    name: str
    state: PaperMark


class Message(_Part):
    """One idea, at most about 60 words, then the choices. `speak` is the text to read aloud.

    image: a path on this server, or an address; image_alt says what it shows. progress, checklist:
    in a guide, for channels that can draw them; everything said is in `text` all the same.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    image: str | None = None
    image_alt: str = ""
    links: tuple[Link, ...] = ()
    sources: tuple[SourceNote, ...] = ()
    speak: str = ""
    progress: Progress | None = None
    checklist: tuple[ChecklistItem, ...] = ()


class ScoredProcedure(_Part):
    """A procedure the retriever found for the last message."""

    code: str
    name: str
    score: float


class Reply(_Part):
    """What one turn says. `candidates` is the retriever's ranking when it ran, at most five."""

    outcome: Outcome
    procedure: str | None = None
    section: SectionName | None = None
    candidates: tuple[ScoredProcedure, ...] = ()
    messages: tuple[Message, ...] = ()
