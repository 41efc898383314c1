"""A province's own fees, told in place of what a record leaves to it."""

from __future__ import annotations

from bot.talk import Assistant
from tests.bot.talking import Talker, text_of
from tests.conftest import ScriptedRetriever

SINGLE = "1.004873"
"""Xác nhận tình trạng hôn nhân: its fee is the province's to set."""


def test_the_province_named_decides_the_fee(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says((SINGLE, 0.99))
    nowhere = text_of(Talker(assistant).say("giấy độc thân hết bao nhiêu tiền", "ask_fee"))
    there = Talker(assistant).say(
        "giấy độc thân ở thành phố Hồ Chí Minh hết bao nhiêu tiền", "ask_fee"
    )
    assert "411/NQ-HĐND" not in nowhere
    assert "411/NQ-HĐND" in text_of(there)
    titles = {note.title for message in there.reply.messages for note in message.sources}
    policy = assistant.policies.get("79")
    assert policy
    assert titles <= {source.title for source in policy.sources} | {
        source.title for record in assistant.records for source in record.sources
    }


def test_the_page_a_widget_stands_on_names_the_province_too(
    assistant: Assistant, retriever: ScriptedRetriever
) -> None:
    retriever.says((SINGLE, 0.99))
    asked = "giấy độc thân hết bao nhiêu tiền"
    there = Talker(assistant).say(asked, "ask_fee", province="79")
    unknown = Talker(assistant).say(asked, "ask_fee", province="99")
    assert text_of(there) != text_of(unknown)
