"""Building messages and the choices under them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.replies import Choice, Link, Message, SourceNote
from bot.sections import Composed
from bot.talk import values
from bot.talk.topic import Offer
from bot.wording import Speaker
from knowledge.imported import ImportedProcedure
from knowledge.schema import Procedure

_MAIN_SECTIONS = ("documents", "fee", "time", "where", "how", "eligibility", "result")


def section_choices(
    procedure: Procedure | ImportedProcedure, speaker: Speaker, shown: str | None = None
) -> list[Choice]:
    """The other main sections of a procedure."""
    return [
        Choice(
            title=speaker.say(f"choice_section_{section}"),
            value=values.section(procedure.code, section),
        )
        for section in _MAIN_SECTIONS
        if section != shown
    ]


def procedure_choices(offers: Sequence[Offer], section: str | None) -> list[Choice]:
    """One choice a procedure; picking one answers the section that was asked for."""
    return [
        Choice(
            title=offer.name[:1].upper() + offer.name[1:],
            value=values.section(offer.code, section),
        )
        for offer in offers
    ]


def start_choice(procedure: Procedure, speaker: Speaker) -> Choice:
    """Being guided through the procedure, one step at a time."""
    return Choice(title=speaker.say("guide.choice_start"), value=values.start(procedure.code))


def person_choice(speaker: Speaker) -> Choice:
    """The way to a person."""
    return Choice(title=speaker.say("choice_person"), value=values.PERSON)


def factual(
    composed: Composed,
    procedure: Procedure | ImportedProcedure,
    speaker: Speaker,
    choices: Sequence[Choice] = (),
) -> tuple[Message, ...]:
    """Messages out of a record: the source under each, link and choices under the last.

    Of the portal's own record the day is the one we fetched it.
    """
    if isinstance(procedure, ImportedProcedure):
        checked_on, url = procedure.fetched_on, procedure.url
    else:
        checked_on, url = procedure.checked_on, procedure.portal.url
    notes = tuple(
        SourceNote(title=source.title, url=source.url, checked_on=checked_on)
        for source in composed.sources
    )
    link = Link(title=speaker.say("link_portal"), url=url)
    last = len(composed.texts) - 1
    return tuple(
        Message(
            text=text,
            speak=spoken(text),
            sources=notes,
            links=(link,) if index == last else (),
            choices=tuple(choices) if index == last else (),
        )
        for index, text in enumerate(composed.texts)
    )


def plain(
    text: str, choices: Sequence[Choice] = (), links: Sequence[Link] = ()
) -> tuple[Message, ...]:
    """One message without facts of a record."""
    return (Message(text=text, speak=spoken(text), choices=tuple(choices), links=tuple(links)),)


def spoken(text: str) -> str:
    """The text without the signs a voice would read out."""
    return text.replace("• ", "").replace("\n", ". ").replace(":.", ":").replace("..", ".")
