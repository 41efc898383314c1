"""Where one citizen stands in one guide: small, serialisable, without a word they wrote."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.guide.same import Same
from knowledge.schema import Procedure
from knowledge.schema.base import Way

GuideWay = Way
PaperState = Literal["have", "missing", "held", "unknown"]

UNKNOWN = "?"
"""The answer "không rõ": every fact that depends on the question is kept."""


class State(BaseModel):
    """code: the procedure. parts: a hash for each part of the record, to tell what changed.

    at: the position (`bot.guide.route`). view: what is shown over it, "" for itself.
    answers: case id → answer id or `UNKNOWN`. papers: paper id → what the citizen said of it.
    dossier: the dossier code, in its canonical form. person: which citizen of this conversation,
    for helpers who serve several. moves: messages used so far. helped: whether trouble or a person
    was asked for. again: whether this citizen had finished the same procedure before.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    parts: dict[str, str] = Field(default_factory=dict)
    at: str = ""
    view: str = ""
    answers: dict[str, str] = Field(default_factory=dict)
    way: GuideWay | None = None
    papers: dict[str, PaperState] = Field(default_factory=dict)
    dossier: str | None = None
    person: int = 1
    paused: bool = False
    moves: int = 0
    helped: bool = False
    again: bool = False
    finished: bool = False

    def but(self, **changes: Any) -> State:
        """A copy with some fields changed."""
        return self.model_copy(update=changes)


_PARTS: dict[str, tuple[str, ...]] = {
    "cases": ("cases",),
    "papers": ("papers",),
    "fees": ("fees",),
    "steps": ("steps", "visit", "channels"),
    "times": ("time_limits",),
}
"""The parts of a record whose change matters to somebody in the middle of it."""


def parts_of(procedure: Procedure) -> dict[str, str]:
    """A short hash of each part."""
    return dict(_parts_of(Same(procedure)))


def changed(state: State, procedure: Procedure) -> list[str]:
    """The parts of the record that are not what they were when the guide began."""
    now = parts_of(procedure)
    return [part for part in now if state.parts.get(part) != now[part]]


@lru_cache(maxsize=512)
def _parts_of(same: Same) -> tuple[tuple[str, str], ...]:
    return tuple((name, _hash(same.procedure, fields)) for name, fields in _PARTS.items())


def _hash(procedure: Procedure, fields: Sequence[str]) -> str:
    data = procedure.model_dump(mode="json", include=set(fields))
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]
