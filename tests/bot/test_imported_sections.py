"""Imported records as short messages: quoted, never reworded, faults said plainly."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies.model import SectionName
from bot.sections.compose import page_size
from bot.sections.imported import compose_imported, overview_imported, review_notice
from bot.wording import Speaker, Wording, pair_named
from connectors.portal.sandbox.demonstration import demonstration
from knowledge.imported import ImportedProcedure, Mark, MarkKind, Review, SectionChange, parse
from knowledge.imported.linter import lint
from knowledge.imported.peers import disagreement
from knowledge.imported.rules import default
from tests.knowledge.imported.records import (
    TODAY,
    case,
    fee,
    line,
    listing,
    method,
    record,
    variant,
)

SPEAKER = Speaker(Wording(), pair_named(None))
SECTIONS: tuple[SectionName, ...] = get_args(SectionName)
_NUMBER = re.compile(r"\d+")


def say(section: SectionName, found: ImportedProcedure, today: date = TODAY) -> str:
    return "\n".join(every_text(section, found, today))


def every_text(section: SectionName, found: ImportedProcedure, today: date = TODAY) -> list[str]:
    texts: list[str] = []
    start, more = 0, True
    while more:
        page = compose_imported(section, found, SPEAKER, today, start)
        texts += page.texts
        start, more = start + page_size(section), page.more
    return texts


def marked(found: ImportedProcedure, *marks: Mark) -> ImportedProcedure:
    return found.model_copy(update={"marks": list(marks)})


def demonstrated() -> list[ImportedProcedure]:
    found = []
    for row in demonstration():
        one = parse(row.listing, row.detail, TODAY)
        marks = [*disagreement(one, row.listing, row.detail), *lint(one, default())]
        found.append(marked(one, *marks))
    return found


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_every_record(section: SectionName) -> None:
    for found in demonstrated():
        texts = every_text(section, found)
        assert texts
        assert all(0 < len(text.split()) <= 60 for text in texts)
        (source,) = compose_imported(section, found, SPEAKER, TODAY).sources
        assert source.url == found.url
        assert source.read_on == TODAY


@given(
    name=st.lists(st.sampled_from(["Cấp", "giấy", "phép", "thuyền;"]), min_size=1, max_size=90),
    text=st.text(alphabet="aă bcđ ê.;:,-+\n(0", min_size=1, max_size=600),
    case_name=st.text(alphabet="ab .;", max_size=300),
)
def test_no_message_is_too_long(name: list[str], text: str, case_name: str) -> None:
    listed = listing(name=" ".join(name))
    found = record(
        listed,
        name="",
        executionCases=[case(line(text or "x"), name=case_name), case(line("Đơn"))],
        executionMethods=[method(fees=[fee(1000, text)], description=text), method("ONLINE")],
        requirementsAndConditions=text,
        cases=[variant(3, "DAY", case_name)],
    )
    for section in SECTIONS:
        assert all(len(message.split()) <= 60 for message in every_text(section, found))


def test_every_number_said_stands_in_the_record() -> None:
    for found in demonstrated():
        if found.withheld_on(TODAY):
            continue
        plain = marked(found)
        known = set(_NUMBER.findall(plain.model_dump_json()))
        amounts = [one.value or 0 for way in plain.methods for one in way.fees]
        known |= set(_NUMBER.findall(" ".join(f"{amount:,}" for amount in amounts)))
        for section in SECTIONS:
            said = set(_NUMBER.findall(say(section, plain)))
            assert said <= known, (found.code, section, said - known)


def test_no_amount_is_not_free() -> None:
    for value, text in ((0, ""), (None, "0"), (0, "Đồng")):
        said = say("fee", record(executionMethods=[method(fees=[fee(value, text)])]))
        assert "không nêu số tiền" in said
        assert "chưa phải là miễn phí" in said
    free = record(executionMethods=[method(fees=[fee(0, "Miễn phí cho trẻ em")])])
    assert "Miễn phí cho trẻ em" in say("fee", free)


def test_fees_by_way() -> None:
    methods = [
        method("ONLINE", fees=[fee(7000)]),
        method("DIRECT", fees=[fee(15000, "mỗi buổi")]),
        method("POSTAL"),
    ]
    said = say("fee", record(executionMethods=methods))
    assert "Nộp trên mạng: 7.000 đồng" in said
    assert "Nộp tại quầy: mỗi buổi: 15.000 đồng" in said
    assert "Gửi bưu điện: Cổng không nêu số tiền" in said


def test_times_that_disagree_are_both_said() -> None:
    found = record(
        executionMethods=[method(amount=10)], cases=[variant(20.5, "DAY", "Nhà hai tầng")]
    )
    said = say("time", found)
    assert "10 ngày làm việc" in said
    assert "Trường hợp Nhà hai tầng: 20,5 ngày" in said
    assert "khác nhau" in said


def test_two_times_of_one_way_bring_their_texts() -> None:
    methods = [
        method(amount=3, description="Đã có thẻ."),
        method(amount=7, description="Chưa có thẻ."),
    ]
    said = say("time", record(executionMethods=methods))
    assert "• 3 ngày làm việc\n• Đã có thẻ.\n• 7 ngày làm việc\n• Chưa có thẻ." in said
    assert "khác nhau" in said


def test_an_amount_beside_a_text() -> None:
    long = "Mức cụ thể do hội đồng của tỉnh quyết định theo từng năm. Người già được giảm một nửa."
    fees = [fee(2000, "/trang"), fee(9000, "Phí bến"), fee(5000, long)]
    said = say("fee", record(executionMethods=[method(fees=fees)]))
    assert "• 2.000 đồng/trang" in said
    assert "• Phí bến: 9.000 đồng" in said
    assert "• 5.000 đồng; Cổng ghi kèm:\n• Mức cụ thể" in said


def test_papers_notes_and_copies() -> None:
    found = record(
        executionCases=[
            case(line("Đơn mượn", 1, 2), line("Trẻ em đi cùng người lớn", 0, 0)),
            case(line("Ảnh thuyền", 0, 1), name="Thuyền có máy"),
            case(line("Ảnh chủ thuyền"), name="Trường hợp thuyền mượn lại"),
        ]
    )
    said = say("documents", found)
    assert "• Đơn mượn (1 bản chính, 2 bản sao)" in said
    assert "• Ghi chú: Trẻ em đi cùng người lớn" in said
    assert "• Trường hợp: Thuyền có máy" in said
    assert "• Ảnh thuyền (1 bản sao)" in said
    assert "• Trường hợp thuyền mượn lại" in said


def test_faults_are_said_where_they_matter() -> None:
    found = record(departmentsExecuting=["Công an cấp huyện"])
    found = marked(found, *lint(found, default()))
    assert "Bản ghi trên Cổng còn nhắc cấp huyện" in say("where", found)
    assert "cấp huyện" not in say("fee", found)
    assert "cấp huyện (“" not in say("where", found, date(2025, 6, 1))


@pytest.mark.parametrize("kind", get_args(MarkKind))
def test_every_mark_has_its_words(kind: MarkKind) -> None:
    fault = Mark(kind=kind, found="chỗ ấy", why="", grave=kind in ("wrong_content", "test_record"))
    texts = compose_imported("fee", marked(record(), fault), SPEAKER, TODAY).texts
    assert texts
    if fault.grave:
        assert len(texts) == 1
        assert "5.000" not in texts[0]
    else:
        assert "chỗ ấy" in texts[-1]


def test_a_withheld_record_quotes_nothing() -> None:
    grave = Mark(kind="reused_code", found="9.1", why="", grave=True)
    found = marked(record(), grave)
    for section in SECTIONS:
        assert "thuyền" not in say(section, found)
    assert "thuyền" not in overview_imported(found, SPEAKER, TODAY).texts[0]


def test_an_old_reading_says_so() -> None:
    later = TODAY + timedelta(days=40)
    assert "22/11/2026" in compose_imported("fee", record(), SPEAKER, later).texts[-1]


def test_the_overview_names_the_province() -> None:
    found = record(listing(departmentPromulgate="UBND tỉnh Gia Lai"), departmentPromulgateName="")
    (text,) = overview_imported(found, SPEAKER, TODAY).texts
    assert "của Tỉnh Gia Lai" in text
    assert "22/11/2026" in text


@pytest.mark.parametrize("section", [*SECTIONS, "state", "name"])
def test_a_review_is_told_in_its_section(section: Any) -> None:
    change = SectionChange(section=section, before=["a"], after=["b"])
    review = Review(
        number=1, record_id="a", code="9.1", name="x", opened_on=TODAY, changes=[change]
    )
    asked: SectionName = "fee" if section in ("state", "name") else section
    notice = review_notice(asked, review, SPEAKER)
    assert (notice is None) == (section == "name")
    if notice:
        assert "Cổng vừa đổi" in notice
        assert "22/11/2026" in notice
    other: SectionName = "legal" if section != "legal" else "fee"
    assert (review_notice(other, review, SPEAKER) is not None) == (section == "state")
