"""What a guide tells a channel that can draw: how far it is, and the papers as a list to tick."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.talk import Assistant, Said
from tests.bot.guiding import Citizen
from tests.bot.talking import text_of

KHAI_TU = "1.000656"


@pytest.fixture
def citizen(assistant: Assistant) -> Iterator[Citizen]:
    made = Citizen(assistant)
    yield made
    made.close()


def _to_the_papers(citizen: Citizen) -> Said:
    said = citizen.choose(f"g:start:{KHAI_TU}")
    for _ in range(20):
        if text_of(said).startswith("Giấy ") or "\nGiấy " in text_of(said):
            return said
        message = said.reply.messages[-1]
        assert message.checklist == ()
        said = citizen.choose(message.choices[0].value)
    raise AssertionError("no paper was asked for")


def test_the_checklist_follows_what_is_said_of_each_paper(citizen: Citizen) -> None:
    said = _to_the_papers(citizen)
    message = said.reply.messages[-1]
    asked = [item for item in message.checklist if item.state != "show"]
    assert message.progress is not None
    assert len(asked) == message.progress.count
    assert {item.state for item in asked} == {"open"}
    assert asked[0].name in message.text
    while "Có rồi" not in [choice.title for choice in message.choices]:
        message = citizen.choose(message.choices[0].value).reply.messages[-1]
    named = next(item.name for item in message.checklist if item.name in message.text)
    then = citizen.tap("Có rồi").reply.messages[-1]
    assert [item.state for item in then.checklist if item.name == named] == ["have"]


def test_progress_says_what_the_text_says(citizen: Citizen) -> None:
    said = citizen.choose(f"g:start:{KHAI_TU}")
    seen = set()
    for _ in range(60):
        message = said.reply.messages[-1]
        if message.progress:
            label = message.progress.label
            assert f"{label}:" in message.text
            assert label.endswith(f" {message.progress.number}/{message.progress.count}")
            seen.add(label.split()[0])
        if "Chưa có mã" in [choice.title for choice in message.choices]:
            break
        said = citizen.choose(message.choices[0].value)
    assert seen == {"Câu", "Giấy", "Bước"}


def test_a_paper_only_asked_for_sometimes_is_not_said_to_be_lacking(citizen: Citizen) -> None:
    citizen.choose("g:start:2.002854")
    said = citizen.tap("Tiểu học (lớp 1 đến 5)")
    lacking = ""
    for _ in range(40):
        titles = [choice.title for choice in citizen.memory.offered]
        if "Còn thiếu" in (lacking := text_of(said)) or "Xong rồi" in titles:
            break
        said = citizen.tap("Chưa có" if "Chưa có" in titles else titles[0])
    assert "Còn thiếu" in lacking
    assert "học bạ" in lacking
    assert "giới thiệu chuyển trường" not in lacking


def test_printing_in_the_middle_offers_no_end(citizen: Citizen) -> None:
    _to_the_papers(citizen)
    citizen.hear("in ra")
    offered = [choice.title for choice in citizen.memory.offered]
    assert "Làm tiếp" in " ".join(offered)
    assert "Xong, kết thúc" not in offered
