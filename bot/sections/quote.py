"""Lines quoted from a record: nothing here adds a number, a paper or a place of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from bot.wording import Speaker
from bot.wording.numbers import duration
from bot.wording.numbers import lower_first as lower_first
from knowledge.schema import Benefit, Channel, Fact, Fee, Paper, Procedure, TimeLimit

TITLED = "sections.when_titled"
_MOST_GROUPED = 50
F = TypeVar("F", bound=Fact)


def bullet(text: str) -> str:
    """A line of a list."""
    return f"• {text}"


def condition(
    procedure: Procedure, fact: Fact, speaker: Speaker, template: str = "sections.when"
) -> str:
    """“Nếu …: ” in the words of the case answers; empty when the fact always applies.

    template: `sections.when_titled` before a title, which has a colon of its own.
    """
    if not fact.when:
        return ""
    cases, unless = [], []
    for name, wanted in fact.when.items():
        answers = next(case.answers for case in procedure.cases if case.id == name)
        clauses = {answer.id: lower_first(answer.condition or answer.title) for answer in answers}
        left = [clauses[answer.id] for answer in answers if answer.id not in wanted]
        if len(left) == 1 and len(wanted) > 1:
            # All answers but one: the one is quicker said.
            unless.append(left[0])
        else:
            cases.append(" hoặc ".join(clauses[answer] for answer in wanted))
    return speaker.say(template, cases=cases, unless=unless) + " "


def ways(fact: Fact, speaker: Speaker) -> str:
    """“ (nộp tại quầy)”; empty when the fact applies to every way."""
    if not fact.ways:
        return ""
    names = [speaker.say(f"sections.way_{way}") for way in fact.ways]
    return " " + speaker.say("sections.ways", ways=names)


def paper(procedure: Procedure, item: Paper, speaker: Speaker) -> str:
    """One paper as a line."""
    name = lower_first(item.name) if item.when else upper_first(item.name)
    line = condition(procedure, item, speaker) + name
    line += ways(item, speaker)
    if item.kind == "show":
        line += " " + speaker.say("sections.documents_show")
    elif item.held:
        line += " " + speaker.say("sections.documents_held")
    return bullet(line)


def fee(procedure: Procedure, item: Fee, speaker: Speaker, today: date) -> str:
    """One fee as a line; a fee past its last day is not quoted."""
    title = (lower_first(item.title) if item.when else item.title) + ways(item, speaker)
    if item.valid_until and item.valid_until < today:
        text = speaker.say("sections.fee_expired", title=title, until=item.valid_until)
    elif item.free:
        text = speaker.say("sections.fee_free", title=title, text=item.text)
    else:
        text = _sum(item, title, speaker, "sections.fee_amount")
    return bullet(condition(procedure, item, speaker, TITLED) + text)


def benefit(procedure: Procedure, item: Benefit, speaker: Speaker) -> str:
    """One sum or help the citizen receives, as a line."""
    title = item.title + ways(item, speaker)
    text = _sum(item, title, speaker, "sections.benefit_amount")
    return bullet(condition(procedure, item, speaker, TITLED) + text)


def _sum(item: Fee | Benefit, title: str, speaker: Speaker, template: str) -> str:
    """In the words of a template for amounts, or in the record's own where it names none."""
    if item.amount is None:
        return speaker.say("sections.fee_text", title=title, text=item.text)
    return speaker.say(
        template,
        title=title,
        amount=item.amount,
        per=item.per,
        until=item.valid_until,
        text=item.text,
    )


def time_limit(procedure: Procedure, item: TimeLimit, speaker: Speaker) -> str:
    """One time limit as a line."""
    title = item.title + ways(item, speaker)
    if item.unit is None:
        text = speaker.say("sections.time_text", title=title, text=item.text)
    else:
        text = speaker.say(
            "sections.time_line",
            title=title,
            span=duration(item.amount, item.unit),
            text=item.text,
        )
    return bullet(condition(procedure, item, speaker, TITLED) + text)


def listed(
    procedure: Procedure,
    facts: Sequence[F],
    speaker: Speaker,
    line: Callable[[Procedure, F, Speaker], str],
    template: str = "sections.when",
) -> list[str]:
    """A line for each fact; neighbours under the same “Nếu …” stand under it together."""
    found: list[str] = []
    before, inner = "", [""]
    for fact in facts:
        head = condition(procedure, fact, speaker, template)
        text = line(procedure, fact, speaker)
        body = text.removeprefix(bullet(head))
        grown = "\n".join([bullet(head.rstrip(" ,:") + ":"), *inner, f"   – {upper_first(body)}"])
        if head and head == before and len(grown.split()) <= _MOST_GROUPED:
            inner.append(f"   – {upper_first(body)}")
            found[-1] = grown
        else:
            before, inner = head, [f"   – {upper_first(body)}"]
            found.append(text)
    return found


def name(fact: Fact, speaker: Speaker) -> str:
    """What a fact is called in a sentence about it; empty for one that has no name."""
    if isinstance(fact, Channel):
        return speaker.say(f"sections.way_{fact.way}")
    found = getattr(fact, "title", "") or getattr(fact, "name", "")
    return str(found)


def doubts(facts: Iterable[Fact]) -> list[str]:
    """What is not certain among the facts shown, as lines of a list."""
    said = [fact.doubt for fact in facts if fact.confidence != "read" and fact.doubt]
    return [bullet(with_stop(doubt)) for doubt in dict.fromkeys(said)]


def upper_first(text: str) -> str:
    """The text as it starts a sentence."""
    return text[:1].upper() + text[1:]


def with_stop(text: str) -> str:
    """The text as a sentence."""
    return text if text.endswith((".", "!", "?")) else text + "."
