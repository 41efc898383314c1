"""Troubles, words explained, and the portal's own records, through the handlers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.talk import Assistant
from knowledge import troubles
from knowledge.imported import ImportedProcedure, Review
from knowledge.troubles import ENDS, Do, Trouble
from knowledge.troubles.tree import paths
from tests.bot.talking import Talker, text_of
from tests.conftest import TODAY, ScriptedRetriever

BIRTH = "1.001193"
KARAOKE = ImportedProcedure(
    id="k",
    code="1.001029",
    name="Thủ tục cấp giấy phép đủ điều kiện kinh doanh dịch vụ karaoke",
    conditions="Phòng hát có diện tích sử dụng từ 20 m2 trở lên.",
    fetched_on=date(2026, 11, 20),
    whole=True,
)


class OnePage:
    """A portal with one procedure and no open review."""

    def by_code(self, code: str, today: date | None = None) -> list[ImportedProcedure]:
        return [KARAOKE] if code == KARAOKE.code else []

    def open_review(self, code: str) -> Review | None:
        return None


@pytest.mark.parametrize(
    "trouble",
    # Fraud is heard outright and goes to a person at once (test_small_talk).
    [trouble for trouble in troubles.load() if trouble.id != "fraud"],
    ids=lambda trouble: trouble.id,
)
def test_every_way_through_a_trouble_ends_in_something_to_do(
    trouble: Trouble, assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.1))
    retriever.elsewhere = trouble.code
    for way in paths(trouble):
        talker = Talker(assistant)
        said = talker.say(trouble.signs[0], "trouble")
        assert said.reply.outcome == "troubleshooting"
        for node in way.nodes[1:]:
            assert any(choice.value == "person" for choice in talker.memory.offered)
            value = f"t:{trouble.id}:{node.id}"
            title = next(c.title for c in talker.memory.offered if c.value == value)
            said = talker.tap(title)
            assert len(text_of(said).split()) <= 80
        last = way.nodes[-1]
        assert isinstance(last, Do)
        assert last.then in ENDS
        assert last.do in text_of(said)
        assert talker.memory.offered[-1].value == "person"


def test_a_stale_node_starts_the_tree_anew(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    talker = Talker(assistant)
    said = talker.say("/choose", "choose", "action_choose", choice="t:otp_missing:khong_con")
    assert said.reply.outcome == "troubleshooting"
    assert talker.say("/c", "choose", "action_choose", choice="t:khong_co:x").reply.outcome == (
        "unanswerable_not_understood"
    )


def test_a_word_is_explained_and_the_talk_goes_on(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.99))
    talker = Talker(assistant)
    talker.say("khai sinh can gi", "ask_documents")
    said = talker.say("trich luc la gi vay con", "ask_result")
    assert said.reply.outcome == "explained"
    assert "trích lục" in text_of(said).lower()
    assert talker.memory.procedure == BIRTH
    assert any(choice.value.startswith(f"s:{BIRTH}:") for choice in talker.memory.offered)


def test_the_portals_own_record_is_quoted_with_its_day(assistant: Assistant) -> None:
    talker = Talker(replace(assistant, imported=OnePage(), today=lambda: TODAY))
    said = talker.say("thủ tục 1.001029 cần điều kiện gì", "ask_eligibility")
    assert (said.reply.outcome, said.reply.procedure) == ("answered", KARAOKE.code)
    assert "20 m2" in text_of(said)
    note = said.reply.messages[0].sources[0]
    assert (note.url, note.checked_on) == (KARAOKE.url, KARAOKE.fetched_on)
    # No amount on the portal is not "free", and a follow-up stays with the procedure.
    fee = talker.say("phí bao nhiêu", "ask_fee")
    assert fee.reply.procedure == KARAOKE.code
    assert "chưa phải là miễn phí" in text_of(fee)
