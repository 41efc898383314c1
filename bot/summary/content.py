"""What a summary says: the facts of the record for this citizen's answers, quoted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.guide import State, facts
from bot.guide.card import condition
from bot.guide.context import Context
from bot.guide.expect import expected
from bot.guide.route import POSTING, way_of
from bot.guide.state import UNKNOWN
from bot.sections import quote
from bot.sections.compose import sources_of
from bot.wording import Speaker
from bot.wording.numbers import day, lower_first
from knowledge.schema import Fact, Paper, Procedure


@dataclass(frozen=True)
class Line:
    """ticked: a box before the text, ticked or not; None for no box. note: smaller, below it."""

    text: str
    ticked: bool | None = None
    note: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Section:
    """Lines under a heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Summary:
    """title, under: the head. code: the resume code beside the QR. link: what the QR holds.
    help: whom to ask. foot: sources, the day.
    """

    title: str
    under: tuple[str, ...]
    sections: tuple[Section, ...]
    help: str
    foot: tuple[str, ...]
    code: str = ""
    link: str = ""
    scan: str = ""


def summary(
    procedure: Procedure,
    state: State,
    context: Context,
    speaker: Speaker,
    *,
    code: str = "",
    link: str = "",
) -> Summary:
    """The summary of a state; `code` and `link` lead back into the same guide."""
    today = context.now.date()
    way = way_of(procedure, state)

    def say(template: str, /, **given: object) -> str:
        return speaker.say(f"summary.{template}", **given)

    sections = [
        Section(say("papers"), tuple(_papers(procedure, state, speaker))),
        Section(
            say("show"),
            tuple(
                Line(quote.upper_first(paper.name), ticked=False)
                for paper in facts.shown_papers(procedure, state.answers, way)
            ),
        ),
        Section(say("fees"), tuple(_fees(procedure, state, speaker, today))),
        Section(say("where"), tuple(_places(procedure, state, speaker))),
        Section(say(f"steps_{way}"), tuple(_steps(procedure, state, speaker))),
        Section(say("times"), tuple(_times(procedure, state, context))),
        Section(say("receive"), tuple(Line(text) for text in procedure.result.receive)),
        Section(say("cases"), tuple(_cases(procedure, state, speaker))),
    ]
    quoted: list[Fact] = [*facts.asked_papers(procedure, state.answers, way), *procedure.fees]
    named = [source.title for source in sources_of(procedure, quoted)]
    return Summary(
        title=say("title", name=procedure.short_name),
        under=(
            say("dossier", code=state.dossier) if state.dossier else say("dossier_blank"),
            say("code", code=procedure.code),
        ),
        sections=tuple(section for section in sections if section.lines),
        help=say("help", office=procedure.office, hotline=context.hotlines.portal),
        foot=(
            say("source", sources=named, checked=procedure.checked_on),
            say("made", day=today),
        ),
        code=code,
        link=link,
        scan=say("scan") if code else "",
    )


def _cases(procedure: Procedure, state: State, speaker: Speaker) -> Iterable[Line]:
    for case in facts.cases(procedure, state.answers):
        given = state.answers.get(case.id)
        chosen = next((answer for answer in case.answers if answer.id == given), None)
        if chosen:
            yield Line(f"{case.question} {chosen.title}")
        elif given == UNKNOWN:
            yield Line(speaker.say("summary.case_unknown", question=case.question))


def _papers(procedure: Procedure, state: State, speaker: Speaker) -> Iterable[Line]:
    for paper in facts.asked_papers(procedure, state.answers, way_of(procedure, state)):
        said = state.papers.get(paper.id)
        when = " và ".join(
            " hoặc ".join(lower_first(clause) for clause in clauses)
            for clauses in condition(procedure, state, paper.when)
        )
        text = speaker.say("summary.paper", name=quote.upper_first(paper.name), when=when)
        yield Line(text, ticked=said in ("have", "held"), note=_note(paper, said, speaker))


def _note(paper: Paper, said: str | None, speaker: Speaker) -> str:
    if paper.held and said != "have":
        return speaker.say("summary.paper_held", held=paper.held)
    if paper.how_to_get and said not in ("have", "held"):
        return speaker.say("summary.paper_get", how=paper.how_to_get)
    return ""


def _fees(procedure: Procedure, state: State, speaker: Speaker, today: date) -> Iterable[Line]:
    way = way_of(procedure, state)
    for fee in procedure.fees:
        current = not (fee.valid_from and fee.valid_from > today)
        kept = facts.holds(procedure, state.answers, fee.when) and (not fee.ways or way in fee.ways)
        if current and kept:
            # What was answered is not asked again with an “if”.
            left = facts.open_cases(procedure, state.answers, fee.when)
            open_fee = fee.model_copy(update={"when": left})
            text = quote.fee(procedure, open_fee, speaker, today).removeprefix("• ")
            yield Line(text, note=fee.doubt or "")


def _places(procedure: Procedure, state: State, speaker: Speaker) -> Iterable[Line]:
    for place in procedure.places:
        if facts.holds(procedure, state.answers, place.when):
            text = speaker.say("summary.where_line", title=place.title, text=place.text)
            yield Line(text, note=place.doubt or "")


def _steps(procedure: Procedure, state: State, speaker: Speaker) -> Iterable[Line]:
    way = way_of(procedure, state)
    if way == "online":
        texts = [step.do for step in facts.steps(procedure, state.answers)]
    elif way == "post":
        channel = facts.channel(procedure, state.answers, "post")
        texts = [channel.text] if channel else []
        texts += [speaker.say(f"summary.post_{name}", office=procedure.office) for name in POSTING]
    else:
        texts = [step.do for step in facts.visit(procedure, state.answers)]
    for number, text in enumerate(texts, 1):
        yield Line(text, number=number)


def _times(procedure: Procedure, state: State, context: Context) -> Iterable[Line]:
    way = way_of(procedure, state)
    limits = facts.time_limits(procedure, state.answers, way)
    for limit, (title, span, until, text) in zip(
        limits, expected(limits, context.now), strict=True
    ):
        # Without a dossier nothing was handed in yet: no day can be promised.
        shown = [
            span,
            f"khoảng ngày {day(until)}" if until and state.dossier and way != "post" else "",
        ]
        said = ", ".join(part for part in shown if part)
        yield Line(": ".join(part for part in (title, said) if part), note=limit.doubt or text)
