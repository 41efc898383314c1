"""Every record guided from the first word to the dossier code, every case answer reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.guide import facts, lengths
from bot.talk import Assistant
from knowledge.records import Records
from knowledge.schema import Procedure
from tests.bot.guiding import DOSSIER, EVERY, Citizen
from tests.bot.talking import text_of
from tests.bot.test_quoted_facts import KNOWN
from tests.conftest import ScriptedRetriever


@pytest.fixture
def citizen(assistant: Assistant) -> Iterator[Citizen]:
    made = Citizen(assistant)
    yield made
    made.close()


@pytest.fixture
def counted(assistant: Assistant, tmp_path: Path) -> Iterator[Citizen]:
    made = Citizen(assistant, tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("procedure", EVERY)
def test_from_the_first_word_to_the_code(
    procedure: Procedure, citizen: Citizen, retriever: ScriptedRetriever
) -> None:
    retriever.says((procedure.code, 0.99))
    wanted = {(case.id, answer.id) for case in procedure.cases for answer in case.answers}
    wanted |= {(case.id, "?") for case in procedure.cases}
    for number, answers in enumerate(_covering(procedure, set(wanted))):
        ways = facts.ways(procedure, answers)
        way = ways[number % len(ways)]
        reached = _walk(citizen, procedure, answers, way, papers=("Có rồi", "Chưa có")[number % 2])
        wanted -= reached
    assert wanted == set()


def _covering(procedure: Procedure, wanted: set[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """Sets of answers that together give every answer at least once, few of them."""
    every = sorted(lengths.answer_sets(procedure), key=lambda a: sorted(a.items()))
    for answers in every:
        if wanted and sum(pair in wanted for pair in answers.items()) >= min(2, len(wanted)):
            wanted -= set(answers.items())
            yield answers
    while wanted:
        best = max(every, key=lambda a: sum(pair in wanted for pair in a.items()))
        wanted -= set(best.items())
        yield best


def _walk(
    citizen: Citizen, procedure: Procedure, answers: dict[str, str], way: str, papers: str
) -> set[tuple[str, str]]:
    reached = set()
    citizen.memory = citizen.memory.but(guides=())
    said = citizen.hear(f"dắt tôi {procedure.short_name}", "start_guide")
    assert (said.reply.outcome, said.reply.procedure) == ("guiding", procedure.code)
    for _ in range(90):
        state = citizen.state
        kind, _, name = state.at.partition(":")
        if state.at == "end":
            break
        if kind == "c" and not state.view:
            reached.add((name, answers[name]))
            said = citizen.choose(f"g:a:{name}:{answers[name]}")
            if citizen.memory.guides[0].view == "leads":
                _leads(citizen, procedure, text_of(said))
            elif citizen.memory.guides[0].view == "stop":
                assert "khoan nộp" in text_of(said)
                citizen.tap("Vẫn làm việc này")
        elif kind == "way":
            said = citizen.choose(f"g:w:{way}")
        elif kind == "p" and not state.view:
            offered = [choice.title for choice in citizen.memory.offered]
            said = citizen.tap(papers if papers in offered else "Làm tiếp")
        elif state.at == "end:code":
            said = citizen.hear(DOSSIER)
        else:
            said = citizen.hear("xong rồi con")
        assert said.reply.outcome == "guiding"
    assert citizen.state.at == "end"
    assert citizen.state.dossier == DOSSIER
    assert DOSSIER in text_of(said)
    assert "rồi" in text_of(citizen.tap("Xong, kết thúc"))
    assert citizen.memory.guides == ()
    return reached


def _leads(citizen: Citizen, procedure: Procedure, text: str) -> None:
    """The answer means another procedure: it is offered, or named; and one may stay."""
    state = citizen.state
    answer = facts.lead_of(procedure, state.answers, state.at[2:])
    assert answer
    assert answer.leads_to
    other = KNOWN.get(answer.leads_to) or KNOWN.successor(answer.leads_to)
    if other is None:
        assert answer.leads_to in text
    else:
        assert other.short_name in text
        assert "Chuyển sang việc đó" in [choice.title for choice in citizen.memory.offered]
    citizen.tap("Vẫn làm việc này")


def test_a_leading_answer_takes_one_to_the_other_procedure(
    citizen: Citizen, retriever: ScriptedRetriever, known: Records
) -> None:
    retriever.says(("1.001193", 0.99))
    citizen.hear("dắt tôi làm khai sinh", "start_guide")
    citizen.tap("Chưa, nhưng muốn ghi tên cha")
    citizen.hear("ừ con")
    assert citizen.state.code == "1.000689"
    assert [state.code for state in citizen.memory.guides] == ["1.000689"]


def test_the_table_of_lengths_is_current() -> None:
    from bot.training import ROOT

    assert (ROOT / "docs" / "guide-figures.md").read_text("utf-8") == lengths.table(KNOWN)


def test_lengths_are_what_a_conversation_takes(
    counted: Citizen, retriever: ScriptedRetriever
) -> None:
    procedure = KNOWN.get("1.001193")
    assert procedure
    answers = {"ket_hon": "da_dang_ky", "noi_sinh": "co_so_y_te", "thoi_han": "trong_60",
               "nguoi_di": "cha_me", "dac_biet": "binh_thuong"}  # fmt: skip
    retriever.says((procedure.code, 0.99))
    _walk(counted, procedure, answers, "counter", "Có rồi")
    totals = counted.tally.totals()
    assert totals[(procedure.code, "started", "")] == totals[(procedure.code, "finished", "")] == 1
    # "moves" counts what the citizen sent, the code included.
    assert totals[(procedure.code, "moves", "")] == lengths.messages(
        procedure, answers, "counter", "have"
    )
