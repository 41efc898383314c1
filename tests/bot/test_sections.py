"""Lists of facts as they are read: what belongs together stands so, what is doubtful is named."""

from __future__ import annotations

from datetime import date

import pytest

from bot.replies.model import SectionName
from bot.sections import compose
from bot.wording import Speaker, Wording, pair_named
from knowledge.schema import Procedure
from tests.bot.test_quoted_facts import KNOWN

SPEAKER = Speaker(Wording(), pair_named(None))
TODAY = date(2026, 11, 22)


def _said(code: str, section: SectionName) -> str:
    procedure = KNOWN.get(code)
    assert procedure
    found = []
    start = 0
    while True:
        page = compose(section, procedure, SPEAKER, TODAY, start)
        found += page.texts
        if not page.more:
            return "\n".join(found)
        start += 3 if section == "documents" else 2


def test_facts_under_one_condition_stand_under_it_together() -> None:
    said = _said("1.001193", "fee")
    assert "• Nếu cháu sinh đã quá 60 ngày:\n   – Lệ phí khai sinh:" in said
    assert "   – Riêng hộ nghèo, gia đình có công, người khuyết tật: miễn phí" in said


def test_a_condition_before_a_title_has_one_colon() -> None:
    assert "Nếu cháu sinh chưa quá 60 ngày, lệ phí khai sinh: miễn phí" in _said("1.001193", "fee")


def test_all_answers_but_one_are_said_by_the_one() -> None:
    said = _said("1.000656", "documents")
    assert "trừ khi người thân mất đã lâu, không xin được giấy báo tử nữa" in said


def test_a_tax_is_not_free_but_need_not_be_paid() -> None:
    assert "không phải nộp" in _said("1.007695", "fee")


def test_what_was_seen_in_one_place_only_is_named() -> None:
    assert "Riêng nộp trên mạng cháu mới thấy ở một nơi" in _said("1.001193", "how")


@pytest.mark.parametrize("procedure", list(KNOWN)[::5], ids=lambda procedure: procedure.code)
def test_nothing_is_lost_by_grouping(procedure: Procedure) -> None:
    said = _said(procedure.code, "fee").lower()
    for fee in procedure.fees:
        if fee.valid_from is None or fee.valid_from <= TODAY:
            assert fee.title.lower() in said
