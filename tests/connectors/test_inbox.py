"""The durable inbox."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from connectors.chat import Inbox
from connectors.chat.inbox import NOT_UNDERSTOOD
from connectors.rasa.trackers import Trackers


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    made = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}")
    yield made
    made.close()


def test_a_message_is_claimed_once(inbox: Inbox) -> None:
    first = inbox.claim("a", "1", "xin chào", None, {})
    again = inbox.claim("a", "1", "khác hẳn", None, {})
    assert first == again
    assert inbox.claim("b", "1", "người khác", None, {}).number != first.number


def test_many_at_once_claim_one(inbox: Inbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: inbox.claim("a", "1", "x", None, {}).number, range(40)))
    assert len(numbers) == 1


def test_what_is_owed_comes_oldest_first(inbox: Inbox) -> None:
    stored = [inbox.claim("a", str(n), f"câu {n}", None, {}) for n in range(3)]
    inbox.answer(stored[1], {"outcome": "greeted"})
    assert [m.message_id for m in inbox.unanswered("a", stored[2].number)] == ["0", "2"]
    assert [m.message_id for m in inbox.waiting()] == ["0", "2"]
    assert inbox.get("a", "1").reply == {"outcome": "greeted"}


def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'inbox.db'}"
    first = Inbox(url)
    first.claim("a", "1", "xin chào", None, {"masked": []})
    first.close()
    second = Inbox(url)
    assert second.get("a", "1").text == "xin chào"
    second.close()


def test_forgetting(inbox: Inbox) -> None:
    inbox.claim("a", "1", "một", None, {})
    inbox.claim("b", "1", "hai", None, {})
    inbox.forget("a")
    with pytest.raises(KeyError):
        inbox.get("a", "1")
    assert inbox.forget_older_than(1) == 0
    assert inbox.forget_older_than(-1) == 1


def test_rasas_memory_is_forgotten_by_conversation_and_by_age(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    trackers = Trackers(f"sqlite:///{path}")
    trackers.forget("web:a")
    trackers.forget_older_than(30)  # no table yet: nothing to forget
    now = time.time()
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table events (sender_id text, timestamp float)")
        rows = [("web:old", now - 40 * 86_400), ("web:new", now - 40 * 86_400), ("web:new", now)]
        database.executemany("insert into events values (?, ?)", [*rows, ("web:a", now)])
        database.commit()
    trackers.forget_older_than(30)
    trackers.forget("web:a")
    trackers.close()
    with closing(sqlite3.connect(path)) as database:
        left = database.execute("select sender_id from events").fetchall()
    assert left == [("web:new",), ("web:new",)]


def test_an_older_inbox_gets_the_index_it_lacks(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'inbox.db'}"
    Inbox(url).close()
    with sqlite3.connect(tmp_path / "inbox.db") as database:
        database.execute("DROP INDEX inbox_not_understood")
    database.close()
    Inbox(url).close()
    with sqlite3.connect(tmp_path / "inbox.db") as database:
        plan = str(
            database.execute(
                f"EXPLAIN QUERY PLAN SELECT text FROM inbox WHERE {NOT_UNDERSTOOD} ORDER BY number"
            ).fetchall()
        )
    database.close()
    assert "inbox_not_understood" in plan
