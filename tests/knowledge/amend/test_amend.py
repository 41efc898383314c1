"""Changing a record's text: what is asked for changes, and nothing else."""

from __future__ import annotations

import difflib
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import records
from knowledge.amend import (
    ADD,
    AmendError,
    Change,
    Edit,
    NewSource,
    Spot,
    amended,
    copy_with,
    fingerprint,
    spots,
)
from knowledge.amend.spots import _named, written
from knowledge.records import PROCEDURES, Record, Records

STAY = "1.004194"
FEE = "fees/tai_quay_ho/amount"
PAGE = "https://vanban.chinhphu.vn/"
SOURCE = NewSource(title="Nghị quyết mới", url=PAGE, read_on=date(2026, 11, 20))


def _record(known: Records, code: str = STAY) -> Record:
    return next(item for item in known.all if item.procedure.code == code)


def _text(known: Records, code: str = STAY) -> str:
    return _record(known, code).file.path.read_text("utf-8")


def _change(*edits: Edit, **more: Any) -> Change:
    return Change(**({"number": 7, "procedure": STAY, "edits": edits, "source": SOURCE} | more))


def _fee(after: str = "20000", before: str = "15000") -> Edit:
    return Edit(path=FEE, kind="number", before=before, after=after)


def _lines(old: str, new: str) -> list[str]:
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


def test_a_fee_changes_with_its_source_and_nothing_else(known: Records) -> None:
    text = _text(known)
    assert _lines(text, amended(text, _change(_fee()))) == [
        "-    amount: 15000",
        "+    amount: 20000",
        "-    sources: [cong_7_2026]",
        "+    sources: [de_nghi_7]",
        "+  - id: de_nghi_7",
        '+    title: "Nghị quyết mới"',
        '+    url: "https://vanban.chinhphu.vn/"',
        "+    read_on: 2026-11-20",
    ]


def test_the_old_source_may_stay_beside_the_new_one(known: Records) -> None:
    text = amended(_text(known), _change(_fee(), keeps_sources=True))
    assert "sources: [de_nghi_7, cong_7_2026]" in text


def test_a_change_that_is_there_already_changes_nothing(known: Records) -> None:
    once = amended(_text(known), _change(_fee()))
    assert amended(once, _change(_fee())) == once


def test_what_was_written_for_another_value_is_refused(known: Records) -> None:
    with pytest.raises(AmendError, match="bản ghi đang ghi “15000”"):
        amended(_text(known), _change(_fee(before="9000")))
    gone = Edit(path="fees/khong_con/amount", kind="number", before="1", after="2")
    with pytest.raises(AmendError):
        amended(_text(known), _change(gone))


def test_a_day_is_filled_in_where_there_was_none(known: Records) -> None:
    edit = Edit(path="fees/tai_quay_ho/valid_until", kind="day", after="2027-12-31")
    data = yaml.safe_load(amended(_text(known), _change(edit)))
    assert next(fee for fee in data["fees"] if fee["id"] == "tai_quay_ho")["valid_until"] == date(
        2027, 12, 31
    )


def test_lines_are_added_and_taken_out_by_their_place(known: Records) -> None:
    said = _record(known).procedure.phrases
    edits = (
        Edit(path="phrases", kind=ADD, after="tui ở đậu nhà con"),
        Edit(path="phrases/0", kind="text", before=said[0]),
        Edit(path="phrases/2", kind="text", before=said[2]),
    )
    new = yaml.safe_load(amended(_text(known), _change(*edits, source=None)))["phrases"]
    assert set(new) == {*said, "tui ở đậu nhà con"} - {said[0], said[2]}
    assert len(new) == len(said) - 1


def test_what_is_no_number_is_left_to_the_check(known: Records) -> None:
    data = yaml.safe_load(amended(_text(known), _change(_fee("8.000"))))
    assert next(fee for fee in data["fees"] if fee["id"] == "tai_quay_ho")["amount"] == "8.000"


