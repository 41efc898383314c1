"""Which procedure a message is about: its own, the one being talked about, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.replies import ScoredProcedure
from bot.talk.assistant import Assistant
from bot.talk.turn import Turn
from knowledge.retrieval import Decision, Ranking, decide
from knowledge.schema import Procedure
from nlu.text.follow_up import names_a_topic

_CODE = re.compile(r"(?<![\d.])\d\.\d{6}(?!\d)")


@dataclass(frozen=True)
class Topic:
    """`procedure` when it is clear; else `offers` to ask back with, or to name as nearest.

    former: the code in the message that this procedure took over. elsewhere: the topic's code when
    no record answers it. decision: what the scores said.
    """

    procedure: Procedure | None
    offers: tuple[Procedure, ...]
    decision: str
    ranking: tuple[ScoredProcedure, ...] = ()
    former: str | None = None
    elsewhere: str | None = None


def find_topic(assistant: Assistant, turn: Turn) -> Topic:
    """The topic of a message; never a guess."""
    if (match := _CODE.search(turn.text)) and (found := _by_code(assistant, match.group())):
        return found
    ranking = assistant.retriever.search(turn.text)
    scored = _scored(ranking)
    current = assistant.records.get(turn.memory.procedure or turn.page_procedure or "")
    if not names_a_topic(ranking.read_as):
        return Topic(current, (), "answer" if current else "no_topic", scored)
    decision = decide(ranking)
    if decision.kind == "answer":
        return Topic(assistant.records.get(decision.candidates[0].code), (), "answer", scored)
    if decision.kind == "elsewhere":
        return Topic(None, (), "elsewhere", scored, elsewhere=decision.elsewhere)
    if current and _is_about(current.code, decision):
        return Topic(current, (), "answer", scored)
    offers = tuple(
        procedure
        for candidate in decision.candidates
        if (procedure := assistant.records.get(candidate.code))
    )
    return Topic(None, offers, decision.kind, scored)


def _is_about(current: str, decision: Decision) -> bool:
    """Not clear by itself, and the procedure being talked about is its likeliest reading."""
    return bool(decision.candidates) and decision.candidates[0].code == current


def _by_code(assistant: Assistant, code: str) -> Topic | None:
    if procedure := assistant.records.get(code):
        return Topic(procedure, (), "answer")
    if successor := assistant.records.successor(code):
        return Topic(successor, (), "answer", former=code)
    return None


def _scored(ranking: Ranking) -> tuple[ScoredProcedure, ...]:
    return tuple(
        ScoredProcedure(code=item.code, name=item.name, score=round(item.score, 4))
        for item in ranking.candidates
    )
