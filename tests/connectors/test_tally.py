"""Counting guides without knowing who."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from connectors.tally import Figures, Tally


def test_counts_survive_and_add_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tally.db'}"
    first = Tally(url)
    first.count(
        "1.1", [("started", ""), ("reached", "c:a"), ("paused", "s:tim"), ("person", "s:tim")]
    )
    first.count("1.1", [("started", ""), ("started_again", ""), ("finished", ""), ("moves", "21")])
    first.count("1.1", [("finished_again_alone", ""), ("stuck", "s:tim")])
    first.close()
    second = Tally(url)
    figures = Figures(second.totals())
    second.close()
    (row,) = figures.rows
    assert (row.started, row.finished, row.again, row.again_alone) == (2, 1, 1, 1)
    assert (row.persons, row.messages, row.stops) == (1, 21.0, (("s:tim", 1),))
    assert "s:tim (1)" in str(figures)
    assert figures.to_json()[0]["stuck"] == (("s:tim", 1),)


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    tally = Tally(f"sqlite:///{tmp_path / 'tally.db'}")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: tally.count("1.1", [("started", "")]), range(64)))
    assert tally.totals() == {("1.1", "started", ""): 64}
    tally.close()


def test_nothing_of_a_person_can_be_stored(tmp_path: Path) -> None:
    tally = Tally(f"sqlite:///{tmp_path / 'tally.db'}")
    tally.close()
    with closing(sqlite3.connect(tmp_path / "tally.db")) as database:
        columns = {row[1] for row in database.execute("pragma table_info(guide_counts)")}
    assert columns == {"day", "procedure", "event", "place", "count"}


def test_nobody_yet() -> None:
    assert "chưa" in str(Figures({}))
