"""Everything said without a record, and the outcomes each ends in."""

from __future__ import annotations

from typing import get_args

import pytest
import yaml

from bot.replies.model import Outcome
from bot.talk import Assistant
from bot.talk.respond import HANDLERS
from bot.training import ENGINE, ROOT
from tests.bot.talking import Talker, text_of
from tests.conftest import ScriptedRetriever

BIRTH = "1.001193"

# What is said, Rasa's intent, the action its rule names → outcome, and a part of the words.
SAID: list[tuple[str, str, str, Outcome, str]] = [
    ("xin chào", "greet", "action_say", "greeted", "Từng Bước"),
    ("cảm ơn", "thanks", "action_say", "thanked", "không có gì"),
    ("tạm biệt", "goodbye", "action_say", "said_goodbye", "chào bác"),
    ("bạn là ai", "who_are_you", "action_say", "introduced", "không phải người thật"),
    ("giúp được gì", "help", "action_say", "helped", "thủ tục"),
    ("để mai", "pause", "action_say", "paused", "vẫn nhớ"),
    ("ừ", "affirm", "action_yes_or_no", "helped", "điều gì tiếp theo"),
    ("đọc lại", "repeat", "action_repeat", "helped", "chưa nói gì"),
    ("hồ sơ tới đâu", "dossier_status", "action_dossier_status", "unanswerable_status_here", "mã"),
    ("làm lại từ đầu", "start_over", "action_start_clean", "started_clean", "từ đầu"),
    ("xóa hết", "delete_my_data", "action_delete", "deleted", "đã xóa"),
    ("gặp người thật", "ask_person", "action_hand_over", "handoff", "18001096"),
    ("bực quá", "anger", "action_hand_over", "handoff", "xin lỗi"),
    ("không bấm được", "stuck", "action_hand_over", "handoff", "màn hình"),
    ("có người gọi xưng công an", "fraud", "action_hand_over", "handoff", "đừng chuyển tiền"),
    ("cứu với", "greet", "action_hand_over", "handoff_emergency", "115"),
    ("làm giùm đi", "do_it_for_me", "action_refuse", "refused_act_for_you", "không nộp"),
    ("otp nè", "give_secret", "action_refuse", "refused_secret", "đừng gửi"),
    ("😀😀", "affirm", "action_yes_or_no", "unanswerable_no_words", "chỉ đọc được chữ"),
    ("…", "nlu_fallback", "action_answer", "unanswerable_no_words", "chỉ đọc được chữ"),
]


@pytest.mark.parametrize(("text", "intent", "action", "outcome", "words"), SAID)
def test_each_outcome_has_its_words(
    text: str, intent: str, action: str, outcome: Outcome, words: str, assistant: Assistant
) -> None:
    said = Talker(assistant).say(text, intent, action)
    assert said.reply.outcome == outcome
    assert words in text_of(said)


def test_every_outcome_is_reached_by_some_test() -> None:
    here = {outcome for *_, outcome, _ in SAID}
    elsewhere = {
        "answered", "asked_back", "repeated", "unanswerable_out_of_scope",
        "unanswerable_not_understood",  # test_answers and below
        "with_person", "switched_off",  # tests/connectors/desk
        "guiding", "resume_refused",  # test_guide_conversations
        "troubleshooting", "explained",  # test_aids
        "error_failed", "error_restarting", "status", "portal_unavailable",  # tests/connectors
    }  # fmt: skip
    assert here | elsewhere == set(get_args(Outcome))


def test_rules_domain_and_handlers_name_the_same_actions() -> None:
    domain = yaml.safe_load((ROOT / ENGINE / "domain" / "actions.yml").read_text("utf-8"))
    rules = yaml.safe_load((ROOT / ENGINE / "rules.yml").read_text("utf-8"))["rules"]
    used = {step["action"] for rule in rules for step in rule["steps"] if "action" in step}
    assert set(domain["actions"]) == used == set(HANDLERS)


def test_rules_reach_every_intent_and_training_data_has_it() -> None:
    domain = yaml.safe_load((ROOT / ENGINE / "domain" / "intents.yml").read_text("utf-8"))
    rules = yaml.safe_load((ROOT / ENGINE / "rules.yml").read_text("utf-8"))["rules"]
    ruled = {
        option["intent"]
        for rule in rules
        for step in rule["steps"]
        for option in step.get("or", [step])
        if "intent" in option
    }
    trained = {
        item["intent"]
        for path in (ROOT / "nlu" / "data").glob("*.yml")
        for item in yaml.safe_load(path.read_text("utf-8"))["nlu"]
    }
    assert set(domain["intents"]) == trained
    assert set(domain["intents"]) == ruled - {"nlu_fallback"}


