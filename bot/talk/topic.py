"""Which procedure a message is about: its own, the one being talked about, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.replies import ScoredProcedure
from bot.sections import SECTIONS
from bot.talk.assistant import Assistant
from bot.talk.turn import Turn
from knowledge.imported import ImportedProcedure
from knowledge.naming import is_named, only_named
from knowledge.retrieval import Candidate, Ranking, decide
from knowledge.retrieval.catalogue import choose
from knowledge.schema import Procedure
from knowledge.troubles import PREFIX as TROUBLE
from nlu.text.follow_up import names_a_topic

_CODE = re.compile(r"(?<![\d.])\d\.\d{6}(?!\d)")
_MOST_WORDS = 14
"""Of a portal's title on a button."""
_SECTION_INTENTS = {f"ask_{section}" for section in SECTIONS}


Known = Procedure | ImportedProcedure
"""A record of ours, or the portal's own."""


@dataclass(frozen=True)
class Offer:
    """A procedure to choose."""

    code: str
    name: str


@dataclass(frozen=True)
class Topic:
    """`procedure` when it is clear; else `offers` to ask back with, or to name as nearest.

    former: the code in the message that this procedure took over. elsewhere: the code of the topic
    that no record answers, or of the trouble. decision: what the scores said.
    """

    procedure: Known | None
    offers: tuple[Offer, ...]
    decision: str
    ranking: tuple[ScoredProcedure, ...] = ()
    former: str | None = None
    elsewhere: str | None = None


def find_topic(assistant: Assistant, turn: Turn) -> Topic:
    """The topic of a message; never a guess.

    In order: a code; the one procedure whose name is all that was said; for a question that names
    no other and has no word of a neighbour, the procedure being talked about; what the scores say.
    """
    if match := _CODE.search(turn.text):
        return _by_code(assistant, turn, match.group())
    ranking = assistant.retriever.search(turn.text)
    scored = _scored(ranking)
    current = known(assistant, turn, turn.memory.procedure or turn.page_procedure or "")
    if turn.intent == "trouble" and (ranking.elsewhere or "").startswith(TROUBLE):
        return Topic(None, (), "trouble", scored, elsewhere=ranking.elsewhere)
    if not names_a_topic(ranking.read_as):
        return Topic(current, (), "answer" if current else "no_topic", scored)
    decision = decide(ranking)
    named = only_named(assistant.records, ranking.read_as)
    # Scores that are sure of another know more than a name: "bản sao" is part of no name.
    if named and (decision.kind != "answer" or decision.candidates[0].code == named.code):
        return Topic(named, (), "answer", scored)
    away = current and assistant.pointers.from_(current.code, (turn.text, ranking.read_as))
    if (
        current
        and not away
        and turn.intent in _SECTION_INTENTS
        and not _names_another(assistant, ranking, current)
    ):
        return Topic(current, (), "answer", scored)
    if decision.kind == "answer":
        best = decision.candidates[0]
        if found := known(assistant, turn, best.code, best.others):
            return Topic(found, (), "answer", scored)
    if decision.elsewhere:
        return Topic(None, (), decision.kind, scored, elsewhere=decision.elsewhere)
    if current and away and (offers := _between(assistant, current.code, away)):
        return Topic(None, offers, "ask_back", scored)
    best_code = decision.candidates[0].code if decision.candidates else None
    if current and not away and best_code == current.code:
        return Topic(current, (), "answer", scored)
    offers = tuple(_offer(assistant, candidate) for candidate in decision.candidates)
    return Topic(None, offers, decision.kind, scored)


def _between(assistant: Assistant, *codes: str) -> tuple[Offer, ...]:
    """To choose between records of ours; none where there are not two."""
    found = [record for code in codes if (record := assistant.records.get(code))]
    return tuple(Offer(record.code, record.short_name) for record in found if len(found) > 1)


def known(
    assistant: Assistant, turn: Turn, code: str, others: tuple[str, ...] = ()
) -> Known | None:
    """Our record of a code, else the portal's own: of the citizen's province, or the commune's."""
    if record := assistant.records.get(code):
        return record
    if assistant.imported is None or not code:
        return None
    found = [
        record
        for one in (code, *others)
        for record in assistant.imported.by_code(one, assistant.today())
    ]
    return choose(found, turn.province) if found else None


def _offer(assistant: Assistant, candidate: Candidate) -> Offer:
    record = assistant.records.get(candidate.code)
    name = record.short_name if record else " ".join(candidate.name.split()[:_MOST_WORDS])
    return Offer(candidate.code, name)


def names_a_code(text: str) -> bool:
    """Whether a message holds a procedure's code."""
    return _CODE.search(text) is not None


def _names_another(assistant: Assistant, ranking: Ranking, current: Known) -> bool:
    """Whether the likeliest procedure is another one, and one of its names was said."""
    if ranking.elsewhere:
        return True
    best = assistant.records.get(ranking.candidates[0].code) if ranking.candidates else None
    return best is not None and best.code != current.code and is_named(best, ranking.read_as)


def _by_code(assistant: Assistant, turn: Turn, code: str) -> Topic:
    if successor := assistant.records.successor(code):
        return Topic(successor, (), "answer", former=code)
    if found := known(assistant, turn, code):
        return Topic(found, (), "answer")
    return Topic(None, (), "unknown_code", former=code)


def _scored(ranking: Ranking) -> tuple[ScoredProcedure, ...]:
    return tuple(
        ScoredProcedure(code=item.code, name=item.name, score=round(item.score, 4))
        for item in ranking.candidates
    )
