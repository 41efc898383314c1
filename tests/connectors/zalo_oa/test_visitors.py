"""Visitors of the chat on a website, whom Zalo knows by a conversation only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.channels import MalformedError, RefusedError
from connectors.twins.zalo_oa import OA_ID
from connectors.twins.zalo_oa_events import Deed, event
from connectors.zalo_oa.events import read
from tests.connectors.zalo_oa.bench import Bench, reply
from tests.connectors.zalo_oa.test_sending import send

VISITOR, VISIT = "5000000000000000001", "c-19f3b1"


def arrival(bench: Bench, **deed: Any) -> Any:
    body, _ = event(bench.account, Deed(user=VISITOR, visit=VISIT, **deed))
    (found,) = read(body, OA_ID)
    return found


def test_a_question_is_answered_in_the_visitors_conversation(bench: Bench) -> None:
    asked = arrival(bench, text="làm giấy khai sinh")
    assert (asked.kind, asked.text, asked.group) == ("text", "làm giấy khai sinh", False)
    (message,) = send(
        bench, reply("Bác muốn biết gì?", "Giấy tờ", "Lệ phí"), talk=asked.conversation
    )
    assert message["text"].startswith("Bác muốn biết gì?\n\n1. Giấy tờ\n2. Lệ phí\n")
    assert bench.account.sent[-1]["to"] == VISITOR


def test_pictures_are_said_not_to_be_seen_and_never_sent(bench: Bench) -> None:
    asked = arrival(bench, did="image")
    assert (asked.kind, asked.text) == ("picture", "")
    drawn = reply("Bước 1.", image="/pictures/login.svg", image_alt="Hình vẽ")
    assert send(bench, drawn, talk=asked.conversation) == [{"text": "Bước 1."}]


def test_another_visit_is_another_talk(bench: Bench) -> None:
    first = arrival(bench, text="a")
    body, _ = event(bench.account, Deed(user=VISITOR, visit="c-2", text="b"))
    assert read(body, OA_ID)[0].conversation != first.conversation


def test_nobody_is_written_to_in_a_visit_that_never_was(bench: Bench) -> None:
    with pytest.raises(RefusedError):
        send(bench, reply("Dạ."), talk=f"zalo-oa:a-{VISITOR}~c-other")


@pytest.mark.parametrize("conversation", ["", "x" * 60, None])
def test_who_cannot_be_written_to_is_counted(bench: Bench, conversation: str | None) -> None:
    body, _ = event(bench.account, Deed(user=VISITOR, visit=VISIT, text="a"))
    changed = json.loads(body)
    changed["message"]["conversation_id"] = conversation
    with pytest.raises(MalformedError):
        read(json.dumps(changed).encode(), OA_ID)


def test_what_the_account_says_to_a_visitor_is_no_question(bench: Bench) -> None:
    body, _ = event(bench.account, Deed(user=VISITOR, visit=VISIT, text="a"))
    echo = {**json.loads(body), "event_name": "oa_send_anonymous_text"}
    assert read(json.dumps(echo).encode(), OA_ID) == []
