"""What is said of dossiers, through the handlers of the chat."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.talk import Assistant
from knowledge import statuses
from knowledge.dossiers import DossierDownError
from ops import status_answers
from tests.bot.talking import Talker, text_of
from tests.conftest import ScriptedRetriever
from tests.connectors.dossiers.asking import ASK, outcome, say
from tests.connectors.dossiers.conftest import CODE, MONDAY, Clock, Office, ScriptedProvider

_TABLE = statuses.load()


@pytest.fixture
def talker(with_desk: Assistant) -> Talker:
    return Talker(with_desk)


def test_every_state_by_every_provider_on_every_day_says_what_it_should() -> None:
    """The page docs/status-answers.md is what these handlers say now; every reply is short, has a
    way on, and names nobody.
    """
    with status_answers.asking() as asking:
        answers = {case: asking.ask(case) for case in status_answers.cases()}
    for case, reply in answers.items():
        words = " ".join(message.text for message in reply.messages)
        assert "Nguyễn Thị" not in words, case
        assert "079203001234" not in words, case
        for message in reply.messages:
            assert len(message.text.split()) <= 60, (case, message.text)
        assert reply.messages[-1].choices, case
        if case.mode in ("normal", "stale") or case.provider == "deeplink":
            assert reply.outcome == "status", case
            assert (_TABLE.of(case.state).official or "") in words, case
            assert _TABLE.of(case.state).do_now in words, case
        elif case.mode in ("unknown", "other"):
            assert reply.outcome == "unanswerable_status_here", case
        else:
            assert reply.outcome == "portal_unavailable", case
            assert ("cách đây 2 giờ" in words) == case.seen, case
    page = status_answers.OUT.read_text("utf-8")
    assert page == status_answers.render(answers), "chạy: python -m ops.status_answers"


def test_a_code_in_a_message_is_enough_whatever_rasa_read(
    talker: Talker, provider: ScriptedProvider
) -> None:
    provider.says(4)
    said = say(talker, "h29 16 261116 0001 xong chua con", intent="thanks", action="action_say")
    assert CODE in said
    assert "Đang xử lý" in said
    assert outcome(talker) == "status"


def test_asking_without_a_code_asks_for_it_then_takes_it(
    talker: Talker, provider: ScriptedProvider
) -> None:
    provider.says(2)
    assert "mã hồ sơ" in say(talker, "hồ sơ của tôi tới đâu rồi")
    assert outcome(talker) == "asked_back"
    assert "Được tiếp nhận" in say(talker, CODE.lower(), intent="nlu_fallback",
                                    action="action_answer")  # fmt: skip
    assert "Được tiếp nhận" in say(talker, "tới đâu rồi con")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("H29.16-261332-0001", "không có ngày ấy"),
        ("H29.16-271116-0001", "ngày ấy chưa tới"),
        ("H29.16-261116-01", "còn thiếu số"),
        ("261116-0001", "thiếu phần đầu"),
        ("H29.16-26l116-OOO1", "chữ cái"),
    ],
)
def test_a_near_code_is_explained(text: str, words: str, talker: Talker) -> None:
    assert words in say(talker, f"xem giup {text}", intent="nlu_fallback", action="action_answer")
    assert outcome(talker) == "asked_back"


def test_an_identity_number_is_refused_and_the_code_asked_for(talker: Talker) -> None:
    said = say(talker, "hồ sơ [số căn cước] tới đâu rồi", masked=("identity",))
    assert outcome(talker) == "refused_secret"
    assert "số căn cước" in said
    assert "mã hồ sơ" in said


def test_several_codes_get_a_line_each(talker: Talker, provider: ScriptedProvider) -> None:
    other = "H29.16-261116-0002"
    provider.says(4)
    provider.says(9, other)
    said = say(talker, f"{CODE} với {other}, H29.16-261116-0003 và H29.16-261116-0004")
    assert f"{CODE}: Đang xử lý" in said
    assert f"{other}: Đã xử lý xong" in said
    assert "chỉ xem 3 hồ sơ" in said
    assert "Có kết quả" not in said
    assert "Đã xử lý xong" in text_of(talker.tap(other))


def test_state_one_has_its_clock(talker: Talker, provider: ScriptedProvider, clock: Clock) -> None:
    provider.says(1)
    early = say(talker, CODE)
    assert "17/11/2026" in early
    assert "ảnh màn hình" in early
    clock.turn(days=2)
    late = say(talker, CODE)
    assert "2 ngày làm việc chưa ai nhận" in late
    assert "18001096" in late
    assert f"Hồ sơ {CODE}, Cổng báo nộp thành công ngày 16/11/2026" in late
    assert "đừng nộp lại" in late


def test_overdue_names_the_rule_and_where_to_complain(
    talker: Talker, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(4, due_at=MONDAY, received_at=MONDAY)
    clock.turn(days=3)
    said = say(talker, CODE)
    assert "3 ngày làm việc" in said
    assert "766" in said
    assert talker.last
    assert [link.url for link in talker.last.reply.messages[-1].links] == [
        "https://dichvucong.gov.vn/nop-phan-anh-kien-nghi"
    ]


def test_a_supplement_lists_what_is_asked_and_leads_to_the_papers(
    talker: Talker, provider: ScriptedProvider, retriever: ScriptedRetriever
) -> None:
    asked = [{"asked_at": MONDAY, "items": ["Giấy chứng sinh", "Tờ khai có chữ ký"]}]
    provider.says(5, supplements=asked, procedure_code="3.000722", procedure="Liên thông")
    said = say(talker, CODE)
    assert "• Giấy chứng sinh\n• Tờ khai có chữ ký" in said
    assert "Hạn bổ sung: 26/11/2026" in said
    papers = talker.tap("Giấy tờ cần có")
    assert (papers.reply.procedure, papers.reply.section) == ("3.000722", "documents")


def test_a_state_of_an_unknown_table_is_quoted_and_not_guessed(
    talker: Talker, provider: ScriptedProvider
) -> None:
    provider.says(None, status_text="Chờ ký số")
    said = say(talker, CODE)
    assert "“Chờ ký số”" in said
    assert _TABLE.of(None).meaning in said


def test_down_is_said_with_what_is_known(
    talker: Talker, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(4)
    say(talker, CODE)
    clock.turn(hours=3)
    provider.failure = DossierDownError("x")
    said = say(talker, CODE)
    assert outcome(talker) == "portal_unavailable"
    assert "Đang xử lý" in said
    assert "cách đây 3 giờ" in said
    assert "chưa xem được hồ sơ" in say(talker, "H29.16-261116-0009")
    assert outcome(talker) == "portal_unavailable"


def test_the_demonstration_says_that_it_is_one(
    with_desk: Assistant, provider: ScriptedProvider, office: Office
) -> None:
    from connectors.dossiers.service import Dossiers

    desk = Dossiers(office.desk.lookup, office.desk.follows, office.desk.now, demonstration=True)
    talker = Talker(replace(with_desk, dossiers=desk))
    provider.says(4, demonstration=True)
    assert "Đây là Cổng thử, không phải hồ sơ thật" in say(talker, CODE)
    assert "Cổng thử không có hồ sơ" in say(talker, "H29.16-261116-0009")


def test_without_a_provider_what_is_read_on_the_portal_is_explained(assistant: Assistant) -> None:
    talker = Talker(assistant)
    said = talker.say(CODE, **ASK)
    assert said.reply.outcome == "unanswerable_status_here"
    assert said.reply.messages[-1].links[0].url == "https://dichvucong.gov.vn/tra-cuu-ho-so"
    tapped = talker.tap("Đang xử lý")
    assert tapped.reply.outcome == "status"
    assert _TABLE.of(4).meaning in text_of(tapped)
    talker.say(CODE, **ASK)
    typed = talker.say("no ghi yeu cau bo sung giay to", "ask_documents", "action_answer")
    assert _TABLE.of(5).meaning in text_of(typed)
    talker.say(CODE, **ASK)
    talker.tap("Chữ khác")
    assert _TABLE.of(8).meaning in text_of(talker.tap("Dừng xử lý"))


def test_a_day_that_was_named_is_counted_from(assistant: Assistant) -> None:
    talker = Talker(assistant)
    said = talker.say("cô nộp hôm thứ hai mà sao chưa thấy gì", **ASK)
    assert re.search(r"nộp ngày 16/11/2026.*4 ngày làm việc", text_of(said))


def test_every_choice_fits_every_channel(talker: Talker, provider: ScriptedProvider) -> None:
    long = "000.00.16.H29-261116-12345678"
    provider.says(5, long)
    say(talker, long)
    assert {len(choice.value) <= 64 for choice in talker.memory.offered} == {True}


@pytest.mark.parametrize(
    ("state", "days", "title"),
    [
        (1, 3, "submitted_not_received"),
        (3, 0, "returned_dossier"),
        (4, 9, "overdue"),
        (5, 0, "supplement_requested"),
    ],
)
def test_a_state_leads_into_the_trouble_it_is(
    state: int, days: int, title: str, talker: Talker, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(state, due_at=MONDAY.replace(day=MONDAY.day + 5))
    clock.turn(days=days)
    say(talker, CODE)
    trouble = talker.assistant.aids.troubles.get(title)
    assert trouble
    assert talker.tap(trouble.title).reply.outcome == "troubleshooting"


def test_a_lost_code_has_a_way_out(talker: Talker) -> None:
    say(talker, "hồ sơ tới đâu rồi")
    trouble = talker.assistant.aids.troubles.get("code_lost")
    assert trouble
    assert talker.tap(trouble.title).reply.outcome == "troubleshooting"
