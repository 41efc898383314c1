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
