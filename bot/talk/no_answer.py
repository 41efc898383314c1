"""What is said when no section can be told: which procedure is meant, where it belongs, or that it
is not known.
"""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Choice, Link, Reply
from bot.replies.model import Outcome, SectionName
from bot.talk import hand_over, messages, values
from bot.talk.assistant import Assistant
from bot.talk.topic import Offer, Topic
from bot.talk.turn import Said, Turn

MISSES_BEFORE_A_PERSON = 3
_FORGERY = "elsewhere:lam_giay_to_gia"
_SEARCH_PAGE = "https://dichvucong.gov.vn/tra-cuu-thu-tuc/danh-sach"


def ask_back(assistant: Assistant, turn: Turn, topic: Topic, section: SectionName | None) -> Said:
    speaker = assistant.speaker(turn.memory)
    none = Choice(title=speaker.say("choice_none"), value=values.NONE)
    choices = [*messages.procedure_choices(topic.offers, section), none]
    text = speaker.say("which_procedure", names=[item.name for item in topic.offers])
    return Said(
        Reply(
            outcome="asked_back",
            section=section,
            candidates=topic.ranking,
            messages=messages.plain(text, choices),
        ),
        turn.memory.but(
            section=section, offered=tuple(choices), awaiting="which_procedure", misses=0
        ),
    )


def ask_topic(assistant: Assistant, turn: Turn, topic: Topic, section: SectionName | None) -> Said:
    """A question about nothing yet: the section is kept for when the topic is known."""
    speaker = assistant.speaker(turn.memory)
    return Said(
        Reply(
            outcome="asked_back",
            section=section,
            candidates=topic.ranking,
            messages=messages.plain(
                speaker.say("which_topic"), messages.procedure_choices(frequent(assistant), section)
            ),
        ),
        turn.memory.but(
            section=section,
            offered=tuple(messages.procedure_choices(frequent(assistant), section)),
            awaiting="nothing",
        ),
    )


def unknown_code(assistant: Assistant, turn: Turn, code: str) -> Said:
    """A procedure code we have no record for: the portal's own page has it."""
    speaker = assistant.speaker(turn.memory)
    choices = (messages.person_choice(speaker),)
    link = Link(title=speaker.say("link_search"), url=_SEARCH_PAGE)
    text = speaker.say("unknown_code", code=code, hotline=assistant.hotlines.portal)
    return Said(
        Reply(
            outcome="unanswerable_out_of_scope",
            messages=messages.plain(text, choices, (link,)),
        ),
        turn.memory.but(section=None, offered=choices, awaiting="nothing", misses=0),
    )


def elsewhere(assistant: Assistant, turn: Turn, topic: Topic, code: str) -> Said:
    """Not here: where it belongs, or that nobody may help with it."""
    speaker = assistant.speaker(turn.memory)
    found = assistant.topics.get(code)
    assert found is not None
    choices = (messages.person_choice(speaker),)
    text = speaker.say(f"elsewhere_{found.kind}", title=found.title, answer=found.answer)
    return Said(
        Reply(
            outcome="unanswerable_out_of_scope",
            candidates=topic.ranking,
            messages=messages.plain(text, choices),
        ),
        turn.memory.but(section=None, offered=choices, awaiting="nothing", misses=0),
    )


def refuse_forgery(assistant: Assistant, turn: Turn) -> Said:
    """Nobody may help with false papers."""
    return elsewhere(assistant, turn, Topic(None, (), "elsewhere"), _FORGERY)


def unknown(assistant: Assistant, turn: Turn, topic: Topic) -> Said:
    speaker = assistant.speaker(turn.memory)
    misses = turn.memory.misses + 1
    nearest = messages.procedure_choices(topic.offers, None)
    choices = [*nearest, messages.person_choice(speaker)]
    outcome: Outcome
    if turn.intent == "out_of_scope":
        outcome = "unanswerable_out_of_scope"
        text = speaker.say("out_of_scope", hotline=assistant.hotlines.portal)
    elif misses >= MISSES_BEFORE_A_PERSON:
        return hand_over.call(assistant, replace(turn, intent="misunderstood"))
    else:
        outcome, text = "unanswerable_not_understood", speaker.say("not_understood")
    return Said(
        Reply(
            outcome=outcome,
            candidates=topic.ranking,
            messages=messages.plain(text, choices),
        ),
        turn.memory.but(section=None, offered=tuple(choices), awaiting="nothing", misses=misses),
    )


def frequent(assistant: Assistant) -> list[Offer]:
    """Procedures to offer when nothing is known yet: those that bring most people to a ward."""
    wanted = ("2.000815", "1.001193", "1.116410", "1.004194")
    found = [procedure for code in wanted if (procedure := assistant.records.get(code))]
    shown = found or list(assistant.records)[:4]
    return [Offer(procedure.code, procedure.short_name) for procedure in shown]
