"""What the assistant says goes out in order, once, within the platform's limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.replies import Message, Reply
from connectors.channels.budget import Budget
from connectors.channels.contract import (
    BlockedError,
    ChannelError,
    LaterError,
    Outgoing,
    Rates,
    RefusedError,
    WindowClosedError,
)
from connectors.channels.counts import Counts
from connectors.channels.delivery import ChannelDelivery
from connectors.channels.outbox import Outbox
from connectors.channels.way_out import WayOut
from connectors.chat.inbox import Inbox
from connectors.chat.locks import Locks
from connectors.dossiers.delivery import DeliveryError
from tests.connectors.channels.conftest import Stage, until


class Platform:
    """A channel that answers what the test scripted, a call after the other."""

    name = "p"
    rates = Rates(per_second=10_000, per_chat_seconds=0.0)

    def __init__(self, *answers: ChannelError | None, arrived: bool | None = None) -> None:
        self.answers = list(answers)
        self.arrived_says = arrived
        self.made: list[str] = []

    async def call(self, outgoing: Outgoing) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer is None or (isinstance(answer, LaterError) and answer.unsure):
            self.made.append(outgoing.body["text"])
        if answer is not None:
            raise answer

    def render(self, reply: Reply, conversation: str) -> Sequence[Outgoing]:
        return [_call(message.text) for message in reply.messages]

    def typing(self, conversation: str) -> None:
        return None


class AskablePlatform(Platform):
    def bookmark(self, outgoing: Outgoing, before: str = "") -> str:
        return "7"

    async def arrived(self, outgoing: Outgoing, bookmark: str) -> bool | None:
        assert bookmark == "7"
        return self.arrived_says


class Desk:
    """An outbox and what empties it."""

    def __init__(self, folder: Path, platform: Platform) -> None:
        self.inbox = Inbox(f"sqlite:///{folder / 'inbox.db'}")
        self.outbox = Outbox(self.inbox.engine)
        self.counts = Counts(self.inbox.engine)
        self.platform = platform
        channels: Any = {"p": platform}
        self.way_out = WayOut(channels, self.outbox, Locks(), self.counts)

    def put(self, *texts: str, who: str = "p:1", key: str = "k") -> None:
        assert self.outbox.add("p", who, key, [_call(text) for text in texts])

    def run(self, ended: Any, patience: float = 8.0) -> None:
        async def work() -> None:
            async with self.way_out.running(), asyncio.timeout(patience):
                while not ended():
                    await asyncio.sleep(0.01)

        asyncio.run(work())

    def open(self) -> dict[str, int]:
        return {state: count for (_, state), count in self.outbox.open_calls().items()}


def _call(text: str) -> Outgoing:
    return Outgoing("say", {"text": text}, "trả lời")


def test_in_order_and_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Platform(LaterError("busy", seconds=0.05), None, LaterError("busy")))
    desk.put("một", "hai", "ba")
    desk.put("một", "hai", "ba")  # the same key
    desk.run(lambda: desk.counts.totals().get(("p", "sent")) == 3)
    assert desk.platform.made == ["một", "hai", "ba"]
    assert desk.counts.totals() == {("p", "later"): 2, ("p", "sent"): 3}
    assert desk.open() == {}


def test_a_window_that_closed_opens_when_the_person_writes(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Platform(None, WindowClosedError("48 h")))
    desk.put("một", "hai")
    desk.run(lambda: desk.open() == {"closed": 1})
    desk.put("của người khác", who="p:2", key="other")
    desk.put("ba", key="while closed")
    desk.run(lambda: desk.open() == {"closed": 1, "waiting": 1} and len(desk.platform.made) == 2)
    with desk.inbox.engine.begin() as connection:
        desk.outbox.come_back(connection, "p:1")
    desk.run(lambda: not desk.open())
    assert [text for text in desk.platform.made if text != "của người khác"] == [
        "một",
        "hai",
        "ba",
    ]


def test_who_blocked_us_is_left_alone(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Platform(BlockedError("403")))
    desk.put("một", "hai")
    desk.run(lambda: not desk.open())
    assert desk.platform.made == []
    channel: Any = desk.platform
    delivery = ChannelDelivery(channel, desk.outbox, lambda: None)
    news = Reply(outcome="status", messages=(Message(text="tin mới"),))
    with pytest.raises(DeliveryError) as error:
        delivery.deliver("p:1", news, "news-1")
    assert error.value.again_at
    assert error.value.again_at > datetime.now(UTC)


def test_news_go_out_once_under_their_key(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Platform())
    channel: Any = desk.platform
    delivery = ChannelDelivery(channel, desk.outbox, lambda: None)
    news = Reply(outcome="status", messages=(Message(text="tin mới"), Message(text="và nữa")))
    for _ in range(3):
        delivery.deliver("p:1", news, "dossier-news-4")
    desk.run(lambda: not desk.open())
    delivery.deliver("p:1", news, "dossier-news-4")
    assert desk.open() == {}
    assert desk.platform.made == ["tin mới", "và nữa"]


def test_what_is_refused_becomes_a_dead_letter_and_holds_nobody_up(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Platform(RefusedError("bad parameters")))
    desk.put("một", "hai")
    desk.run(lambda: desk.open() == {"dead": 1})
    assert desk.platform.made == ["hai"]
    (letter,) = desk.outbox.dead_letters()
    assert (letter.channel, letter.title, letter.reason) == ("p", "trả lời", "bad parameters")
    assert desk.outbox.retry([letter.number + 5]) == 0
    assert desk.outbox.retry([letter.number]) == 1
    desk.run(lambda: not desk.open())
    assert desk.platform.made == ["hai", "một"]


def test_a_dead_letter_can_be_dropped(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Platform(RefusedError("bad parameters")))
    desk.put("một")
    desk.run(lambda: desk.open() == {"dead": 1})
    assert desk.outbox.drop(None) == 1
    assert desk.outbox.dead_letters() == []
    assert desk.open() == {}


@pytest.mark.parametrize(
    ("platform", "made", "event"),
    [
        (AskablePlatform(arrived=True), [], "unsure_arrived"),
        (AskablePlatform(arrived=False), ["một"], "unsure_not_arrived"),
        (AskablePlatform(arrived=None), ["một"], "unsure_sent_again"),
        (Platform(), ["một"], "unsure_sent_again"),
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


def test_what_was_sent_is_not_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Platform())
    desk.put("phí 8.000 đồng")
    desk.run(lambda: not desk.open())
    with desk.inbox.engine.connect() as connection:
        assert "8.000" not in str(connection.exec_driver_sql("select * from outbox").all())


def test_the_budget_spreads_calls_and_rests_when_told() -> None:
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    budget = Budget(Rates(per_second=10, per_chat_seconds=1), clock=lambda: clock[0], sleep=sleep)

    async def calls(count: int) -> list[float]:
        moments = []
        for _ in range(count):
            await budget.turn()
            moments.append(round(clock[0], 3))
        return moments

    first = asyncio.run(calls(25))
    assert first[-1] == pytest.approx(2.0, abs=0.11)  # five at once, then ten a second
    assert not budget.is_free()
    budget.rest(30)
    assert asyncio.run(calls(1)) == [pytest.approx(first[-1] + 30)]
    assert budget.wait_in_chat(0.4) == pytest.approx(0.6)
    assert budget.wait_in_chat(None) == 0


def test_one_budget_is_shared_by_two_apps() -> None:
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    budget = Budget(Rates(10, 1), apps=2, clock=lambda: clock[0], sleep=sleep)

    async def calls() -> None:
        for _ in range(25):
            await budget.turn()

    asyncio.run(calls())
    assert clock[0] == pytest.approx(4.0, abs=0.21)


def test_too_many_requests(stage: Stage) -> None:
    with stage.app() as app:
        stage.mood(limited=2, retry_after=1)
        stage.say("một")
        stage.say("hai", chat=8)
        until(lambda: stage.sent(7) and stage.sent(8))
        assert [stage.texts(7), stage.texts(8)] == [["Nghe: một"], ["Nghe: hai"]]
        until(lambda: app.state.tungbuoc.door.counts.totals()["telegram", "sent"] == 2)


def test_telegram_answers_502_and_did_it_all_the_same(stage: Stage) -> None:
    with stage.app() as app:
        stage.mood(lost=1)
        stage.say("một")
        totals = app.state.tungbuoc.door.counts.totals
        until(lambda: totals().get(("telegram", "unsure_arrived")))
        stage.say("hai")
        until(lambda: len(stage.sent()) >= 2)
        assert stage.texts() == ["Nghe: một", "Nghe: hai"]


def test_telegram_is_down_for_a_while(stage: Stage) -> None:
    with stage.app():
        stage.mood(down=True)
        stage.say("một")
        until(lambda: stage.asked())
        time.sleep(0.3)
        stage.mood(down=False)
        until(lambda: stage.sent())
        assert stage.texts() == ["Nghe: một"]


def test_who_blocks_the_bot_gets_nothing_until_they_write(stage: Stage) -> None:
    with stage.app() as app:
        stage.say("một")
        until(lambda: stage.sent())
        stage.twin.blocked.add(7)
        stage.say("hai")
        totals = app.state.tungbuoc.door.counts.totals
        until(lambda: totals().get(("telegram", "blocked")))
        stage.twin.blocked.clear()
        stage.say("ba")
        until(lambda: len(stage.sent()) == 2)
        assert stage.texts() == ["Nghe: một", "Nghe: ba"]


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
