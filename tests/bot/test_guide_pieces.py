"""Single promises of the guide: answers filter facts, changes are told, dates are counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot import pictures
from bot.guide import State, facts, hear, moves
from bot.guide.dossier import find_code
from bot.guide.expect import received_on
from bot.guide.state import changed, parts_of
from bot.talk import Assistant
from knowledge.dossiers.clock import add_working_days, is_working_day
from knowledge.records import Record, Records
from knowledge.schema import Paper, Procedure
from knowledge.schema.guide import Stage
from tests.bot.guiding import Citizen
from tests.bot.talking import text_of
from tests.bot.test_quoted_facts import KNOWN
from tests.conftest import ScriptedRetriever, make_assistant

BIRTH = "1.001193"
VIETNAM = timezone(timedelta(hours=7))


def _birth() -> Procedure:
    procedure = KNOWN.get(BIRTH)
    assert procedure
    return procedure


def test_not_knowing_keeps_the_safe_superset() -> None:
    known = {"ket_hon": "da_dang_ky", "noi_sinh": "co_so_y_te", "nguoi_di": "cha_me",
             "thoi_han": "trong_60", "dac_biet": "binh_thuong"}  # fmt: skip
    few = facts.asked_papers(_birth(), known, "counter")
    many = facts.asked_papers(_birth(), dict.fromkeys(known, "?"), "counter")
    assert {p.id for p in few} < {p.id for p in many}
    assert {paper.id for paper in facts.asked_papers(_birth(), {}, "counter")} == {
        paper.id for paper in many
    }


def test_what_depends_on_a_question_that_is_not_asked_does_not_apply() -> None:
    for procedure in KNOWN:
        for case in procedure.cases:
            for name, wanted in case.when.items():
                earlier = facts.case_of(procedure, name)
                assert earlier
                closing = next((a.id for a in earlier.answers if a.id not in wanted), None)
                if closing is None:
                    continue
                answers = {name: closing}
                assert case not in facts.cases(procedure, answers)
                assert not facts.holds(procedure, answers, {case.id: [case.answers[0].id]})


@pytest.mark.parametrize(
    ("part", "change", "word"),
    [
        ("papers", {"name": "Giấy hoàn toàn mới"}, "giấy tờ"),
        ("fees", {"title": "Lệ phí mới"}, "lệ phí"),
        ("steps", {"do": "Bấm một nút khác."}, "các bước"),
    ],
)  # fmt: skip
def test_a_record_that_changed_meanwhile_says_what(
    part: str, change: dict[str, str], word: str, retriever: ScriptedRetriever, tmp_path: Path
) -> None:
    citizen = Citizen(make_assistant(KNOWN, retriever), tmp_path)
    retriever.says((BIRTH, 0.99))
    citizen.hear("dắt tôi làm khai sinh", "start_guide")
    citizen.hear("1")
    procedure = _birth()
    first = getattr(procedure, part)[0].model_copy(update=change)
    newer = procedure.model_copy(update={part: [first, *getattr(procedure, part)[1:]]})
    file = next(record.file for record in KNOWN.all if record.procedure.code == BIRTH)
    citizen.assistant = Citizen(make_assistant(Records([Record(newer, file)]), retriever)).assistant
    said = citizen.hear("2")
    assert word in text_of(said)
    assert "Từ lần trước" in text_of(said)
    assert changed(citizen.state, newer) == []
    assert "Câu 2/5" in text_of(citizen.hear("ừ"))
    citizen.close()


def test_a_new_paper_is_asked_for_after_a_change() -> None:
    procedure = _birth()
    state = State(code=BIRTH, parts=parts_of(procedure), at="s:tim", way="online",
                  answers={case.id: "?" for case in procedure.cases},
                  papers={paper.id: "have" for paper in procedure.papers})  # fmt: skip
    paper = Paper.model_validate(
        {"id": "giay_moi", "name": "Giấy mới", "plain": "Giấy mới.", "kind": "copy", "sources": []}
    )
    newer = procedure.model_copy(update={"papers": [*procedure.papers, paper]})
    moved = moves.reconcile(newer, state)
    assert moved
    assert (moved.state.at, moved.state.view) == ("p:giay_moi", "changed:papers")
    assert moves.reconcile(procedure, state) is None


def test_working_days_know_the_holidays() -> None:
    assert not is_working_day(date(2026, 11, 24))  # Vietnam's day of culture
    assert add_working_days(date(2026, 11, 23), 3) == date(2026, 11, 27)
    assert is_working_day(date(2026, 8, 22))  # a Saturday worked for a bridge day
    assert add_working_days(date(2027, 2, 3), 1) > date(2027, 2, 10)  # Tết


@pytest.mark.parametrize(
    ("hour", "rule", "day"), [(14, True, 23), (15, True, 25), (15, False, 23), (20, True, 25)]
)
def test_the_three_o_clock_rule_where_the_record_says_so(hour: int, rule: bool, day: int) -> None:
    now = datetime(2026, 11, 23, hour, tzinfo=VIETNAM)
    assert received_on(now, rule) == date(2026, 11, day)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("000.00.16.H29-231121-0005", "000.00.16.H29-231121-0005"),
        ("nó hiện h29.16-261122-0001 đó con", "H29.16-261122-0001"),
        ("G09.20-20260609-0092637.", "G09.20-20260609-0092637"),
        ("001099123456", None),
        ("khai sinh 2026", None),
    ],
)
def test_dossier_codes_are_recognised(text: str, code: str | None) -> None:
    assert find_code(text) == code


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("xong", "done"), ("Xong rồi con ơi!", "done"), ("chưa", "not_yet"), ("bi ket", "stuck"),
        ("Quay lại", "back"), ("doc lai", "repeat"), ("dừng", "pause"), ("tiep tuc", "resume"),
        ("làm lại từ đầu nhé", "restart"), ("nguoi khac", "new_citizen"), ("ừ", "yes"),
        ("gặp người thật đi", "person"), ("khong", "no"), ("không rõ", "unsure"), ("hả", "repeat"),
        ("đúng", "yes"), ("Dừng nha con", "pause"), ("dung", "dung"), ("khoi nop", "held"),
        ("lệ phí bao nhiêu", None), ("tôi muốn làm giấy khai tử cho ba tôi mới mất", None),
    ],
)  # fmt: skip
def test_words_that_are_always_understood(text: str, act: str | None) -> None:
    assert hear.act(text) == act


def test_a_way_can_be_named(assistant: Assistant, retriever: ScriptedRetriever) -> None:
    assert moves.choose_way(_birth(), State(code=BIRTH, at="way"), "online")
    portal_only = next(p for p in KNOWN if facts.ways(p, {}) == ("counter",))
    assert moves.choose_way(portal_only, State(code=portal_only.code, at="way"), "online") is None


def test_every_stage_has_a_picture_of_its_own() -> None:
    from typing import get_args

    assert set(pictures.names()) == {*get_args(Stage), "photo"}
    for name in pictures.names():
        text = (pictures.FOLDER / f"{name}.svg").read_text("utf-8")
        assert len(text.encode()) < 3072
        assert "<title>" in text
        assert "href" not in text


def test_the_end_offers_to_follow_where_dossiers_can_be_followed() -> None:
    from dataclasses import replace

    from bot.guide import card
    from tests.bot.test_summary import CONTEXT

    end = State(code=BIRTH, parts=parts_of(_birth()), at="end", dossier="H29.16-261122-0001")
    for follows, value in ((True, "d:follow:H29.16-261122-0001"), (False, "g:follow")):
        made = card(_birth(), end, replace(CONTEXT, follows=follows))
        assert value in [option.value for option in made.options]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("chi toi tung buoc lam giay khai tu", True), ("dắt tôi từng bước đi con", True),
        ("co tung buoc nao mat tien khong", False), ("làm khai tử cần gì", False),
    ],
)  # fmt: skip
def test_step_by_step_is_heard_outright(text: str, wanted: bool) -> None:
    assert hear.starts(text) == wanted


def test_not_able_to_read_is_an_answer_and_no_doubt() -> None:
    procedure = KNOWN.get("1.000419")
    assert procedure
    case = facts.case_of(procedure, "biet_chu")
    assert case
    assert facts.unsure_answer(case) is None


@pytest.mark.parametrize(("text", "at"), [("co roi", None), ("chưa", None), ("lâu rồi con", 2)])
def test_no_bare_yes_says_how_long_ago(text: str, at: int | None) -> None:
    procedure = KNOWN.get("1.000656")
    assert procedure
    case = facts.case_of(procedure, "thoi_gian")
    assert case
    assert hear.answer(case, text) == (None if at is None else case.answers[at])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("hướng dẫn tôi từng bước làm chứng thực bản sao", "làm chứng thực bản sao"),
        ("chi tui tung buoc khai sinh", "khai sinh"),
        ("khai sinh từng bước", "khai sinh từng bước"),
        ("làm khai sinh từng bước giúp tôi", "làm khai sinh từng bước giúp tôi"),
        ("làm khai sinh", "làm khai sinh"),
    ],
)
def test_what_somebody_wants_to_be_led_through(text: str, what: str) -> None:
    assert hear.led_to(text) == what
