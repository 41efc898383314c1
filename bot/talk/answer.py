"""Answering a question: the section asked for, of the procedure it is about."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Choice, Reply
from bot.replies.model import SectionName
from bot.sections import SECTIONS, Composed, compose, overview, page_size
from bot.sections.imported import compose_imported, overview_imported, review_notice
from bot.talk import messages, no_answer, trouble, values
from bot.talk.assistant import Assistant
from bot.talk.topic import Known, Topic, find_topic, known
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
        return no_answer.unknown_code(assistant, turn, topic.former or "")
    if topic.elsewhere:
        return no_answer.elsewhere(assistant, turn, topic, topic.elsewhere)
    if topic.decision == "ask_back":
        return no_answer.ask_back(assistant, turn, topic, section)
    if topic.decision == "no_topic":
        return no_answer.ask_topic(assistant, turn, topic, section)
    return no_answer.unknown(assistant, turn, topic)


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
        else messages.procedure_choices(no_answer.frequent(assistant), None)
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
