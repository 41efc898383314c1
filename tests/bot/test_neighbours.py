"""A word of a neighbour makes the assistant ask which of the two is meant."""

from __future__ import annotations

from bot.talk import Assistant
from tests.bot.talking import Talker
from tests.conftest import ScriptedRetriever


def test_a_word_of_a_neighbour_asks_in_the_middle_of_a_talk(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    talker = Talker(assistant)
    marriage, abroad = "1.000894", "2.000806"
    retriever.says((marriage, 0.99))
    assert talker.say("đăng ký kết hôn bao lâu", "ask_time").reply.outcome == "answered"
    retriever.says((marriage, 0.4))
    asked = talker.say("chồng con người Nhật thì mang giấy gì", "ask_documents")
    assert asked.reply.outcome == "asked_back"
    offered = [choice.value for choice in talker.memory.offered]
    assert [value.split(":")[1] for value in offered[:2]] == [marriage, abroad]
    retriever.says((abroad, 0.99), (marriage, 0.4))
    said = talker.say("chồng con người Nhật thì mang giấy gì", "ask_documents")
    assert (said.reply.outcome, said.reply.procedure) == ("answered", abroad)
