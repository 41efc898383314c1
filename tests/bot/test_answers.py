"""Answering, asking back, and saying plainly that it is not known."""

from __future__ import annotations

from datetime import date

import pytest

from bot.sections import SECTIONS
from bot.talk import Assistant
from knowledge.records import Records
from tests.bot.talking import Talker, text_of
from tests.conftest import ScriptedRetriever, make_assistant

BIRTH, DEATH, COPY = "1.001193", "1.000656", "2.000635"


@pytest.fixture
def talker(assistant: Assistant) -> Talker:
    return Talker(assistant)


def test_a_section_is_answered_from_the_record(
    talker: Talker, retriever: ScriptedRetriever, known: Records
) -> None:
    retriever.says((BIRTH, 0.99), (COPY, 0.2))
    said = talker.say("lam giay khai sinh can giay to gi", "ask_documents")
    assert (said.reply.outcome, said.reply.procedure, said.reply.section) == (
        "answered", BIRTH, "documents",
    )  # fmt: skip
    record = known.get(BIRTH)
    assert record
    shown = text_of(said)
    while any(choice.title.endswith("xem tiếp") for choice in talker.memory.offered):
        shown += text_of(talker.tap("Còn giấy khác, xem tiếp"))
    for paper in record.papers:
        assert paper.name[1:] in shown
    assert all(message.sources for message in said.reply.messages)
    assert said.reply.messages[0].sources[0].checked_on == record.checked_on
    assert [candidate.code for candidate in said.reply.candidates] == [BIRTH, COPY]


def test_every_section_of_every_record_can_be_said(
    talker: Talker, retriever: ScriptedRetriever, known: Records
) -> None:
    for procedure in known:
        retriever.says((procedure.code, 0.99))
        for section in SECTIONS:
            said = talker.say("hỏi việc này", f"ask_{section}")
            assert said.reply.section == section
            assert text_of(said)


def test_messages_are_short(talker: Talker, retriever: ScriptedRetriever, known: Records) -> None:
    for procedure in known:
        retriever.says((procedure.code, 0.99))
        for section in SECTIONS:
            for message in talker.say("hỏi việc này", f"ask_{section}").reply.messages:
                # One fact is never cut: a single long line may pass the sixty words.
                lines = message.text.split("\n")
                assert len(message.text.split()) <= 60 or len(lines) <= 2


