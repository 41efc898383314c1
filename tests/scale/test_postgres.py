"""Everything that is kept, in PostgreSQL; two apps on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, inspect, text

from bot.talk import Assistant
from connectors.channels.arrivals import Arrivals
from connectors.channels.contract import Arrival, Outgoing
from connectors.channels.outbox import Outbox
from connectors.chat import Inbox
from connectors.chat.locks import BusyError, SharedLocks
from connectors.database import create_tables
from connectors.proposals.store import Proposals
from connectors.rasa.trackers import Trackers
from connectors.resume import ResumeStore
from connectors.tally import Tally
from connectors.twins.telegram import SECRET
from connectors.web.app import create_app
from ops.postgres import Server
from ops.serving import serving
from tests.connectors.channels.conftest import Stage, until
from tests.connectors.channels.conftest import stage as stage

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def locks(database: str) -> Iterator[tuple[SharedLocks, SharedLocks]]:
    """Of two apps."""
    made = SharedLocks(database), SharedLocks(database)
    yield made
    for one in made:
        one.close()


def test_apps_that_start_at_once_on_an_empty_database(database: str) -> None:
    kinds = [MetaData() for _ in range(4)]
    for number, metadata in enumerate(kinds):
        for table in range(5):
            Table(f"t{number}_{table}", metadata, Column("a", Integer, primary_key=True))
    engines = [create_engine(database) for _ in range(6)]
    with ThreadPoolExecutor(len(engines)) as pool:
        list(pool.map(lambda engine: create_tables(engine, *kinds), engines))
        assert len(inspect(engines[0]).get_table_names()) == 20
        opened = list(pool.map(lambda engine: Proposals(engine, time.time, "x"), engines))
    assert [proposals.revision() for proposals in opened] == [0] * len(engines)
    for engine in engines:
        engine.dispose()


def test_a_lock_holds_over_apps(locks: tuple[SharedLocks, SharedLocks]) -> None:
    ours, theirs = locks

    async def talk() -> list[str]:
        seen = []
        async with ours.hold("web:1"):
            for patience in (0, 0.2):
                try:
                    async with theirs.hold("web:1", patience):
                        seen.append("both")
                except BusyError:
                    seen.append("busy")
            async with theirs.hold("web:2", 0):
                seen.append("another")
        async with theirs.hold("web:1", 0):
            seen.append("free")
        return seen

    assert asyncio.run(talk()) == ["busy", "busy", "another", "free"]


def test_who_dies_gives_up_the_lock(locks: tuple[SharedLocks, SharedLocks], database: str) -> None:
    ours, theirs = locks
    engine = create_engine(database, isolation_level="AUTOCOMMIT")

    async def talk() -> str:
        async with ours.hold("web:1"):
            with engine.connect() as connection:
                connection.execute(
                    text("select pg_terminate_backend(pid) from pg_locks where locktype='advisory'")
                )
            async with theirs.hold("web:1", 5):
                return "taken over"

    assert asyncio.run(talk()) == "taken over"
    engine.dispose()


def test_many_at_once_claim_one(database: str) -> None:
    inbox = Inbox(database)
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: inbox.claim("a", "1", "x", None, {}).number, range(40)))
    assert len(numbers) == 1
    stored = inbox.get("a", "1")
    assert inbox.answer(stored, {"outcome": "greeted"}) is True
    assert inbox.answer(stored, {"outcome": "thanked"}) is False
    assert inbox.get("a", "1").reply == {"outcome": "greeted"}
    inbox.close()


def test_a_repeat_is_known_as_one(database: str) -> None:
    inbox = Inbox(database)
    outbox = Outbox(inbox.engine)
    arrivals = Arrivals(inbox, outbox, settle=1.0)
    left = Arrival("1", "telegram:7", "left", 0)
    assert arrivals.claim("telegram", [left]).repeats == 0
    assert arrivals.claim("telegram", [Arrival("2", "telegram:7", "text", 1)]).repeats == 0
    # The old news that they left comes again, after they have come back.
    assert arrivals.claim("telegram", [left]).repeats == 1
    calls = [Outgoing("sendMessage", {"text": "chào"})]
    assert outbox.add("telegram", "telegram:7", "k", calls)
    with inbox.engine.begin() as connection:
        assert outbox.put(connection, "telegram", "telegram:7", "k", calls) is False
        assert outbox.put(connection, "telegram", "telegram:7", "k2", calls) is True
    inbox.close()


def test_the_other_stores(database: str) -> None:
    codes, tally = ResumeStore(database, "geheim"), Tally(database)
    issued = codes.issue("web:1", 1, {"code": "1.001193"})
    assert codes.redeem(issued.code.replace("-", ""), "telegram:7").state == {"code": "1.001193"}
    for _ in range(2):
        tally.count("1.001193", [("started", "")])
    assert tally.totals() == {("1.001193", "started", ""): 2}
    codes.close()
    tally.close()


def test_rasas_conversations_are_forgotten(database: str) -> None:
    trackers = Trackers(database)
    trackers.forget("web:a")  # no table yet
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(text("create table events (sender_id text, timestamp float)"))
        for sender, when in (("web:old", 0.0), ("web:new", time.time()), ("web:a", time.time())):
            connection.execute(
                text("insert into events values (:sender, :at)"), {"sender": sender, "at": when}
            )
    trackers.forget_older_than(30)
    trackers.forget("web:a")
    with engine.connect() as connection:
        left = list(connection.execute(text("select sender_id from events")).scalars())
    assert left == ["web:new"]
    trackers.close()
    engine.dispose()


def test_two_apps_answer_each_message_once_and_in_order(
    stage: Stage, database: str, assistant: Assistant
) -> None:
    settings = stage.settings.model_copy(update={"database_url": database, "apps": 2})
    with ExitStack() as stack:
        urls = [stack.enter_context(serving(create_app(settings, assistant))) for _ in range(2)]
        chats = range(20, 30)
        for chat in chats:
            stage.twin.chats[chat] = []
        for number in range(3):
            for chat in chats:
                update = _update(1000 * number + chat, f"câu {number}", chat, number)
                for url in urls:  # delivered to both, as a retry would be
                    sent = httpx.post(
                        f"{url}/webhooks/telegram", json=update, headers={HEADER: SECRET}
                    )
                    assert sent.status_code == 200
        until(lambda: all(len(stage.sent(chat)) == 3 for chat in chats), 60)
        time.sleep(0.5)
        for chat in chats:
            assert stage.texts(chat) == [f"Nghe: câu {number}" for number in range(3)]
        assert set(stage.echo.state.asked.values()) == {1}


def test_postgres_away_for_a_while(stage: Stage, postgres: Server, database: str) -> None:
    with stage.app(database_url=database):
        stage.say("một")
        until(lambda: stage.sent())
        postgres.stop()

        away = _update(90001, "khi không có kho", 7, 0)
        response = httpx.post(
            f"{stage.url}/webhooks/telegram", json=away, headers={HEADER: SECRET}, timeout=30
        )
        assert response.status_code == 503
        stage.say("hai")
        time.sleep(1)
        postgres.start()
        until(lambda: len(stage.sent()) == 2, 60)
        assert stage.texts() == ["Nghe: một", "Nghe: hai"]


def _update(number: int, words: str, chat: int, turn: int) -> dict[str, object]:
    person = {"id": chat, "is_bot": False, "first_name": "Tư"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            # Ten seconds apart: not lines of one message.
            "date": 1_780_000_000 + 10 * turn,
            "chat": {"id": chat, "type": "private"},
            "from": person,
            "text": words,
        },
    }