def test_a_whole_check_renews_the_day(known: Records) -> None:
    change = _change(_fee(), checked_by="Cô Lan", checked_on=date(2026, 11, 21))
    data = yaml.safe_load(amended(_text(known), change))
    assert (data["checked_on"], data["checked_by"]) == (date(2026, 11, 21), "Cô Lan")


def _other(spot: Spot) -> str:
    if spot.kind == "number":
        return str(int(spot.value or 0) + 1)
    if spot.kind == "day":
        return "2027-01-31"
    if spot.kind in ("choice", "yes"):
        return next(word for word, _ in spot.choices if word != spot.value)
    return "Một câu: khác “hẳn” # không phải ghi chú"


@pytest.mark.whole
def test_any_value_of_any_record_changes_alone(known: Records) -> None:
    """Some places of some records: what is read back is the old data with that value in it."""
    pick = random.Random(7)
    for record in known.all[::6]:
        text = record.file.path.read_text("utf-8")
        for spot in pick.sample(spots(record.procedure), 3):
            edit = Edit(path=spot.path, kind=spot.kind, before=spot.value, after=_other(spot))
            change = _change(edit, procedure=record.procedure.code, source=None)
            new = amended(text, change)
            assert len(_lines(text, new)) <= 2 + text.count("\n  >"), spot
            assert yaml.safe_load(new) != yaml.safe_load(text)
            again = Edit(path=spot.path, kind=spot.kind, before=_other(spot), after=spot.value)
            if spot.kind != ADD:
                back = amended(new, _change(again, source=None))
                assert yaml.safe_load(back) == yaml.safe_load(text), spot


@pytest.mark.whole
def test_reading_and_writing_changes_no_record(known: Records) -> None:
    for record in known.all[::2]:
        text = record.file.path.read_text("utf-8")
        edit = Edit(path="names", kind=ADD, after="một tên chưa ai gọi")
        change = _change(edit, procedure=record.procedure.code, source=None)
        assert _lines(text, amended(text, change)) == ['+  - "một tên chưa ai gọi"']


def test_every_field_and_word_has_a_name(known: Records) -> None:
    labels = _named()
    for record in known.all:
        for spot in spots(record.procedure):
            parts = [part for part in spot.path.split("/") if part in _fields()]
            assert [part for part in parts if part not in labels["fields"]] == [], spot
            assert [name for word, name in spot.choices if word == name] == [], spot


def _fields() -> set[str]:
    from knowledge import schema

    models = [getattr(schema, name) for name in schema.__all__]
    return {name for model in models for name in getattr(model, "model_fields", {})}


def test_every_spot_is_where_the_file_has_it(known: Records) -> None:
    record = _record(known)
    values = {spot.path: spot.value for spot in spots(record.procedure)}
    assert values[FEE] == "15000"
    assert values["fees/tai_quay_ho/valid_until"] == ""
    assert values["office"] == record.procedure.office
    assert "checked_on" not in values
    assert not any(path.endswith(("/id", "/when", "/sources")) for path in values)


def test_a_copy_holds_what_fits_and_says_what_does_not(tmp_path: Path) -> None:
    good, late = _change(_fee()), _change(_fee("30000", before="1"), number=8)
    copied = copy_with(tmp_path / "copy", [good, late])
    assert set(copied.left) == {8}
    procedure = records.load(copied.folder).get(STAY)
    assert procedure
    assert next(fee for fee in procedure.fees if fee.id == "tai_quay_ho").amount == 20000
    assert len(list(copied.folder.rglob("*.yaml"))) == len(list(PROCEDURES.rglob("*.yaml")))


def test_the_same_changes_have_the_same_name() -> None:
    assert fingerprint([_change(_fee())]) == fingerprint([_change(_fee())])
    assert fingerprint([_change(_fee())]) != fingerprint([]) != fingerprint([_change(_fee("2"))])


def test_written() -> None:
    assert [written(value) for value in (None, True, 5, date(2026, 1, 2), " a ")] == [
        "", "true", "5", "2026-01-02", "a",
    ]  # fmt: skip
