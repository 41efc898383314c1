"""Pictures, voices and files instead of words."""

from __future__ import annotations

import pytest

from bot.talk import Assistant
from bot.talk.attachments import KINDS
from tests.bot.talking import Talker, text_of
from tests.conftest import ScriptedRetriever

BIRTH = "1.001193"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_answered_with_what_to_do_instead(assistant: Assistant, kind: str) -> None:
    said = Talker(assistant).say("…", attached=(kind,))
    assert said.reply.outcome == "unanswerable_no_words"
    assert "gõ" in text_of(said)
    assert said.reply.messages[-1].choices


def test_a_picture_is_not_looked_at_nor_kept(assistant: Assistant) -> None:
    words = text_of(Talker(assistant).say("…", attached=("picture",)))
    assert "không giữ" in words
    assert "đừng gửi ảnh căn cước" in words


def test_what_was_asked_can_still_be_answered(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.97))
    talker = Talker(assistant)
    offered = talker.say("khai sinh").reply.messages[-1].choices
    said = talker.say("…", attached=("voice",))
    assert said.reply.messages[-1].choices == offered
    assert talker.tap("Lệ phí").reply.section == "fee"


def test_words_beside_a_picture_are_answered(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.97))
    said = Talker(assistant).say("khai sinh cần giấy tờ gì", "ask_documents", attached=("picture",))
    assert said.reply.outcome == "answered"
    assert "không mở được ảnh" in said.reply.messages[0].text
    assert len(said.reply.messages) > 1


def test_a_sticker_beside_words_is_passed_over(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.97))
    with_it = Talker(assistant).say("khai sinh", attached=("sticker",))
    assert with_it.reply == Talker(assistant).say("khai sinh").reply


def test_a_raised_thumb_goes_on_in_a_guide(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says((BIRTH, 0.97))
    talker = Talker(assistant)
    talker.say("/choose", "choose", "action_choose", choice=f"g:start:{BIRTH}")
    said = talker.say("👍", "nlu_fallback", attached=("sticker",))
    assert said.reply.outcome == "guiding"
