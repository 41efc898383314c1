"""A section as texts of at most about sixty words, with its doubts and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.replies.model import SectionName
from bot.sections import quote
from bot.sections.pages import pack
from bot.sections.shown import SECTIONS
from bot.wording import Speaker
from knowledge.freshness import good_until
from knowledge.schema import Fact, Procedure, Source, Step, VisitStep

_MOST_TEXTS = 2
_MOST_TEXTS_OF_PAPERS = 3
_MOST_NAMED = 24
"""Words that name what is not certain; more of them, and nobody reads them."""


def page_size(section: SectionName) -> int:
    """So many messages of one section at once; the rest is offered. Papers are best seen whole."""
    return _MOST_TEXTS_OF_PAPERS if section == "documents" else _MOST_TEXTS


@dataclass(frozen=True)
class Composed:
    """Texts in order; `more` says that this was a page and another follows."""

    texts: list[str]
    sources: list[Source] = field(default_factory=list)
    more: bool = False


def compose(
    section: SectionName, procedure: Procedure, speaker: Speaker, today: date, start: int = 0
) -> Composed:
    """A page of one section of a record: from the text `start` on.

    Doubts and a passed check date stand on the first page, so that nobody misses them.
    """
    shown = SECTIONS[section](procedure, speaker, today)
    texts = [
        text for block in shown.blocks if block.lines for text in pack(block.heading, block.lines)
    ]
    end = start + page_size(section)
    page = texts[start:end]
    if start == 0:
        page += _doubts(shown.facts, procedure, speaker)
        if (until := good_until(procedure)) < today:
            page.append(speaker.say("stale", until=until, office=procedure.office))
    return Composed(page, sources_of(procedure, shown.facts), end < len(texts))


def _doubts(facts: Sequence[Fact], procedure: Procedure, speaker: Speaker) -> list[str]:
    """What is not certain, said plainly; a general word where nothing definite is written."""
    if lines := quote.doubts(facts):
        return pack(speaker.say("sections.doubts_intro", office=procedure.office), lines)
    likely = [fact for fact in facts if fact.confidence != "read"]
    if not likely:
        return []
    named = [quote.lower_first(name) for fact in likely if (name := quote.name(fact, speaker))]
    about = named if len(named) == len(likely) < len(facts) else []
    if len(" ".join(about).split()) > _MOST_NAMED:
        about = []
    return [speaker.say("sections.doubt_likely", office=procedure.office, about=about)]


def overview(procedure: Procedure, speaker: Speaker) -> Composed:
    """What the procedure is, when no section was asked for."""
    gloss = quote.with_stop(procedure.gloss)
    text = speaker.say("sections.overview", name=procedure.short_name, gloss=gloss)
    return Composed([text], sources_of(procedure, ()))


def explain_papers(procedure: Procedure, speaker: Speaker, start: int, size: int = 3) -> Composed:
    """What each paper is and where a missing one comes from; `size` papers a page."""
    shown = procedure.papers[start : start + size]
    lines = []
    for paper in shown:
        explained = speaker.say(
            "sections.documents_explain",
            plain=quote.with_stop(paper.plain),
            held=paper.held and quote.with_stop(quote.upper_first(paper.held)),
            how_to_get=paper.how_to_get and quote.with_stop(quote.upper_first(paper.how_to_get)),
        )
        lines.append(quote.bullet(f"{quote.upper_first(paper.name)}: {explained}"))
    return Composed(
        pack("", lines),
        sources_of(procedure, shown),
        more=start + size < len(procedure.papers),
    )


def steps(
    procedure: Procedure,
    way: Literal["online", "counter"],
    speaker: Speaker,
    start: int,
    size: int = 2,
) -> Composed:
    """The steps on the portal, or of the visit; `size` steps a page."""
    every: Sequence[Step | VisitStep] = procedure.steps if way == "online" else procedure.visit
    shown = every[start : start + size]
    lines = [
        speaker.say(
            f"sections.step_{way}",
            number=number,
            count=len(every),
            do=quote.with_stop(quote.condition(procedure, step, speaker) + step.do),
            see=quote.with_stop(quote.lower_first(step.see)) if isinstance(step, Step) else "",
        )
        for number, step in enumerate(shown, start + 1)
    ]
    return Composed(pack("", lines), sources_of(procedure, shown), start + size < len(every))


def sources_of(procedure: Procedure, facts: Iterable[Fact], most: int = 3) -> list[Source]:
    """The sources these facts name, first named first; the record's first one without any."""
    by_id = {source.id: source for source in procedure.sources}
    named = dict.fromkeys(name for fact in facts for name in fact.sources)
    found = [by_id[name] for name in named if name in by_id]
    return (found or procedure.sources[:1])[:most]
