"""The store: runs, changes, withdrawals, reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from knowledge.errors import ImportedStoreError, NoSuchReviewError
from knowledge.imported import ImportedStore
from knowledge.imported.report import Report
from knowledge.imported.run import Fetched, SyncRun
from knowledge.imported.tables import META
from tests.knowledge.imported.records import TODAY, detail, fee, listing, method

SOURCE = "http://portal"
Pair = tuple[dict[str, Any], dict[str, Any] | None]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ImportedStore]:
    made = ImportedStore(tmp_path / "deep" / "portal.sqlite3")
    yield made
    made.close()


def pair(id_: str = "a", code: str = "9.100001", **changes: Any) -> Pair:
    name = changes.pop("name", f"Cho mượn thuyền thúng {id_}")
    listed = listing(id=id_, code=code, name=name)
    return listed, detail(id=id_, code=code, name=name, **changes)


def run(
    store: ImportedStore,
    *pairs: Pair,
    today: date = TODAY,
    total: int | None = None,
    allow_shrink: bool = False,
    **options: Any,
) -> Report:
    """A whole synchronisation with these records."""
    current = SyncRun.begin(store, SOURCE, today, curated={"9.100001"}, **options)
    items = [listed for listed, _ in pairs]
    stale = today - timedelta(days=7)
    current.add_page(items, "", len(items) if total is None else total, True, stale)
    given = {listed["id"]: answer for listed, answer in pairs}
    while wanted := current.wanted(3):
        current.add_details(Fetched(one.id, given[one.id], "HTTP 404") for one in wanted)
    return current.finish(allow_shrink)


def test_an_empty_store_is_empty(store: ImportedStore) -> None:
    assert store.active() == []
    assert store.last_report() is None
    assert store.open_review("9.100001") is None


def test_records_are_found_by_id_and_code(store: ImportedStore) -> None:
    report = run(store, pair("a"), pair("b"), pair("c", "9.100002"))
    assert len(report.appeared) == 3
    assert [record.id for record in store.active()] == ["a", "b", "c"]
    assert [record.id for record in store.by_code("9.100001")] == ["a", "b"]
    found = store.get("c")
    assert found is not None
    assert found.fetched_on == TODAY
    assert store.get("d") is None
    assert store.last_report() == report
    assert report.version == store.version()


def test_the_version_follows_the_content(store: ImportedStore) -> None:
    run(store, pair("a"), pair("b"))
    first = store.version()
    stamped = pair("b", updatedAt="1780275699999")
    run(store, pair("a"), stamped, today=TODAY + timedelta(days=30))
    assert store.version() == first
    run(store, pair("a"), pair("b", requirementsAndConditions="Biết chèo."), everything=True)
    assert store.version() != first
    run(store, pair("a"), pair("b"), everything=True)
    assert store.version() == first


def test_details_are_read_when_new_changed_or_old(store: ImportedStore) -> None:
    run(store, pair("a"), pair("b"))
    assert run(store, pair("a"), pair("b")).fetched == 0
    assert run(store, pair("a"), pair("b", name="Cho mượn thuyền")).fetched == 1
    assert run(store, pair("a"), pair("b"), today=TODAY + timedelta(days=8)).fetched == 2
    assert run(store, pair("a"), pair("b"), everything=True).fetched == 2


def test_a_change_is_told_section_by_section(store: ImportedStore) -> None:
    run(store, pair("x", "9.100009"))
    dearer = [method(amount=4, fees=[fee(8000, "Phí")])]
    report = run(store, pair("x", "9.100009", executionMethods=dearer), everything=True)
    (entry,) = report.changed
    assert [change.section for change in entry.changes] == ["fee", "time"]
    assert "8000 VND Phí" in entry.changes[0].after
    assert store.open_reviews() == []


def test_a_change_to_a_curated_procedure_opens_a_review(store: ImportedStore) -> None:
    run(store, pair())
    dear, dearer = ([method(fees=[fee(amount)])] for amount in (8000, 9000))
    report = run(store, pair(executionMethods=dear), everything=True)
    assert report.reviews == ["9.100001"]
    run(store, pair(executionMethods=dearer), everything=True)
    (review,) = store.open_reviews()
    assert store.open_review("9.100001") == review
    assert review.sections == ["fee"]
    # Still against what the portal said when the record was last looked at.
    assert review.changes[0].before == ["5000 VND Phí mượn thuyền thúng mỗi buổi"]
    assert review.changes[0].after == ["9000 VND"]
    settled = store.settle(review.number, "chị Lan", "đã sửa lệ phí", TODAY)
    assert settled.settled_by == "chị Lan"
    assert store.open_review("9.100001") is None
    with pytest.raises(NoSuchReviewError):
        store.settle(review.number, "chị Lan", "nữa", TODAY)


def test_a_change_taken_back_settles_itself(store: ImportedStore) -> None:
    run(store, pair())
    run(store, pair(executionMethods=[method(fees=[fee(8000)])]), everything=True)
    assert store.open_reviews()
    run(store, pair(), everything=True)
    assert store.open_reviews() == []


def test_what_vanished_is_withdrawn_with_a_reason(store: ImportedStore) -> None:
    many = [pair(f"r{number}", f"9.20000{number}") for number in range(9)]
    run(store, pair(), *many)
    report = run(store, *many)
    assert [(entry.id, bool(entry.reason)) for entry in report.withdrawn] == [("a", True)]
    assert store.get("a") is None
    assert store.open_review("9.100001") is not None
    back = run(store, pair(), *many)
    assert [entry.id for entry in back.returned] == ["a"]
    assert store.get("a") is not None
    assert store.open_review("9.100001") is None


def test_back_after_its_vanishing_was_settled(store: ImportedStore) -> None:
    many = [pair(f"r{number}", f"9.20000{number}") for number in range(9)]
    run(store, pair(), *many)
    run(store, *many)
    (review,) = store.open_reviews()
    store.settle(review.number, "chị Lan", "đã cất bản ghi", TODAY)
    run(store, pair(), *many)
    (again,) = store.open_reviews()
    assert again.sections == ["state"]


def test_an_ended_state_withdraws_once(store: ImportedStore) -> None:
    many = [pair(f"r{number}", f"9.20000{number}") for number in range(9)]
    run(store, *many)
    listed, given = many[0]
    ended = ({**listed, "state": "REVOKED"}, given)
    assert [entry.id for entry in run(store, ended, *many[1:]).withdrawn] == ["r0"]
    later = run(store, ended, *many[1:])
    assert (later.withdrawn, later.returned) == ([], [])


def test_too_much_vanishing_is_not_believed(store: ImportedStore) -> None:
    run(store, pair("a"), pair("b"), pair("c"))
    report = run(store, pair("a"), pair("b"))
    assert (report.refused, report.withdrawn) == (1, [])
    assert len(store.active()) == 3
    assert run(store, pair("a"), pair("b"), allow_shrink=True).refused == 0
    assert len(store.active()) == 2
    assert run(store).refused == 2


def test_an_incomplete_list_withdraws_nothing(store: ImportedStore) -> None:
    many = [pair(f"r{number}") for number in range(10)]
    run(store, *many)
    report = run(store, *many[1:], total=10)
    assert (report.complete, report.withdrawn, report.refused) == (False, [], 0)
    assert len(store.active()) == 10


def test_bad_records_are_named_and_the_old_one_stays(store: ImportedStore) -> None:
    run(store, pair("a"), pair("b"))
    listed, given = pair("b")
    broken = {**(given or {}), "executionMethods": "chưa rõ"}
    report = run(store, pair("a"), (listed, broken), (listing(id="c"), None), everything=True)
    assert {entry.id: entry.reason for entry in report.bad} == {
        "b": "executionMethods phải là danh sách, không phải chữ “chưa rõ”",
        "c": "HTTP 404",
    }
    kept = store.get("b")
    assert kept is not None
    assert kept.methods
    assert store.get("c") is None
    # Asked again the next time, though nothing in the list changed.
    assert run(store, pair("a"), pair("b"), pair("c")).fetched == 2


def test_lines_of_the_list_without_an_id(store: ImportedStore) -> None:
    current = SyncRun.begin(store, SOURCE, TODAY)
    strange = listing(id="\ud800\x00", name="\ud800")
    current.add_page([{"id": 17}, "x", listing(name=None), strange], "", 4, True, TODAY)
    report = current.finish()
    assert len(report.bad) == 4
    assert not report.complete


def test_grave_marks_withhold(store: ImportedStore) -> None:
    report = run(store, pair("a"), pair("b", "9.100002", name="Mượn thuyền 23/09"))
    assert (report.withheld, report.marks) == (1, {"test_record": 1})
    assert [record.id for record in store.active(TODAY)] == ["a"]
    assert len(store.active(TODAY, withheld=True)) == 2
    hidden = store.get("b")
    assert hidden is not None
    assert hidden.withheld_on(TODAY)


def test_an_interrupted_run_goes_on(store: ImportedStore) -> None:
    first = SyncRun.begin(store, SOURCE, TODAY)
    first.add_page([pair("a")[0]], "a", 2, False, TODAY)
    again = SyncRun.begin(store, SOURCE, TODAY)
    assert (again.number, again.cursor, again.pages, again.resumed) == (first.number, "a", 1, True)
    other = SyncRun.begin(store, SOURCE, TODAY, afresh=True)
    assert other.number != first.number
    assert other.cursor == ""
    late = SyncRun.begin(store, SOURCE, TODAY + timedelta(days=3))
    assert late.number != other.number


def test_two_at_once_are_noticed(store: ImportedStore) -> None:
    first = SyncRun.begin(store, SOURCE, TODAY)
    second = SyncRun.begin(store, SOURCE, TODAY)
    first.add_page([pair("a")[0]], "a", 2, False, TODAY)
    with pytest.raises(ImportedStoreError, match="khác đang chạy"):
        second.add_page([pair("a")[0]], "a", 2, False, TODAY)


@pytest.mark.parametrize(
    "place", ["nosuch://x/y", "postgresql+nothing://u:secret@h/d", "/proc/x/y"]
)
def test_a_place_that_cannot_be_used(place: str) -> None:
    with pytest.raises(ImportedStoreError) as caught:
        ImportedStore(place)
    assert "secret" not in str(caught.value)


def test_the_tables_are_not_sqlites_own() -> None:
    for table in META.sorted_tables:
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy's
        assert str(CreateTable(table).compile(dialect=dialect))
