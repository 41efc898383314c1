"""Answering a question: the section asked for, of the procedure it is about."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Choice, Link, Reply
from bot.replies.model import Outcome, SectionName
from bot.sections import SECTIONS, Composed, compose, overview, page_size
from bot.sections.imported import compose_imported, overview_imported, review_notice
from bot.talk import messages, trouble, values
from bot.talk.assistant import Assistant
from bot.talk.topic import Known, Offer, Topic, find_topic, known
from bot.talk.turn import Memory, Said, Turn
from bot.wording import Speaker
from knowledge.glossary import Term
from knowledge.imported import ImportedProcedure
from knowledge.localities import fees_in, province_of
from knowledge.schema import Procedure
from nlu.text.section import section_said

_SECTION_OF_INTENT: dict[str, SectionName] = {
    "ask_documents": "documents",
    "ask_fee": "fee",
    "ask_time": "time",
    "ask_where": "where",
    "ask_how": "how",
    "ask_eligibility": "eligibility",
    "ask_result": "result",
    "ask_legal": "legal",
}
MISSES_BEFORE_A_PERSON = 3
_FORGERY = "elsewhere:lam_giay_to_gia"
_SEARCH_PAGE = "https://dichvucong.gov.vn/tra-cuu-thu-tuc/danh-sach"


def call(assistant: Assistant, turn: Turn) -> Said:
    """Answer, ask back which procedure, or say plainly that it is not known."""
    if term := assistant.aids.glossary.find(turn.text):
        return _explain(assistant, turn, term)
    section = _section(assistant, turn)
    topic = find_topic(assistant, turn)
    if topic.procedure:
        said = tell(assistant, turn.memory, topic.procedure, section, province=place(turn))
        return replace(
            said, reply=_with_ranking(_with_former(assistant, turn, topic, said.reply), topic)
        )
    if topic.elsewhere and (found := assistant.aids.troubles.get(topic.elsewhere)):
        return trouble.start(assistant, turn, found, topic.ranking)
    if topic.decision == "unknown_code":
        return _unknown_code(assistant, turn, topic.former or "")
    if topic.elsewhere:
        return _elsewhere(assistant, turn, topic, topic.elsewhere)
    if topic.decision == "ask_back":
        return _ask_back(assistant, turn, topic, section)
    if topic.decision == "no_topic":
        return _ask_topic(assistant, turn, topic, section)
    return _unknown(assistant, turn, topic)


def _section(assistant: Assistant, turn: Turn) -> SectionName | None:
    """What is asked: said in so many words, read by the classifier, or asked before."""
    guess = _SECTION_OF_INTENT.get(turn.intent)
    said = section_said(assistant.retriever.normalise(turn.text), guess)
    named = next((name for name in SECTIONS if name == said), None)
    return named or _asked_before(turn)


def _asked_before(turn: Turn) -> SectionName | None:
    """The section asked for before the procedure was known."""
    return next((name for name in SECTIONS if name == turn.memory.section), None)


def tell(
    assistant: Assistant,
    memory: Memory,
    procedure: Known,
    section: SectionName | None,
    start: int = 0,
    province: str | None = None,
) -> Said:
    """One section of a record, or what the procedure is, with the other sections to choose.

    A long section is told a page at a time, from its message `start` on. province: two digits,
    whose own fees are told in place of what the record leaves to it.
    """
    speaker = assistant.speaker(memory)
    choices = messages.section_choices(procedure, speaker, section)
    here = _in(assistant, procedure, province) if isinstance(procedure, Procedure) else procedure
    composed = _compose(assistant, speaker, here, section, start)
    if section == "documents" and isinstance(procedure, Procedure):
        explain = Choice(
            title=speaker.say("choice_explain_papers"), value=values.papers(procedure.code, 0)
        )
        choices = [explain, *choices]
    if section == "how" and isinstance(procedure, Procedure):
        choices = [*_ways_to_walk(procedure, assistant, memory), *choices]
    if isinstance(procedure, Procedure):
        begin = messages.start_choice(procedure, speaker)
        choices = [begin, *choices] if section == "how" else [*choices, begin]
    if section and composed.more:
        go_on = values.more(procedure.code, section, start + page_size(section))
        title = "choice_more_papers" if section == "documents" else "choice_more"
        choices = [Choice(title=speaker.say(title), value=go_on), *choices]
    reply = Reply(
        outcome="answered",
        procedure=procedure.code,
        section=section,
        messages=messages.factual(composed, procedure, speaker, choices),
    )
    return Said(
        reply,
        memory.but(
            procedure=procedure.code,
            section=None,
            offered=tuple(choices),
            awaiting="nothing",
            misses=0,
        ),
    )


def place(turn: Turn) -> str | None:
    """The province named in the message, else that of the page the widget stands on."""
    return province_of(turn.text) or turn.province


def _in(assistant: Assistant, procedure: Procedure, province: str | None) -> Procedure:
    """The record with the fees of a province, as far as its policy is known."""
    local = fees_in(procedure, province, assistant.today(), assistant.policies)
    sources = [*procedure.sources, *local.sources]
    return procedure.model_copy(update={"fees": list(local.fees), "sources": sources})


def _compose(
    assistant: Assistant,
    speaker: Speaker,
    procedure: Known,
    section: SectionName | None,
    start: int,
) -> Composed:
    """The page; a change on the portal that nobody has looked at is said beside our words."""
    today = assistant.today()
    if isinstance(procedure, ImportedProcedure):
        if section is None:
            return overview_imported(procedure, speaker, today)
        return compose_imported(section, procedure, speaker, today, start)
    if section is None:
        return overview(procedure, speaker)
    composed = compose(section, procedure, speaker, today, start)
    review = assistant.imported.open_review(procedure.code) if assistant.imported else None
    if start or review is None or not (notice := review_notice(section, review, speaker)):
        return composed
    return replace(composed, texts=[*composed.texts, notice])


def _explain(assistant: Assistant, turn: Turn, term: Term) -> Said:
    """What a word means, and the way back to what was being talked about."""
    speaker = assistant.speaker(turn.memory)
    plain = term.plain.rstrip(".")
    text = speaker.say("glossary", name=term.term[:1].upper() + term.term[1:], plain=plain)
    current = known(assistant, turn, turn.memory.procedure or turn.page_procedure or "")
    choices = (
        messages.section_choices(current, speaker)
        if current
        else messages.procedure_choices(frequent(assistant), None)
    )
    return Said(
        Reply(outcome="explained", messages=messages.plain(text, choices)),
        turn.memory.but(offered=tuple(choices), awaiting="nothing", misses=0),
    )


def _ways_to_walk(procedure: Procedure, assistant: Assistant, memory: Memory) -> list[Choice]:
    speaker = assistant.speaker(memory)
    ways = [("online", procedure.steps), ("counter", procedure.visit)]
    return [
        Choice(
            title=speaker.say(f"sections.choice_steps_{way}"),
            value=values.steps(procedure.code, way, 0),
        )
        for way, steps in ways
        if steps
    ]


def _ask_back(assistant: Assistant, turn: Turn, topic: Topic, section: SectionName | None) -> Said:
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


def _ask_topic(assistant: Assistant, turn: Turn, topic: Topic, section: SectionName | None) -> Said:
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


def _unknown_code(assistant: Assistant, turn: Turn, code: str) -> Said:
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


def _elsewhere(assistant: Assistant, turn: Turn, topic: Topic, code: str) -> Said:
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
    return _elsewhere(assistant, turn, Topic(None, (), "elsewhere"), _FORGERY)


def _unknown(assistant: Assistant, turn: Turn, topic: Topic) -> Said:
    speaker = assistant.speaker(turn.memory)
    misses = turn.memory.misses + 1
    nearest = messages.procedure_choices(topic.offers, None)
    choices = [*nearest, messages.person_choice(speaker)]
    outcome: Outcome
    if turn.intent == "out_of_scope":
        outcome = "unanswerable_out_of_scope"
        text = speaker.say("out_of_scope", hotline=assistant.hotlines.portal)
    elif misses >= MISSES_BEFORE_A_PERSON:
        from bot.talk import hand_over

        return hand_over.call(assistant, replace(turn, intent="ask_person"))
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


def _with_ranking(reply: Reply, topic: Topic) -> Reply:
    return reply.model_copy(update={"candidates": topic.ranking})


def _with_former(assistant: Assistant, turn: Turn, topic: Topic, reply: Reply) -> Reply:
    """A former code leads to the new record and says so."""
    if not topic.former or not isinstance(topic.procedure, Procedure):
        return reply
    note = assistant.speaker(turn.memory).say(
        "old_code",
        former=topic.former,
        name=topic.procedure.short_name,
        code=topic.procedure.code,
    )
    return reply.model_copy(update={"messages": (*messages.plain(note), *reply.messages)})