def test_a_middling_score_asks_back_and_the_choice_answers_what_was_asked(
    talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says((COPY, 0.5), (BIRTH, 0.45))
    said = talker.say("mất giấy khai sinh, phí bao nhiêu", "ask_fee")
    assert said.reply.outcome == "asked_back"
    titles = [choice.title for choice in said.reply.messages[0].choices]
    assert len(titles) == 3
    assert titles[-1] == "Không phải"
    said = talker.tap(titles[1])
    assert (said.reply.procedure, said.reply.section) == (BIRTH, "fee")


@pytest.mark.parametrize("answer", ["2", "số hai", "cái thứ hai"])
def test_a_choice_is_answered_by_its_number(
    answer: str, talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says((COPY, 0.5), (BIRTH, 0.45))
    talker.say("mất giấy khai sinh", "ask_documents")
    said = talker.say(answer, "choose", "action_choose")
    assert (said.reply.procedure, said.reply.section) == (BIRTH, "documents")


def test_a_choice_is_answered_by_its_title_whatever_rasa_reads(
    talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.99))
    talker.say("khai sinh", "ask_procedure")
    retriever.says()
    said = talker.say("nop o dau", "out_of_scope")
    assert (said.reply.procedure, said.reply.section) == (BIRTH, "where")


def test_no_to_the_question_back_asks_anew(talker: Talker, retriever: ScriptedRetriever) -> None:
    retriever.says((COPY, 0.5), (BIRTH, 0.45))
    talker.say("mất giấy khai sinh")
    assert talker.memory.awaiting == "which_procedure"
    said = talker.say("không phải", "deny", "action_yes_or_no")
    assert said.reply.outcome == "asked_back"
    assert talker.memory.awaiting == "nothing"


def test_a_low_score_says_so_and_offers_what_is_nearest(
    talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says((COPY, 0.05), (BIRTH, 0.04))
    said = talker.say("xyz abc", "nlu_fallback")
    assert said.reply.outcome == "unanswerable_not_understood"
    assert said.reply.procedure is None
    assert [c.title for c in said.reply.messages[0].choices][-1] == "Gặp người thật"


def test_out_of_scope_names_the_hotline(talker: Talker, retriever: ScriptedRetriever) -> None:
    retriever.says((COPY, 0.05))
    said = talker.say("xổ số miền nam hôm nay", "out_of_scope")
    assert said.reply.outcome == "unanswerable_out_of_scope"
    assert "18001096" in text_of(said)


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("elsewhere:ly_hon", "tòa án"),
        ("elsewhere:thoi_tiet", "giấy tờ ở phường"),
        ("elsewhere:lam_giay_to_gia", "không giúp được"),
    ],
)
def test_what_belongs_elsewhere_is_sent_there(
    topic: str, words: str, talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says((COPY, 0.05))
    retriever.elsewhere = topic
    said = talker.say("chuyện xyz", "ask_procedure")
    assert said.reply.outcome == "unanswerable_out_of_scope"
    assert said.reply.procedure is None
    assert words in text_of(said)


def test_three_misunderstandings_lead_to_a_person(
    talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says((COPY, 0.05))
    outcomes = [talker.say("xyz", "nlu_fallback").reply.outcome for _ in range(3)]
    assert outcomes == ["unanswerable_not_understood"] * 2 + ["handoff"]


def test_a_follow_up_uses_the_procedure_talked_about(
    talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.99))
    talker.say("khai sinh", "ask_procedure")
    retriever.says((DEATH, 0.99))
    said = talker.say("lệ phí bao nhiêu", "ask_fee")
    assert (said.reply.procedure, said.reply.section) == (BIRTH, "fee")


def test_a_question_that_names_another_leaves_it(
    talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.99))
    talker.say("khai sinh", "ask_procedure")
    retriever.says((DEATH, 0.99))
    assert talker.say("phí khai tử", "ask_fee").reply.procedure == DEATH


def test_a_section_asked_before_the_topic_is_kept(
    talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says()
    assert talker.say("lệ phí bao nhiêu", "ask_fee").reply.outcome == "asked_back"
    retriever.says((BIRTH, 0.99))
    assert talker.say("khai sinh", "ask_procedure").reply.section == "fee"


def test_a_former_code_leads_to_the_new_record_and_says_so(talker: Talker) -> None:
    said = talker.say("mã 1.014061 cần giấy gì", "ask_documents")
    assert said.reply.procedure == "1.116410"
    assert "1.014061" in said.reply.messages[0].text
    assert "1.116410" in said.reply.messages[0].text


def test_a_code_we_have_no_record_for_is_no_choice(
    talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.99))
    talker.say("khai sinh", "ask_procedure")
    said = talker.say("9.004884", "choose", "action_choose")
    assert said.reply.outcome == "unanswerable_out_of_scope"
    assert "9.004884" in text_of(said)


def test_a_follow_up_that_names_no_other_stays(
    talker: Talker, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.99))
    talker.say("khai sinh", "ask_procedure")
    retriever.says((DEATH, 0.99))
    assert talker.say("70 tuổi có được miễn không", "ask_fee").reply.procedure == BIRTH
    assert talker.say("con rể đi làm thay được không", "ask_eligibility").reply.procedure == BIRTH
    # A story is no follow-up.
    assert talker.say("bố tôi vừa mất hôm qua", "ask_procedure").reply.procedure == DEATH


def test_a_name_alone_needs_no_question_back(talker: Talker, retriever: ScriptedRetriever) -> None:
    retriever.says((COPY, 0.5), ("1.000894", 0.4))
    assert talker.say("kết hôn", "ask_procedure").reply.procedure == "1.000894"


