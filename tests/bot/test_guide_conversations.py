"""Conversations as people have them: tests/bot/conversations/*.yaml, one test each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.guide.route import route
from bot.talk import Assistant, Said
from knowledge.records import Records
from tests.bot.guiding import DOSSIER, Citizen
from tests.bot.talking import text_of
from tests.conftest import ScriptedRetriever

FOLDER = Path(__file__).with_name("conversations")
WRITTEN: list[dict[str, Any]] = [
    conversation
    for path in sorted(FOLDER.glob("*.yaml"))
    for conversation in yaml.safe_load(path.read_text("utf-8"))
]
BIRTH = "1.001193"
USUAL = {"ket_hon": "da_dang_ky", "noi_sinh": "co_so_y_te", "thoi_han": "trong_60",
         "nguoi_di": "cha_me", "dac_biet": "binh_thuong"}  # fmt: skip
_CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def citizen(assistant: Assistant, tmp_path: Path) -> Iterator[Citizen]:
    made = Citizen(assistant, tmp_path)
    yield made
    made.close()


def test_there_are_enough() -> None:
    assert len(WRITTEN) >= 40
    assert len({conversation["name"] for conversation in WRITTEN}) == len(WRITTEN)


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written["name"])
def test_conversation(
    written: dict[str, Any], citizen: Citizen, retriever: ScriptedRetriever, known: Records
) -> None:
    retriever.says((BIRTH, 0.99))
    code = ""
    for turn in written["turns"]:
        said = _do(turn, citizen, retriever, known, code)
        if said is None:
            continue
        if turn.get("take_code"):
            found = _CODE.search(text_of(said))
            assert found
            code = found.group()
        _check(turn, said, citizen)


def _do(
    turn: dict[str, Any], citizen: Citizen, retriever: ScriptedRetriever, known: Records, code: str
) -> Said | None:
    if "topic" in turn:
        retriever.says(*([(turn["topic"], 0.99)] if turn["topic"] != "none" else []))
    if "topics" in turn:
        retriever.says(*((code, 0.5) for code in turn["topics"]))
    if "days" in turn:
        citizen.now += timedelta(days=turn["days"])
    if "restart" in turn:
        citizen.restart()
    if "channel" in turn:
        citizen.other_channel(turn["channel"])
    if "to" in turn:
        return _go(citizen, known, turn["to"])
    if "tap" in turn:
        return citizen.choose(turn["tap"])
    if "say_code" in turn:
        loose = code.lower().replace("-", "")
        return citizen.hear(turn["say_code"].format(code=code, loose=loose))
    if "say" not in turn:
        return None
    text, _, intent = turn["say"].partition("|")
    masked = (turn["masked"],) if "masked" in turn else ()
    return citizen.hear(text, turn.get("intent") or intent or "nlu_fallback", masked=masked)


def _go(citizen: Citizen, known: Records, to: str) -> Said:
    """On to a position, answering as most people would."""
    said = citizen.last
    if not citizen.memory.guides:
        said = citizen.hear("dắt tôi làm khai sinh", "start_guide")
    for _ in range(80):
        state = citizen.state
        procedure = known.get(state.code)
        assert procedure
        if state.at == to:
            break
        kind, _, name = state.at.partition(":")
        if kind == "c":
            case = next(case for case in procedure.cases if case.id == name)
            plain = [answer.id for answer in case.answers if not (answer.leads_to or answer.stop)]
            usual = USUAL.get(name)
            said = citizen.choose(f"g:a:{name}:{usual if usual in plain else plain[0]}")
        elif kind == "way":
            said = citizen.choose("g:w:online")
        elif kind == "p" and not state.view:
            said = citizen.choose(f"g:p:have:{name}")
        elif state.at == "end:code":
            said = citizen.hear(DOSSIER)
        else:
            said = citizen.hear("xong")
    assert procedure
    assert citizen.state.at == to, (citizen.state.at, route(procedure, citizen.state))
    assert said
    return said


def _check(turn: dict[str, Any], said: Said, citizen: Citizen) -> None:
    context = (turn, text_of(said))
    if "kept" in turn:
        assert len(citizen.memory.guides) == turn["kept"], context
    for name in ("at", "view", "code", "dossier"):
        if name in turn:
            assert getattr(citizen.state, name) == turn[name], context
    if "answers" in turn:
        assert turn["answers"].items() <= citizen.state.answers.items(), context
        assert turn["answers"] or not citizen.state.answers, context
    if "papers" in turn:
        assert turn["papers"].items() <= citizen.state.papers.items(), context
    assert said.reply.outcome == turn.get("outcome", said.reply.outcome), context
    assert turn.get("has", "") in text_of(said), context
    if "link" in turn:
        links = [link.url for message in said.reply.messages for link in message.links]
        assert any(turn["link"] in link for link in links), links
    for message in said.reply.messages:
        assert len(message.text.split()) <= 60 or message.text.count("\n") <= 1, context
