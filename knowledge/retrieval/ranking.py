"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A procedure found.

    score: 0..1, calibrated: of candidates scored 0.9, nine in ten were right on development data.
    others: codes of the portal's other procedures of the same name.
    """

    code: str
    name: str
    score: float
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """Procedures, best first.

    read_as: the question as the retriever read it (never shown back). elsewhere: code of the topic
    that no record answers, or of the trouble, that is nearer than every procedure. pointed: a word
    of a neighbour, which the first one would be mistaken for, was said; the second candidate is
    that neighbour when there is a record of it.
    """

    candidates: tuple[Candidate, ...]
    read_as: str
    elsewhere: str | None = None
    pointed: bool = False

    def __str__(self) -> str:
        return ", ".join(f"{c.name} ({c.score:.2f})" for c in self.candidates[:3]) or "không có gì"
