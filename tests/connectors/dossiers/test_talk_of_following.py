"""Following in the chat: only after a yes, never in a group; news before the next reply."""

from __future__ import annotations

import pytest

from bot.talk import Assistant
from tests.bot.talking import Talker, text_of
from tests.connectors.dossiers.asking import ASK, PERSON, outcome, say
from tests.connectors.dossiers.conftest import CODE, MONDAY, Clock, Office, ScriptedProvider


@pytest.fixture
def talker(with_desk: Assistant) -> Talker:
    return Talker(with_desk)


def test_in_a_group_nothing_is_told(talker: Talker, provider: ScriptedProvider) -> None:
    provider.says(4)
    for text in (CODE, "hồ sơ của tôi", "theo dõi hồ sơ này", "tới đâu rồi"):
        said = say(talker, text, group=True)
        assert outcome(talker) == "unanswerable_status_here"
        assert "riêng" in said
    tapped = talker.say("x", "choose", "action_choose", choice=f"d:look:{CODE}", group=True)
    assert "riêng" in text_of(tapped)
    assert provider.asked == []


def test_following_needs_a_yes_and_ends_with_a_word(
    talker: Talker, provider: ScriptedProvider, office: Office
) -> None:
    provider.says(4)
    say(talker, CODE)
    asked = talker.say("theo dõi giúp cô", **ASK, **PERSON)
    assert "đồng ý không" in text_of(asked)
    assert office.desk.saved("web:ai-do") == []
    talker.say("không", "deny", "action_yes_or_no", **PERSON)
    assert office.desk.saved("web:ai-do") == []
    say(talker, f"theo dõi hồ sơ {CODE}")
    yes = talker.say("ừ", "affirm", "action_yes_or_no", **PERSON)
    assert "theo dõi hồ sơ" in text_of(yes)
    assert [item.code for item in office.desk.saved("web:ai-do")] == [CODE]
    assert f"• {CODE}: Đang xử lý" in say(talker, "hồ sơ của tôi")
    assert "thôi theo dõi" in say(talker, "bỏ theo dõi")
    assert office.desk.saved("web:ai-do") == []
    assert "chưa theo dõi hồ sơ nào" in say(talker, "ho so cua toi")


def test_which_one_is_asked_when_several_are_followed(
    talker: Talker, provider: ScriptedProvider, office: Office
) -> None:
    other = "H29.16-261116-0002"
    for code in (CODE, other):
        provider.says(4, code)
        office.desk.follow(code, "web:ai-do")
    assert "hồ sơ nào" in say(talker, "bo theo doi")
    tapped = next(c for c in talker.memory.offered if c.title == other)
    talker.say("/choose", "choose", "action_choose", choice=tapped.value, **PERSON)
    assert [item.code for item in office.desk.saved("web:ai-do")] == [CODE]


def test_a_code_nobody_knows_is_not_followed(talker: Talker, office: Office) -> None:
    say(talker, f"theo dõi {CODE}")
    yes = talker.say("ừ", "affirm", "action_yes_or_no", **PERSON)
    assert "không thấy hồ sơ" in text_of(yes)
    assert office.desk.saved("web:ai-do") == []


def test_news_come_before_the_next_reply_once(
    talker: Talker, provider: ScriptedProvider, office: Office, clock: Clock
) -> None:
    provider.says(2)
    office.desk.follow(CODE, "web:ai-do")
    provider.says(5, supplements=[{"asked_at": MONDAY, "items": ["Tờ khai"]}])
    clock.turn(hours=2)
    office.watcher.step()
    first = talker.say("cảm ơn", "thanks", "action_say", message_id="m1", **PERSON)
    assert first.reply.outcome == "thanked"
    assert first.reply.messages[0].text.startswith("Hồ sơ bác nhờ theo dõi vừa có tin mới.")
    assert "Tờ khai" in text_of(first)
    again = talker.say("cảm ơn", "thanks", "action_say", message_id="m1", **PERSON)
    assert again.reply == first.reply
    other = talker.say("cảm ơn", "thanks", "action_say", message_id="m2", **PERSON)
    assert len(other.reply.messages) == 1
