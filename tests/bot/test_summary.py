"""The printed summary: what it says, and that a printer can show it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pypdfium2
import pytest

from bot.guide import Context, State, facts
from bot.guide.lengths import telling_answers
from bot.guide.route import way_of
from bot.guide.trees import KnownTrees
from bot.summary import summary, to_pdf
from bot.wording import Speaker, Wording, pair_named
from knowledge import hotlines
from knowledge.schema import Procedure
from tests.bot.test_quoted_facts import KNOWN
from tests.conftest import AIDS

CONTEXT = Context(
    KNOWN,
    hotlines.load(),
    datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=7))),
    KnownTrees(AIDS.troubles),
)
SPEAKER = Speaker(Wording(), pair_named(None))


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage() for page in document]
        text = " ".join(page.get_text_range() for page in pages)
        for page in pages:
            page.close()
        return " ".join(text.split())
    finally:
        document.close()


@pytest.mark.parametrize("code", ["1.001193", "1.004222", "tb-nop-phat-giao-thong"])
def test_a_summary_reads_back_with_its_accents(code: str) -> None:
    procedure = KNOWN.get(code)
    assert procedure
    answers = {case.id: case.answers[0].id for case in procedure.cases}
    state = State(code=code, answers=answers, at="end", dossier="H29.16-261123-0007")
    content = summary(
        procedure, state, CONTEXT, SPEAKER, code="K7M2-9QXD", link="https://x.test/#K7M2-9QXD"
    )
    text = _text(to_pdf(content))
    for wanted in ("Giấy tóm tắt: " + procedure.short_name, "K7M2-9QXD", "H29.16-261123-0007",
                   "18001096", "23/11/2026"):  # fmt: skip
        assert wanted in text, wanted
    for section in content.sections:
        assert section.heading in text
        for line in section.lines:
            assert line.text.split()[0] in text


@pytest.mark.parametrize("procedure", list(KNOWN)[::6], ids=lambda procedure: procedure.code)
def test_a_summary_says_only_what_holds_for_the_answers(procedure: Procedure) -> None:
    for answers in list(telling_answers(procedure))[:40:7]:
        state = State(code=procedure.code, answers=answers)
        content = summary(procedure, state, CONTEXT, SPEAKER)
        assert content.code == content.link == ""
        headings = [section.heading for section in content.sections]
        asked = facts.asked_papers(procedure, answers, way_of(procedure, state))
        assert ("Giấy tờ phải nộp" in headings) == bool(asked)
        lines = [line.text for section in content.sections for line in section.lines]
        assert all(lines)
        # No day is promised before anything was handed in.
        assert not any("khoảng ngày" in line for line in lines)
    assert to_pdf(content).startswith(b"%PDF-")


def test_no_page_is_spilt_for_a_few_lines() -> None:
    procedure = KNOWN.get("1.001193")
    assert procedure
    answers = {case.id: case.answers[0].id for case in procedure.cases}
    state = State(code=procedure.code, answers=answers, at="end", way="counter")
    content = summary(procedure, state, CONTEXT, SPEAKER, code="K7M2-9QXD", link="https://x.test/#")
    document = pypdfium2.PdfDocument(to_pdf(content))
    try:
        assert len(document) == 2
    finally:
        document.close()
    # What was answered is not asked again with an "if".
    fees = next(section for section in content.sections if section.heading == "Tiền phải trả")
    assert fees.lines[0].text == "Lệ phí khai sinh: miễn phí"
    assert "18001096" in content.help


def test_a_letter_has_its_steps_and_no_promised_day() -> None:
    procedure = KNOWN.get("1.014027")
    assert procedure
    state = State(code=procedure.code, way="post", at="end", dossier="H29.16-261123-0007")
    content = summary(procedure, state, CONTEXT, SPEAKER)
    steps = next(part for part in content.sections if part.heading == "Gửi qua bưu điện")
    assert "biên nhận" in steps.lines[-1].text
    lines = [line.text for section in content.sections for line in section.lines]
    assert not any("khoảng ngày" in line for line in lines)
