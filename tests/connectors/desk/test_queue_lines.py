"""Helpers' lines on their way to the messengers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.replies import Message, Reply
from bot.wording import Speaker, Wording, pair_named
from connectors.channels import Outgoing
from connectors.desk.queue.bring import Bringer
from connectors.dossiers.delivery import DeliveryError
from connectors.telegram import rendering as telegram
from connectors.zalo_bot import render as zalo_bot
from connectors.zalo_oa import render as zalo_oa
from tests.connectors.desk.conftest import Clock, House
from tests.connectors.desk.waiting import house as house
from tests.connectors.desk.waiting import on_duty, waiting


@dataclass
class Recorder:
    """A channel's delivery that keeps what it was given; a key comes once."""

    got: dict[str, tuple[str, str]] = field(default_factory=dict)
    broken: bool = False

    def deliver(self, person: str, reply: Reply, key: str) -> None:
        if self.broken:
            raise DeliveryError("down")
        assert key not in self.got
        self.got[key] = (person, reply.messages[0].text)

    def texts(self, person: str) -> list[str]:
        return [text for who, text in self.got.values() if who == person]


def test_lines_reach_telegram_and_zalo_once_and_in_order(house: House, clock: Clock) -> None:
    channels = {"telegram": Recorder(), "zalo-oa": Recorder()}
    people = {"telegram": "telegram:17", "zalo-oa": "zalo-oa:17"}
    helper = on_duty(house.person("volunteer", "lan"))
    queue, lines = house.desk.queue, house.desk.lines
    bringers = [Bringer(queue, lines, channels) for _ in range(2)]
    for person in people.values():
        assert queue.ask(person, "asked", "") is not None
    for number in waiting(helper):
        helper.post(f"/desk/talks/{number}/take")
        for text in ("một", "hai"):
            helper.post(f"/desk/talks/{number}/say", text=text, key=text)
    channels["telegram"].broken = True
    for bringer in bringers * 2:
        bringer.step()
    assert channels["telegram"].got == {}
    assert channels["zalo-oa"].texts("zalo-oa:17")[1:] == ["Lan: một", "Lan: hai"]
    channels["telegram"].broken = False
    clock.turn(3600)
    for bringer in bringers:
        bringer.step()
    told = channels["telegram"].texts("telegram:17")
    assert told[1:3] == ["Lan: một", "Lan: hai"]


@pytest.mark.parametrize(
    ("conversation", "calls"),
    [
        (
            "telegram:17",
            lambda r, c: telegram.calls(r, c, Speaker(Wording(), pair_named(None)), ""),
        ),
        ("zalo-bot:17", lambda r, c: zalo_bot.render(r, c, "")),
        ("zalo-oa:17", lambda r, c: zalo_oa.render(r, c, "")),
    ],
)
def test_every_channel_carries_a_line_and_is_silent_beside_a_helper(
    conversation: str, calls: Callable[[Reply, str], list[Outgoing]]
) -> None:
    said = Message(text="Lan: Chào bác.")
    (call,) = calls(Reply(outcome="with_person", messages=(said,)), conversation)
    assert "Lan: Chào bác." in str(call.body)
    assert calls(Reply(outcome="with_person"), conversation) == []
