"""Facts are quoted, never composed.

Over every reply a walk through the choices can reach, and any text a citizen may send: each number,
amount, date, link and law stands in the record that is quoted, in the hotlines, or in the message.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replies import Reply
from bot.sections import SECTIONS
from bot.talk import Assistant
from knowledge import records
from knowledge.hotlines import FILE as HOTLINES
from knowledge.records import Records
from tests.bot.talking import Talker
from tests.conftest import ScriptedRetriever, make_assistant

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LAW = re.compile(r"\d+/\d{4}/[A-ZĐ0-9-]+|(?:QĐ|NĐ|TT|NQ)[ -]?\d+[\w/.-]*")
_LINK = re.compile(r"https?://\S+")
_STEP = re.compile(r"(?:Bước|Câu|Giấy) \d+/\d+:")
_PAGES = {
    "https://dichvucong.gov.vn/tra-cuu-ho-so",
    "https://dichvucong.gov.vn/tra-cuu-thu-tuc/danh-sach",
}

KNOWN = records.load()
CODES = [procedure.code for procedure in KNOWN]


def _digits(text: str) -> set[str]:
    return {number.replace(".", "").replace(",", "") for number in _NUMBER.findall(text)}


def _facts(source: Any) -> tuple[set[str], str]:
    """Every number of a record, in every form it is written in, and the record's whole text."""
    text = json.dumps(source, ensure_ascii=False, default=str)
    numbers = _digits(text)
    for year, month, day in re.findall(r"(\d{4})-(\d{2})-(\d{2})", text):
        numbers |= {year, month, day, str(int(month)), str(int(day))}
    return numbers, text


_HOTLINE_NUMBERS, _ = _facts(yaml.safe_load(HOTLINES.read_text("utf-8")))
_RECORDS = {p.code: _facts(p.model_dump(mode="json")) for p in KNOWN}


_NAMES = {p.code: _digits(p.short_name) for p in KNOWN}


def assert_quoted(reply: Reply, message: str = "") -> None:
    """Everything checkable in the reply stands somewhere it may."""
    numbers, text = _RECORDS.get(reply.procedure or "", (set(), ""))
    allowed = numbers | _HOTLINE_NUMBERS | _digits(message)
    values = [choice.value for part in reply.messages for choice in part.choices]
    offered = {code for code in CODES if any(code in value for value in values)}
    for part in reply.messages:
        said = _STEP.sub("", part.text)
        titles = " ".join(choice.title for choice in part.choices)
        # A question back names what it offers: "tài khoản VNeID mức 2".
        allowed = allowed | {number for code in offered for number in _NAMES[code]}
        assert _digits(said) <= allowed, (part.text, _digits(said) - allowed)
        for code in offered:
            allowed = allowed | _RECORDS[code][0]
        assert _digits(titles) <= allowed, titles
        for law in _LAW.findall(said):
            assert law in text or law in message, (law, part.text)
        for link in [*_LINK.findall(said), *(item.url for item in part.links)]:
            assert link in text or link in _PAGES, link
        for note in part.sources:
            assert note.title in text
            assert note.url is None or note.url in text


def _talker(retriever: ScriptedRetriever, known: Records) -> Talker:
    return Talker(make_assistant(known, retriever))


def test_the_check_can_fail() -> None:
    reply = Reply.model_validate(
        {"outcome": "answered", "procedure": CODES[0], "messages": [{"text": "Phí 123.457 đồng"}]}
    )
    try:
        assert_quoted(reply)
    except AssertionError:
        return
    raise RuntimeError("an invented amount passed")


def test_every_reply_a_walk_through_the_choices_reaches() -> None:
    retriever = ScriptedRetriever(KNOWN)
    for code in CODES:
        retriever.says((code, 0.99))
        talker = _talker(retriever, KNOWN)
        waiting = [talker.say("x", f"ask_{section}").reply for section in SECTIONS]
        seen: set[str] = set()
        while waiting:
            reply = waiting.pop()
            assert_quoted(reply)
            for choice in (c for message in reply.messages for c in message.choices):
                if choice.value not in seen and code in choice.value:
                    seen.add(choice.value)
                    said = talker.say("/choose", "choose", "action_choose", choice=choice.value)
                    waiting.append(said.reply)
        assert len(seen) > 10


INTENTS = [*(f"ask_{section}" for section in SECTIONS), "ask_procedure", "out_of_scope"]


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(alphabet=st.characters(codec="utf-8"), max_size=200)
    | st.from_regex(r"(phí|mã|ngày) \d{1,8}[./-]\d{1,4} (không|hả|đồng)", fullmatch=True),
    intent=st.sampled_from(INTENTS),
    ranked=st.lists(
        st.tuples(st.sampled_from(CODES), st.floats(0, 1)), max_size=5, unique_by=lambda r: r[0]
    ),
)
def test_any_text_any_ranking(text: str, intent: str, ranked: list[tuple[str, float]]) -> None:
    retriever = ScriptedRetriever(KNOWN)
    retriever.says(*sorted(ranked, key=lambda item: -item[1]))
    talker = _talker(retriever, KNOWN)
    assert_quoted(talker.say(text, intent).reply, text)
    assert_quoted(talker.say(text, intent).reply, text)


def test_small_talk_quotes_only_hotlines(assistant: Assistant) -> None:
    from tests.bot.test_small_talk import SAID

    for text, intent, action, *_ in SAID:
        assert_quoted(Talker(assistant).say(text, intent, action).reply, text)
