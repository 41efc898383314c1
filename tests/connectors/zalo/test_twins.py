"""The twins deliver as Zalo does, and can be played with by hand."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from connectors.channels import Channel, ForgedError
from connectors.twins import zalo_bot, zalo_oa
from connectors.twins.zalo_post import Habits
from tests.connectors.zalo_bot import bench as bot_bench
from tests.connectors.zalo_oa import bench as oa_bench

OA_USER, BOT_USER = oa_bench.CITIZEN, bot_bench.CITIZEN


@dataclass
class Receiver:
    """What an app at the webhook would receive; statuses: of its first answers, then 200."""

    statuses: list[int] = field(default_factory=list)
    received: list[tuple[bytes, Mapping[str, str]]] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/webhook")
        async def webhook(request: Request) -> Response:
            status = self.statuses.pop(0) if self.statuses else 200
            if status == 200:
                self.received.append((await request.body(), dict(request.headers)))
            return Response(status_code=status)

        return app

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app()))


@dataclass
class Played:
    """One of the two twins, the channel beside it, and what a person there says."""

    create: Callable[..., FastAPI]
    channel: Channel
    deed: Callable[..., dict[str, Any]]


@pytest.fixture(params=["zalo_oa", "zalo_bot"])
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Played:
    if request.param == "zalo_oa":
        return Played(
            zalo_oa.create_twin,
            oa_bench.make_bench(tmp_path).channel(),
            lambda text, **more: {"user": OA_USER, "text": text, **more},
        )
    return Played(
        zalo_bot.create_twin,
        bot_bench.make_bench(tmp_path).channel(),
        lambda text, **more: {"chat": BOT_USER, "text": text, **more},
    )


def deliver(played: Played, receiver: Receiver, deeds: list[dict[str, Any]], **habits: Any) -> Any:
    """Do these; the statuses of each delivery's tries."""

    async def work() -> Any:
        twin = played.create("http://app/webhook", client=receiver.client())
        twin.state.post.habits = Habits(webhook="http://app/webhook", **habits)
        transport = httpx.ASGITransport(twin)
        async with httpx.AsyncClient(transport=transport, base_url="http://twin") as person:
            for deed in deeds:
                (await person.post("/_twin/do", json=deed)).raise_for_status()
            await twin.state.post.idle()
            return (await person.get("/_twin/deliveries")).json()

    return asyncio.run(work())


def read(played: Played, receiver: Receiver) -> list[str]:
    """The texts of what was received, each proven by the channel."""
    texts = []
    for body, headers in receiver.received:
        played.channel.verify(body, headers)
        texts += [arrival.text for arrival in played.channel.read(body)]
    return texts


def test_deliveries_are_proven_and_read(played: Played) -> None:
    receiver = Receiver()
    deliver(played, receiver, [played.deed("xin chào")])
    assert read(played, receiver) == ["xin chào"]


def test_forged_deliveries_are_not(played: Played) -> None:
    receiver = Receiver()
    deliver(played, receiver, [played.deed("xin chào", forge=True)])
    with pytest.raises(ForgedError):
        read(played, receiver)


def test_what_is_not_acknowledged_comes_again(played: Played) -> None:
    receiver = Receiver(statuses=[503, 500])
    tries = deliver(played, receiver, [played.deed("xin chào")], scale=0)
    assert tries == [[503, 500, 200]]
    assert read(played, receiver) == ["xin chào"]


def test_it_gives_up_after_the_last_try(played: Played) -> None:
    receiver = Receiver(statuses=[500] * 10)
    assert deliver(played, receiver, [played.deed("a")], scale=0) == [[500] * 6]


def test_it_can_go_through_its_schedule_again(played: Played) -> None:
    receiver = Receiver(statuses=[500] * 8)
    tries = deliver(played, receiver, [played.deed("a")], scale=0, rounds=2)
    assert tries == [[500] * 8 + [200]]


