"""What the assistant says goes out in order, once; what cannot go out holds nobody up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.replies import Message, Reply
from connectors.channels.contract import (
    BlockedError,
    LaterError,
    RefusedError,
    WindowClosedError,
)
from connectors.channels.delivery import ChannelDelivery
from connectors.dossiers.delivery import DeliveryError
from tests.connectors.channels.scripted import Desk, Platform


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


def test_what_was_sent_is_not_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Platform())
    desk.put("phí 8.000 đồng")
    desk.run(lambda: not desk.open())
    with desk.inbox.engine.connect() as connection:
        assert "8.000" not in str(connection.exec_driver_sql("select * from outbox").all())