def test_a_fee_past_its_last_day_is_not_quoted(
    known: Records, retriever: ScriptedRetriever
) -> None:
    later = make_assistant(known, retriever, lambda: date(2027, 1, 2))
    retriever.says(("1.116410", 0.99))
    said = _whole(Talker(later), "đổi căn cước phí bao nhiêu", "ask_fee")
    assert "hết hạn ngày 31/12/2026" in said
    assert "25.000 đồng mỗi" not in said


def test_a_fee_not_in_force_yet_is_not_quoted(
    known: Records, retriever: ScriptedRetriever, assistant: Assistant
) -> None:
    retriever.says(("1.116410", 0.99))
    assert "50.000 đồng mỗi" not in _whole(Talker(assistant), "phí đổi căn cước", "ask_fee")
    later = make_assistant(known, retriever, lambda: date(2027, 1, 2))
    assert "50.000 đồng mỗi" in _whole(Talker(later), "phí đổi căn cước", "ask_fee")


def _whole(talker: Talker, text: str, intent: str) -> str:
    """A section with all its pages."""
    shown = text_of(talker.say(text, intent))
    while more := [c for c in talker.memory.offered if c.value.startswith("m:")]:
        shown += text_of(talker.tap(more[0].title))
    return shown


def test_a_record_past_its_date_sends_people_to_ask(
    known: Records, retriever: ScriptedRetriever
) -> None:
    later = make_assistant(known, retriever, lambda: date(2028, 1, 1))
    retriever.says((BIRTH, 0.99))
    assert "quá hạn kiểm tra" in text_of(Talker(later).say("khai sinh", "ask_documents"))


def test_uncertain_facts_are_said_to_be(talker: Talker, retriever: ScriptedRetriever) -> None:
    retriever.says(("3.000333", 0.99))
    assert "chưa chắc" in text_of(talker.say("lý lịch tư pháp mấy ngày", "ask_time"))


def test_the_page_a_widget_stands_on_is_the_topic(assistant: Assistant) -> None:
    talker = Talker(assistant)
    said = talker.say("nộp ở đâu", "ask_where", page_procedure=DEATH)
    assert said.reply.procedure == DEATH


def test_steps_are_shown_a_few_at_a_time(talker: Talker, retriever: ScriptedRetriever) -> None:
    retriever.says((BIRTH, 0.99))
    talker.say("cách làm khai sinh", "ask_how")
    said = talker.tap("Các bước trên mạng")
    assert "Bước 1/" in text_of(said)
    said = talker.say("xong rồi", "next_step", "action_show_steps")
    assert "Bước 3/" in text_of(said)
    said = talker.say("rồi", "affirm", "action_yes_or_no")
    assert "Bước 5/" in text_of(said)


def test_papers_are_explained_to_the_last(
    talker: Talker, retriever: ScriptedRetriever, known: Records
) -> None:
    retriever.says((BIRTH, 0.99))
    talker.say("giấy tờ khai sinh", "ask_documents")
    record = known.get(BIRTH)
    assert record
    shown = text_of(talker.tap("Giấy này là gì"))
    while any(choice.title == "Xem tiếp" for choice in talker.memory.offered):
        shown += text_of(talker.tap("Xem tiếp"))
    for paper in record.papers:
        assert paper.plain in shown


@pytest.mark.parametrize(
    "value",
    [
        "", "s", "s:1.000000:fee", "s:1.001193:x", "w:1.001193:fly:0", "w:1.001193:online:-1",
        "p:1.001193:x", "💥", "w:1.001193:online:999",
    ],
)  # fmt: skip
def test_a_choice_that_means_nothing_breaks_nothing(value: str, talker: Talker) -> None:
    said = talker.say("/choose", "choose", "action_choose", choice=value)
    assert said.reply.messages


def test_addressing_follows_the_citizen(talker: Talker, retriever: ScriptedRetriever) -> None:
    retriever.says((BIRTH, 0.99))
    assert "bác cần" in text_of(talker.say("khai sinh cần gì", "ask_documents"))
    assert "cô cần" in text_of(talker.say("cô muốn hỏi giấy tờ", "ask_documents"))
    assert "Cô cần" in text_of(talker.say("cảm ơn", "thanks", "action_say"))