def test_duplicates_have_the_same_key(played: Played) -> None:
    receiver = Receiver()
    deliver(played, receiver, [played.deed("xin chào")], copies=3)
    keys = [played.channel.read(body)[0].key for body, _ in receiver.received]
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_scattered_deliveries_change_their_order_but_not_their_moments(played: Played) -> None:
    receiver = Receiver()
    said = [f"câu {number}" for number in range(12)]
    deliver(played, receiver, [played.deed(words) for words in said], scatter=0.3)
    texts = read(played, receiver)
    assert sorted(texts) == sorted(said)
    assert texts != said


def test_a_person_plays_the_citizen_on_the_page_of_the_oa(tmp_path: Path) -> None:
    receiver = Receiver()

    async def work() -> None:
        bench = oa_bench.make_bench(tmp_path)
        bench.twin = zalo_oa.create_twin("http://app/webhook", client=receiver.client())
        transport = httpx.ASGITransport(bench.twin)
        async with httpx.AsyncClient(transport=transport, base_url="http://twin") as browser:
            await browser.post("/_page/do", data={"user": OA_USER, "text": "<b>chào</b>"})
            channel = bench.channel()
            for outgoing in channel.render(oa_bench.reply("Dạ.", "Lệ phí"), oa_bench.TALK):
                await channel.call(outgoing)
            page = (await browser.get("/", params={"user": OA_USER})).text
            assert "&lt;b&gt;chào" in page
            assert "<b>chào" not in page
            fields = dict(re.findall(r'name=(\w+) value="([^"]*)"', page.split("Lệ phí")[0]))
            await browser.post("/_page/do", data=fields)
            await bench.twin.state.post.idle()
            await channel.close()

    asyncio.run(work())
    body, headers = receiver.received[-1]
    channel = oa_bench.make_bench(tmp_path).channel()
    channel.verify(body, headers)
    (arrival,) = channel.read(body)
    assert (arrival.kind, arrival.choice) == ("choice", "v:0")


def test_a_person_plays_the_citizen_on_the_page_of_the_bot(tmp_path: Path) -> None:
    async def work() -> None:
        bench = bot_bench.make_bench(tmp_path)
        channel = bench.channel()
        async with bench.http() as browser:
            await browser.post("/_page/do", data={"user": BOT_USER, "text": "chào"})
            (body,) = await channel.poll()
            assert channel.read(body)[0].text == "chào"
            for outgoing in channel.render(oa_bench.reply("Dạ.", "Lệ phí"), bot_bench.TALK):
                await channel.call(outgoing)
            assert "1. Lệ phí" in (await browser.get("/", params={"user": BOT_USER})).text

    asyncio.run(work())


@pytest.mark.parametrize(
    ("module", "field"), [(zalo_oa, "ZALO_OA_URL"), (zalo_bot, "ZALO_BOT_URL")]
)
def test_the_demonstration_needs_no_other_setting(module: Any, field: str) -> None:
    given = module.demonstration("http://127.0.0.1:9", "http://127.0.0.1:8")
    assert given[f"TUNGBUOC_{field}"] == "http://127.0.0.1:9"
    assert all(name.startswith("TUNGBUOC_ZALO_") for name in given)


def test_the_demonstration_talks_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With its settings alone, without a login."""
    from connectors.settings import Settings
    from connectors.zalo_oa import ZaloOa

    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str(tmp_path))
    for name, value in zalo_oa.demonstration("http://twin", "http://app").items():
        monkeypatch.setenv(name, value)

    async def work() -> list[Any]:
        twin = zalo_oa.create_twin("")
        twin.state.account.seen(OA_USER)
        client = httpx.AsyncClient(transport=httpx.ASGITransport(twin))
        channel = ZaloOa(Settings(), client)
        for outgoing in channel.render(oa_bench.reply("Dạ."), oa_bench.TALK):
            await channel.call(outgoing)
        await channel.close()
        sent: list[Any] = twin.state.account.sent
        return sent

    assert len(asyncio.run(work())) == 1
