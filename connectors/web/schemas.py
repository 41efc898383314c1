"""The bodies of /api/v1, as docs/api.md promises them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.replies import Message, Reply, ScoredProcedure
from bot.replies.model import SectionName
from nlu.text import clean

MAX_TEXT = 2000


def _without_surrogates(value: Any) -> Any:
    """Unpaired surrogates are JSON, but no text: they are replaced, not refused.

    What holds nothing visible is still a message, and is answered as one without words.
    """
    return (clean(value) or ("…" if value else "")) if isinstance(value, str) else value


def _not_too_long(value: str) -> str:
    if len(value) > MAX_TEXT:
        raise ValueError("message_too_long")
    return value


Id = Annotated[str, BeforeValidator(_without_surrogates), Field(min_length=1, max_length=64)]
Text = Annotated[str, BeforeValidator(_without_surrogates), AfterValidator(_not_too_long)]


class MessageIn(BaseModel):
    """A typed text, or the value of a tapped choice instead."""

    model_config = ConfigDict(extra="forbid")

    id: Id = Field(description="made by the client; a repeat is answered once")
    text: Text | None = Field(default=None, description="at most 2000 characters")
    choice: Annotated[str, BeforeValidator(_without_surrogates), Field(max_length=64)] | None = (
        Field(default=None, description="value of a tapped choice, instead of text")
    )

    @model_validator(mode="after")
    def _says_something(self) -> MessageIn:
        if self.choice is None and not self.text:
            raise ValueError("message_empty")
        return self


class ContextIn(BaseModel):
    """Where the talk takes place."""

    model_config = ConfigDict(extra="ignore")

    procedure: str | None = Field(default=None, max_length=16, description="code of the page")
    province: str | None = Field(default=None, max_length=8)
    group: bool = Field(default=False, description="others read along: no dossier is told of")


class ChatIn(BaseModel):
    """One message of one conversation."""

    model_config = ConfigDict(extra="forbid")

    conversation: Id = Field(description="made by the client, hard to guess")
    message: MessageIn
    context: ContextIn = Field(default_factory=ContextIn)


class ChatOut(BaseModel):
    """The reply; `candidates` is present whenever retrieval ran, best first, at most 5."""

    outcome: str
    procedure: str | None
    section: SectionName | None
    candidates: list[ScoredProcedure]
    messages: list[Message]

    @classmethod
    def of(cls, reply: Reply) -> ChatOut:
        """The public form of a reply."""
        return cls(
            outcome=reply.outcome,
            procedure=reply.procedure,
            section=reply.section,
            candidates=list(reply.candidates),
            messages=list(reply.messages),
        )


class ErrorOut(BaseModel):
    """What went wrong, for programs (`code`) and for people (`message`, Vietnamese)."""

    code: str
    message: str


class FailedOut(BaseModel):
    """The body of every error."""

    error: ErrorOut


class ProcedureItem(BaseModel):
    """A procedure found."""

    code: str
    name: str
    field: str
    level: Literal["commune", "province", "ministry"]
    score: float


class ProcedureList(BaseModel):
    """Procedures found, best first."""

    items: list[ProcedureItem]
