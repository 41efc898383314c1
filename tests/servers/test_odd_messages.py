"""What people send instead of a plain question, on each messenger: always a kind, useful answer."""

from __future__ import annotations

import secrets
import unicodedata

import pytest

from bot.wording import Speaker, Wording, pair_named
from ops.same_talk.messengers import Messenger, OnTelegram, OnZaloBot, OnZaloOa
from ops.same_talk.people import Answer
from tests.servers.conftest import Servers

QUESTION = "lệ phí đăng ký khai sinh"
SPEAKER = Speaker(Wording(), pair_named(None))
KINDS = {
    "telegram": {
        "picture": "picture", "voice": "voice", "video": "video", "sticker": "sticker",
        "file": "file", "location": "location", "contact": "contact",
    },
    "zalo-oa": {
        "image": "picture", "audio": "voice", "video": "video", "sticker": "sticker",
        "gif": "sticker", "file": "file", "location": "location", "business_card": "contact",
    },
    "zalo-bot": {
        "image": "picture", "voice": "voice", "sticker": "sticker", "unsupported": "other",
    },
}  # fmt: skip
"""Channel → what its twin can send → the words for it in bot/wording/channels.yaml."""


@pytest.fixture(params=sorted(KINDS))
def person(servers: Servers, request: pytest.FixtureRequest) -> Messenger:
    made: dict[str, type[Messenger]] = {
        "telegram": OnTelegram, "zalo-oa": OnZaloOa, "zalo-bot": OnZaloBot,
    }  # fmt: skip
    assert servers.place
    return made[request.param](servers.place, str(7_000_000 + secrets.randbelow(1_000_000_000)))


def words(answer: Answer) -> str:
    return " ".join(bubble.text for bubble in answer.bubbles)


def test_each_kind_is_told_what_to_do_instead(person: Messenger) -> None:
    for sent, kind in KINDS[person.name].items():
        answer = person.send(sent)
        assert answer.outcome == "unanswerable_no_words", sent
        assert words(answer) == SPEAKER.say(f"channels.{kind}"), sent
        assert person.offered, sent


def test_words_under_a_picture_are_answered(person: Messenger) -> None:
    answer = person.send("picture" if person.name == "telegram" else "image", QUESTION)
    assert answer.outcome == "answered"
    assert "chỉ đọc được chữ" in words(answer)
    assert "miễn phí" in words(answer)


def test_emoji_a_long_paste_and_taken_apart_letters(
    person: Messenger,
) -> None:
    smiling = person.say("😀🙏🙏")
    assert smiling.outcome == "unanswerable_no_words"
    assert person.offered
    plain = person.say(QUESTION)
    apart = person.say(unicodedata.normalize("NFD", QUESTION))
    assert words(apart) == words(plain)
    pasted = person.say(f"{QUESTION} thì bao nhiêu tiền hở cháu? " * 200)
    assert pasted.outcome == "answered"
    assert "khai sinh" in words(pasted)
