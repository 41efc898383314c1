"""What of a record is searched: one document and many passages a procedure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.schema import Procedure


@dataclass(frozen=True)
class Passage:
    """A short text that may match a question; `kind` decides its weight."""

    text: str
    kind: str


@dataclass(frozen=True)
class Document:
    """A procedure as the retriever sees it."""

    code: str
    name: str
    passages: tuple[Passage, ...]

    @property
    def text(self) -> str:
        """Everything but the papers, in one string."""
        return " . ".join(passage.text for passage in self.passages if passage.kind != "paper")


def documents(procedures: Iterable[Procedure]) -> list[Document]:
    """The documents of these procedures, in their order."""
    return [
        Document(procedure.code, procedure.short_name, tuple(_passages(procedure)))
        for procedure in procedures
    ]


def language(procedures: Iterable[Procedure]) -> Iterator[str]:
    """The texts a question's words are expected to come from; official wording counts thrice."""
    for procedure in procedures:
        yield from (procedure.name, procedure.short_name, procedure.gloss) * 3
        yield from (*procedure.names, *procedure.phrases, *procedure.situations) * 2
        for paper in procedure.papers:
            yield from (paper.name, paper.plain)
        for case in procedure.cases:
            yield case.question
            yield from (answer.title for answer in case.answers)
        for trouble in procedure.troubles:
            yield from (*trouble.signs, *trouble.answer)
        yield from (fee.title for fee in procedure.fees)
        yield from (place.text for place in procedure.places)
        yield from (condition.text for condition in procedure.conditions)


def _passages(procedure: Procedure) -> Iterator[Passage]:
    yield Passage(procedure.name, "official")
    yield Passage(procedure.short_name, "name")
    yield Passage(procedure.gloss, "gloss")
    yield from (Passage(name, "name") for name in procedure.names)
    yield from (Passage(phrase, "phrase") for phrase in procedure.phrases)
    yield from (Passage(situation, "situation") for situation in procedure.situations)
    yield from (Passage(paper.name, "paper") for paper in procedure.papers)