def test_repeating_says_the_same_again(assistant: Assistant, retriever: ScriptedRetriever) -> None:
    talker = Talker(assistant)
    retriever.says((BIRTH, 0.99))
    first = talker.say("khai sinh", "ask_fee")
    again = talker.say("hả", "repeat", "action_repeat")
    assert again.reply.outcome == "repeated"
    assert again.reply.messages == first.reply.messages


def test_a_clean_start_leaves_nothing_of_the_last_citizen(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    talker = Talker(assistant)
    retriever.says((BIRTH, 0.99))
    talker.say("cô muốn hỏi khai sinh", "ask_fee")
    assert (talker.memory.procedure, talker.memory.address) == (BIRTH, "cô")
    talker.say("người khác", "new_citizen", "action_start_clean")
    assert (talker.memory.procedure, talker.memory.address) == (None, None)


def test_a_secret_is_refused_and_the_question_beside_it_answered(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    talker = Talker(assistant)
    retriever.says((BIRTH, 0.99))
    said = talker.say("mã otp là [mã OTP], khai sinh cần gì", "ask_documents", masked=("otp",))
    assert said.reply.outcome == "refused_secret"
    assert said.reply.procedure == BIRTH
    assert "mã OTP" in said.reply.messages[0].text


def test_a_telephone_number_is_no_scandal(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.99))
    said = Talker(assistant).say("[số điện thoại] khai sinh", "ask_fee", masked=("phone",))
    assert said.reply.outcome == "answered"


@pytest.mark.parametrize("action", ["action_delete", "action_hand_over", "action_say"])
def test_an_unsure_act_yields_to_a_clear_question(
    action: str, assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says(("1.004194", 0.99))
    talker = Talker(assistant)
    unsure = talker.say("xóa tạm trú cho con", "delete_my_data", action, confidence=0.5)
    assert (unsure.reply.outcome, unsure.reply.procedure) == ("answered", "1.004194")
    intents = {
        "action_delete": "delete_my_data",
        "action_hand_over": "anger",
        "action_say": "thanks",
    }
    sure = talker.say("xóa tạm trú cho con", intents[action], action, confidence=0.99)
    assert sure.reply.outcome != "answered"


@pytest.mark.parametrize(
    ("text", "outcome", "words"),
    [
        ("nguoi ta lua toi", "handoff", "đừng chuyển tiền"),
        ("có người xưng công an gọi", "handoff", "đừng chuyển tiền"),
        ("dau nguc qua", "handoff_emergency", "115"),
        ("lam gia giay khai sinh", "unanswerable_out_of_scope", "không giúp được"),
    ],
)
def test_danger_fraud_and_forgery_are_heard_whatever_rasa_reads(
    text: str, outcome: Outcome, words: str, assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.99))
    said = Talker(assistant).say(text, "thanks", "action_say")
    assert said.reply.outcome == outcome
    assert words in text_of(said)


def test_nothing_is_deleted_on_a_guess(assistant: Assistant, retriever: ScriptedRetriever) -> None:
    talker = Talker(assistant)
    asked = talker.say("bỏ cái kia đi", "delete_my_data", "action_delete")
    assert asked.reply.outcome == "asked_back"
    assert talker.say("không", "deny", "action_yes_or_no").reply.outcome == "helped"
    talker.say("bỏ cái kia đi", "delete_my_data", "action_delete")
    assert talker.say("ừ", "affirm", "action_yes_or_no").reply.outcome == "deleted"
    talker.say("bỏ cái kia đi", "delete_my_data", "action_delete")
    assert talker.tap("Xóa hết").reply.outcome == "deleted"
    clean = talker.say("nhầm rồi con", "start_over", "action_start_clean")
    assert clean.reply.outcome != "started_clean"


def test_every_choice_fits_the_channels(assistant: Assistant, retriever: ScriptedRetriever) -> None:
    for procedure in assistant.records:
        talker = Talker(assistant)
        retriever.says((procedure.code, 0.99))
        talker.say("x", "ask_how")
        for choice in talker.memory.offered:
            assert len(choice.value.encode()) <= 64
