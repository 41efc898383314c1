"""Calls of which nobody knows whether they arrived: we died, or the answer was lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from connectors.channels.contract import LaterError
from tests.connectors.channels.scripted import AskablePlatform, Desk, Platform, RepeatingPlatform


@pytest.mark.parametrize(
    ("platform", "made", "event"),
    [
        (AskablePlatform(arrived=True), [], "unsure_arrived"),
        (AskablePlatform(arrived=False), ["một"], "unsure_not_arrived"),
        (AskablePlatform(arrived=None), ["một"], "unsure_sent_again"),
        (Platform(), ["một"], "unsure_sent_again"),
        (RepeatingPlatform(), ["lại: một"], "unsure_sent_again"),
    ],
)
def test_a_call_that_was_begun_when_we_died(
    tmp_path: Path, platform: Platform, made: list[str], event: str
) -> None:
    desk = Desk(tmp_path, platform)
    desk.put("một")
    call = desk.outbox.first("p:1")
    assert call
    desk.outbox.begin(call.number, "7")
    desk.run(lambda: not desk.open())
    assert platform.made == made
    assert desk.counts.totals()["p", event] == 1


def test_a_call_whose_answer_was_lost_is_asked_for(tmp_path: Path) -> None:
    platform = AskablePlatform(LaterError("read", unsure=True), arrived=True)
    desk = Desk(tmp_path, platform)
    desk.put("một", "hai")
    desk.run(lambda: not desk.open())
    assert platform.made == ["một", "hai"]


def test_a_store_that_fails_in_the_middle_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = AskablePlatform(arrived=True)
    desk = Desk(tmp_path, platform)
    desk.put("một", "hai")
    begin, sent, fails = desk.outbox.begin, desk.outbox.sent, [True, True]

    def begin_badly(number: int, bookmark: str) -> None:
        if fails[0]:
            fails[0] = False
            raise OperationalError("begin", {}, Exception("disk full"))
        begin(number, bookmark)

    def sent_badly(number: int, bookmark: str = "") -> None:
        if fails[1]:
            fails[1] = False
            raise OperationalError("sent", {}, Exception("disk full"))
        sent(number, bookmark)

    monkeypatch.setattr(desk.outbox, "begin", begin_badly)
    monkeypatch.setattr(desk.outbox, "sent", sent_badly)
    desk.run(lambda: not desk.open(), patience=20)
    assert platform.made == ["một", "hai"]
    assert desk.outbox.dead_letters() == []


def test_what_may_have_arrived_says_so_until_it_has(tmp_path: Path) -> None:
    platform = RepeatingPlatform(LaterError("read", unsure=True), LaterError("busy"))
    desk = Desk(tmp_path, platform)
    desk.put("một", "hai")
    desk.run(lambda: not desk.open(), patience=15)
    assert platform.made == ["một", "lại: một", "hai"]


@pytest.mark.parametrize(("platform", "most"), [(AskablePlatform(), 5), (RepeatingPlatform(), 1)])
def test_few_calls_are_under_way_at_once_and_one_where_nobody_can_be_asked(
    tmp_path: Path, platform: Platform, most: int
) -> None:
    desk = Desk(tmp_path, platform)
    platform.seconds = 0.05
    for who in range(12):
        desk.put("một", who=f"p:{who}", key=f"k{who}")
    desk.run(lambda: not desk.open())
    assert platform.most_at_once == most


def test_a_call_under_way_is_ended_before_we_stop(tmp_path: Path) -> None:
    platform = Platform()
    platform.seconds = 0.3
    desk = Desk(tmp_path, platform)
    desk.put("một", "hai")
    desk.run(lambda: platform.at_once)
    assert platform.made == ["một"]
    assert desk.open() == {"waiting": 1}
