"""Which facts each section shows, and in which frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.replies.model import SectionName
from bot.sections import quote
from bot.wording import Speaker
from knowledge.schema import Benefit, Fact, Fee, Procedure


@dataclass(frozen=True)
class Block:
    """Lines under one heading."""

    heading: str
    lines: list[str]


@dataclass(frozen=True)
class Shown:
    """What a section says, and the facts it quotes."""

    blocks: list[Block]
    facts: Sequence[Fact] = ()


Section = Callable[[Procedure, Speaker, date], Shown]


def _documents(procedure: Procedure, speaker: Speaker, today: date) -> Shown:
    always = [paper for paper in procedure.papers if not paper.when]
    sometimes = [paper for paper in procedure.papers if paper.when]
    return Shown(
        [
            Block(
                speaker.say("sections.documents_intro", name=procedure.short_name),
                [quote.paper(procedure, paper, speaker) for paper in always],
            ),
            Block(
                speaker.say("sections.documents_sometimes"),
                quote.listed(procedure, sometimes, speaker, quote.paper),
            ),
        ],
        procedure.papers,
    )


def _fee(procedure: Procedure, speaker: Speaker, today: date) -> Shown:
    fees = [fee for fee in procedure.fees if not (fee.valid_from and fee.valid_from > today)]

    def line(procedure: Procedure, fee: Fee, speaker: Speaker) -> str:
        return quote.fee(procedure, fee, speaker, today)

    lines = quote.listed(procedure, fees, speaker, line, quote.TITLED)
    heading = speaker.say("sections.fee_intro", name=procedure.short_name)
    current = [fee for fee in fees if not (fee.valid_until and fee.valid_until < today)]
    return Shown([Block(heading, lines)], current)


def _time(procedure: Procedure, speaker: Speaker, today: date) -> Shown:
    # How long it takes first: a deadline of the citizen read first looks like the waiting time.
    limits = sorted(procedure.time_limits, key=lambda limit: limit.who == "citizen")
    lines = quote.listed(procedure, limits, speaker, quote.time_limit, quote.TITLED)
    heading = speaker.say("sections.time_intro", name=procedure.short_name)
    return Shown([Block(heading, lines)], procedure.time_limits)


def _where(procedure: Procedure, speaker: Speaker, today: date) -> Shown:
    lines = [
        quote.bullet(
            quote.condition(procedure, place, speaker, quote.TITLED)
            + speaker.say("sections.where_line", title=place.title, text=place.text)
        )
        for place in procedure.places
    ]
    if procedure.place_matters:
        lines.append(quote.bullet(procedure.place_matters))
    heading = speaker.say("sections.where_intro", name=procedure.short_name)
    return Shown([Block(heading, lines)], procedure.places)


def _how(procedure: Procedure, speaker: Speaker, today: date) -> Shown:
    lines = []
    for channel in procedure.channels:
        text = channel.text
        if channel.presence and channel.presence not in text:
            text = f"{quote.with_stop(text)} {channel.presence}"
        lines.append(quote.bullet(speaker.say(f"sections.how_{channel.way}", text=text)))
    heading = speaker.say("sections.how_intro", name=procedure.short_name)
    return Shown([Block(heading, lines)], procedure.channels)


def _eligibility(procedure: Procedure, speaker: Speaker, today: date) -> Shown:
    lines = [
        quote.bullet(quote.condition(procedure, item, speaker) + item.text)
        for item in procedure.conditions
    ]
    heading = speaker.say("sections.eligibility_intro", name=procedure.short_name)
    return Shown([Block(heading, lines)], procedure.conditions)


def _result(procedure: Procedure, speaker: Speaker, today: date) -> Shown:
    heading = speaker.say(
        "sections.result_intro", text=quote.with_stop(quote.lower_first(procedure.result.text))
    )
    lines = [speaker.say("sections.result_receive")]
    lines += [quote.bullet(text) for text in procedure.result.receive]
    benefits = [item for item in procedure.benefits if _is_current(item, today)]
    money = [quote.benefit(procedure, item, speaker) for item in benefits]
    return Shown(
        [Block(heading, lines), Block(speaker.say("sections.result_benefits"), money)],
        [procedure.result, *benefits],
    )


def _is_current(item: Benefit, today: date) -> bool:
    started = item.valid_from is None or item.valid_from <= today
    return started and (item.valid_until is None or item.valid_until >= today)


def _legal(procedure: Procedure, speaker: Speaker, today: date) -> Shown:
    lines = [
        quote.bullet(speaker.say("sections.legal_line", number=basis.number, title=basis.title))
        for basis in procedure.legal_basis
        if not (basis.in_force_to and basis.in_force_to < today)
    ]
    return Shown([Block(speaker.say("sections.legal_intro"), lines)])


SECTIONS: dict[SectionName, Section] = {
    "documents": _documents,
    "fee": _fee,
    "time": _time,
    "where": _where,
    "how": _how,
    "eligibility": _eligibility,
    "result": _result,
    "legal": _legal,
}
