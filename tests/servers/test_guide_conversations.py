"""Scripted guides over the running servers, driven by the records: taps, numbers, typed words.

A dozen records, one conversation each, and one record with every answer of every question.
`python -m ops.guide_conversations` does that for all of them.
"""

from __future__ import annotations

import pytest

from knowledge import records
from ops import guide_conversations
from ops.guide_conversations import BrokenPromiseError, Talk, Walker
from tests.servers.conftest import Client, Servers

KNOWN = records.load()
A_DOZEN = (
    "1.000656", "1.000894", "1.001193", "1.001612", "1.004222", "1.013831", "1.014027", "1.116410",
    "2.001159", "3.000333", "tb-nop-phat-giao-thong", "tb-chung-thuc-ban-sao-dien-tu",
)  # fmt: skip
IN_FULL = "2.000815"


@pytest.mark.parametrize("code", A_DOZEN)
def test_from_the_first_word_to_the_code(code: str, servers: Servers) -> None:
    procedure = KNOWN.get(code)
    assert procedure
    outcome = guide_conversations.run(procedure, servers.url, most=1)
    assert outcome.broken == []
    assert outcome.messages > 8


def test_every_answer_of_one_record(servers: Servers) -> None:
    procedure = KNOWN.get(IN_FULL)
    assert procedure
    outcome = guide_conversations.run(procedure, servers.url)
    assert outcome.broken == []
    assert outcome.talks >= 3


def test_the_walker_notices_a_broken_promise(client: Client) -> None:
    """What is walked as another procedure than the one guided is found out."""
    procedure, other = KNOWN.get("2.000815"), KNOWN.get("1.000656")
    assert procedure
    assert other
    swapped = procedure.model_copy(update={"short_name": other.short_name})
    walker = Walker(Talk(client.http), swapped, 0)
    answers, way = guide_conversations.conversations(procedure)[0]
    with pytest.raises(BrokenPromiseError):
        walker.walk(answers, way)
