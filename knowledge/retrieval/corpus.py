"""What is searched: curated procedures, topics elsewhere, and the portal's own procedures.

A curated procedure and a topic have many passages; an imported one has its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.elsewhere import Topic
from knowledge.library import Library
from knowledge.records import Records
from knowledge.retrieval.catalogue import Group
from knowledge.schema import Procedure
from knowledge.troubles import Trouble
from nlu.intents.examples import examples

NOT_SAID = frozenset({"paper", "gloss"})
"""Kinds of passages that nobody says to ask for a procedure."""


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
    def texts(self) -> list[str]:
        """What is compared letter by letter: everything but the papers in one string, and each
        name by itself, or a portal's short title would always beat a record that knows more.
        """
        whole = " . ".join(passage.text for passage in self.passages if passage.kind != "paper")
        names = [passage.text for passage in self.passages if passage.kind in ("official", "name")]
        return list(dict.fromkeys([whole, *names]))


def documents(library: Library) -> list[Document]:
    """The documents of all procedures by code, then of troubles, then of topics elsewhere."""
    procedures = [
        Document(procedure.code, procedure.short_name, tuple(_passages(procedure)))
        for procedure in library.records
    ]
    troubles = [
        Document(trouble.code, trouble.title, tuple(_trouble_passages(trouble)))
        for trouble in library.aids.troubles
    ]
    topics = [
        Document(topic.code, topic.title, tuple(_topic_passages(topic)))
        for topic in library.topics.all
    ]
    return procedures + troubles + topics


def imported(groups: Sequence[Group]) -> list[Document]:
    """The documents of the portal's own procedures."""
    return [
        Document(group.code, group.name, (Passage(group.name, "official"),)) for group in groups
    ]


def language(library: Library) -> Iterator[str]:
    """Texts spelt as an office spells; a procedure's own wording counts thrice."""
    for trouble in library.aids.troubles:
        yield trouble.title
    for topic in library.topics.all:
        yield topic.title
    for procedure in library.records:
        yield from (procedure.name, procedure.short_name, procedure.gloss) * 3
        for paper in procedure.papers:
            yield from (paper.name, paper.plain)
        for case in procedure.cases:
            yield case.question
            yield from (answer.title for answer in case.answers)
        for known in procedure.troubles:
            yield from known.answer
        yield from (fee.title for fee in procedure.fees)
        yield from (place.text for place in procedure.places)
        yield from (condition.text for condition in procedure.conditions)


def said(library: Library) -> Iterator[str]:
    """What people say, as they type it."""
    yield from (text for text, _ in examples())
    for trouble in library.aids.troubles:
        yield from trouble.signs
    for topic in library.topics.all:
        yield from topic.phrases
    for procedure in library.records:
        yield from procedure.names
        yield from (*procedure.phrases, *procedure.situations, *procedure.stories)
        for known in procedure.troubles:
            yield from known.signs


def unclear(records: Records) -> Iterator[tuple[str, str, str]]:
    """What people say that fits two procedures alike: the codes of both, sorted, and the text."""
    for procedure in records:
        for neighbour in procedure.confusables:
            if records.get(neighbour.code):
                first, second = sorted((procedure.code, neighbour.code))
                yield from ((first, second, text) for text in neighbour.unclear)


def is_procedure(code: str) -> bool:
    """Whether a document's code is a procedure's: those of troubles and topics have a prefix."""
    return ":" not in code


def _trouble_passages(trouble: Trouble) -> Iterator[Passage]:
    yield Passage(trouble.title, "name")
    yield from (Passage(sign, "sign") for sign in trouble.signs)


def _topic_passages(topic: Topic) -> Iterator[Passage]:
    yield Passage(topic.title, "name")
    yield from (Passage(phrase, "elsewhere") for phrase in topic.phrases)


def _passages(procedure: Procedure) -> Iterator[Passage]:
    yield Passage(procedure.name, "official")
    yield Passage(procedure.short_name, "name")
    yield Passage(procedure.gloss, "gloss")
    yield from (Passage(name, "name") for name in procedure.names)
    yield from (Passage(phrase, "phrase") for phrase in procedure.phrases)
    yield from (Passage(situation, "situation") for situation in procedure.situations)
    yield from (Passage(story, "story") for story in procedure.stories)
    yield from (Passage(paper.name, "paper") for paper in procedure.papers)
