"""Synchronising with the twin, over HTTP and from the command line."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.training import ROOT
from connectors.portal import PortalBlockedError, PortalDownError, sync
from connectors.portal.sandbox.demonstration import demonstration_id
from connectors.portal.sync import SyncOptions
from knowledge.imported import ImportedStore
from knowledge.imported.report import Report
from tests.connectors.portal.conftest import Running
from tests.knowledge.imported.records import TODAY

PAGE = 5


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ImportedStore]:
    made = ImportedStore(tmp_path / "portal.sqlite3")
    yield made
    made.close()


def run(twin: Running, store: ImportedStore, today: date = TODAY, **options: Any) -> Report:
    with twin.client(retries=0) as portal:
        return sync(portal, store, today, {"9.900002"}, SyncOptions(page=PAGE, **options))


def tungbuoc(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "connectors.cli", "portal", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def dump(path: Path) -> list[str]:
    """Every row the store holds, in order."""
    with closing(sqlite3.connect(path)) as database:
        return [line for line in database.iterdump() if line.startswith("INSERT")]


def test_the_first_time(twin: Running, store: ImportedStore) -> None:
    report = run(twin, store)
    assert (report.listed, report.total, report.complete, report.fetched) == (12, 12, True, 12)
    assert len(report.appeared) == 12
    assert report.marks == {
        "district": 1, "expired_fee": 1, "glued_number": 1, "household_book": 1,
        "impossible_year": 1, "merged_code": 1, "repealed_law": 1, "reused_code": 2,
        "test_record": 1, "wrong_content": 1,
    }  # fmt: skip
    assert report.withheld == 3
    assert {record.code for record in store.active(TODAY)}.isdisjoint({"9.900006", "9.900010"})


def test_the_second_time_asks_only_for_the_list(twin: Running, store: ImportedStore) -> None:
    run(twin, store)
    before = twin.state()["requests"]
    report = run(twin, store)
    assert (report.fetched, report.appeared, report.changed) == (0, [], [])
    assert twin.state()["requests"] - before == 4


def test_changed_new_and_vanished(twin: Running, store: ImportedStore) -> None:
    run(twin, store)
    dear = [{"submissionMethod": "DIRECT", "fees": [{"type": "FEE", "value": 90_000}]}]
    twin.patch(2, detail={"executionMethods": dear})
    twin.remove(3)
    new = {"id": "z", "code": "9.900099", "name": "Cho mượn trống"}
    twin.put("z", {**new, "state": "ACTIVE"}, new)
    report = run(twin, store, everything=True)
    assert [entry.id for entry in report.appeared] == ["z"]
    assert [entry.id for entry in report.withdrawn] == [demonstration_id(3)]
    (changed,) = report.changed
    assert [change.section for change in changed.changes] == ["fee", "how"]
    assert report.reviews == ["9.900002"]


@pytest.mark.parametrize(
    ("mode", "error"), [("down", PortalDownError), ("html", PortalBlockedError)]
)
def test_a_bad_time_in_the_middle(
    twin: Running, store: ImportedStore, mode: str, error: type[Exception]
) -> None:
    twin.mode(mode, after=6)
    with pytest.raises(error):
        run(twin, store)
    twin.mode("normal")
    assert run(twin, store).run == 1
    assert len(store.active(withheld=True)) == 12


def test_malformed_answers_are_reported_not_believed(twin: Running, store: ImportedStore) -> None:
    run(twin, store)
    twin.mode("malformed")
    report = run(twin, store, everything=True)
    assert not report.complete
    assert report.withdrawn == []
    # Three pages, each with one line without an id.
    assert sum("thiếu id" in entry.reason for entry in report.bad) == 3
    assert sum("executionMethods" in entry.reason for entry in report.bad) == 9
    assert len(store.active(withheld=True)) == 12


@pytest.mark.servers
@pytest.mark.parametrize("answered", [0, 2, 4, 15])
def test_killed_and_resumed_it_ends_the_same(twin: Running, tmp_path: Path, answered: int) -> None:
    whole, cut = tmp_path / "whole.sqlite3", tmp_path / "cut.sqlite3"
    command = ("sync", "--url", twin.base, "--rate", "10000", "--page", str(PAGE))
    uninterrupted = ImportedStore(whole)
    run(twin, uninterrupted, today=date.today())
    before = twin.state()["requests"]
    twin.mode("slow", seconds=3600, after=answered)
    process = subprocess.Popen(
        [sys.executable, "-m", "connectors.cli", "portal", *command, "--store", str(cut)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while twin.state()["requests"] - before <= answered:
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    twin.mode("normal")
    done = tungbuoc(*command, "--store", str(cut), "--json")
    assert done.returncode == 0, done.stderr
    assert ("làm tiếp" in done.stderr) == (answered > 0)
    assert len(json.loads(done.stdout)["appeared"]) == 12
    uninterrupted.close()
    assert dump(cut) == dump(whole)


@pytest.mark.servers
def test_the_command_line_report_and_reviews(twin: Running, tmp_path: Path) -> None:
    path = str(tmp_path / "portal.sqlite3")
    common = ("--url", twin.base, "--store", path, "--rate", "10000")
    curated = {"id": "k", "code": "1.001193", "name": "Đăng ký khai sinh", "state": "ACTIVE"}
    twin.put("k", curated, {**curated, "requirementsAndConditions": "Cũ"})
    first = tungbuoc("sync", *common)
    assert first.returncode == 0, first.stderr
    assert "danh sách 13/13" in first.stdout
    assert "bản ghi thử (không dùng)" in first.stdout
    assert "chi tiết: 13/13" in first.stderr
    twin.put("k", curated, {**curated, "requirementsAndConditions": "Mới"})
    second = tungbuoc("sync", *common, "--full")
    assert "1.001193 Đăng ký khai sinh: điều kiện" in second.stdout
    listed = tungbuoc("review", "--store", path)
    assert "1. 1.001193 Đăng ký khai sinh" in listed.stdout
    assert "nay:   Mới" in listed.stdout
    settle = ("review", "settle", "1", "--by", "anh Minh", "--note", "đã sửa", "--store", path)
    assert tungbuoc(*settle).returncode == 0
    assert "không có gì chờ xem" in tungbuoc("review", "--store", path).stdout
    again = tungbuoc(*settle)
    assert (again.returncode, len(again.stderr.strip().splitlines())) == (1, 1)


@pytest.mark.servers
def test_a_list_that_shrank_ends_in_an_error(twin: Running, tmp_path: Path) -> None:
    common = ("--url", twin.base, "--store", str(tmp_path / "p.sqlite3"), "--rate", "10000")
    assert tungbuoc("sync", *common).returncode == 0
    for number in (1, 2, 3, 4):
        twin.remove(number)
    done = tungbuoc("sync", *common)
    assert done.returncode == 1
    assert "4 thủ tục biến mất cùng lúc" in done.stderr
    assert tungbuoc("sync", *common, "--allow-shrink").returncode == 0


@pytest.mark.servers
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sync", "--url", "http://127.0.0.1:9", "--store", "STORE"), "không gặp được Cổng"),
        (("sync", "--url", "http://127.0.0.1:9", "--store", "nosuch://x"), "không dùng được"),
        (("sandbox", "--commune", "x"), "cần có --catalog"),
        (("sandbox", "--catalog", "khong-co.jsonl"), "không đọc được"),
    ],
)
def test_errors_are_one_line(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNGBUOC_PORTAL_RETRIES", "0")
    given = [word.replace("STORE", str(tmp_path / "p.sqlite3")) for word in arguments]
    done = tungbuoc(*given)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
