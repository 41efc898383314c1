"""Working days, the 15:00 rule, lateness, the gap before reception, the supplement's clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.dossiers import VIETNAM, Dossier, Supplement
from knowledge.dossiers import clock as clocks
from knowledge.records import Records


def _at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=VIETNAM)


def _dossier(state: int = 4, **more: object) -> Dossier:
    given = {"code": "H29-261116-0001", "status_code": state, "source": "x", "fetched_at": _at(16)}
    return Dossier.model_validate({**given, **more})


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 11, 20), 2, date(2026, 11, 25)),  # and the holiday of 24 November
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # over Tết
        (date(2026, 4, 29), 1, date(2026, 5, 4)),  # 30 April, 1 May, weekend
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # a Saturday worked for 31 August
        (date(2026, 11, 16), 0, date(2026, 11, 16)),
    ],
)
def test_working_days(start: date, count: int, end: date) -> None:
    assert clocks.add_working_days(start, count) == end
    assert clocks.working_days_between(start, end) == count


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2029, 1, 1)), st.integers(0, 40))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    end = clocks.add_working_days(start, count)
    assert clocks.working_days_between(start, end) == count
    assert count == 0 or clocks.is_working_day(end)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (_at(20, 14), date(2026, 11, 20)),
        (_at(20, 15), date(2026, 11, 23)),
        (_at(21, 9), date(2026, 11, 23)),
        (_at(23, 16), date(2026, 11, 25)),
    ],
)
def test_what_comes_after_three_counts_from_the_next_working_day(
    moment: datetime, day: date
) -> None:
    assert clocks.counts_from(moment) == day


@pytest.mark.parametrize(
    ("submitted", "now", "waited", "over"),
    [
        (_at(16), _at(16, 17), 0, False),
        (_at(16), _at(17, 8), 1, False),
        (_at(16), _at(17, 9), 1, True),
        (_at(16, 16), _at(17, 17), 0, False),
        (_at(16, 16), _at(18, 8), 1, True),
        (_at(20), _at(22, 23), 0, False),
        (_at(20), _at(25, 9), 2, True),
    ],
)
def test_the_gap_before_reception(
    submitted: datetime, now: datetime, waited: int, over: bool
) -> None:
    gap = clocks.gap(_dossier(1, submitted_at=submitted), now)
    assert gap
    assert (gap.waited, gap.over) == (waited, over)
    assert clocks.gap(_dossier(2, submitted_at=submitted), now) is None


def test_lateness_leaves_the_citizens_own_time_out() -> None:
    asked = Supplement(asked_at=_at(12), answered_at=_at(18))
    late = clocks.lateness(_dossier(4, due_at=_at(16)), _at(20))
    assert late
    assert late.late_days == 4
    excused = clocks.lateness(_dossier(4, due_at=_at(16), supplements=[asked]), _at(20))
    assert excused
    assert (excused.late_days, excused.is_late) == (0, False)


def test_two_requests_for_papers_count_as_late() -> None:
    asked = Supplement(asked_at=_at(12), answered_at=_at(12))
    late = clocks.lateness(_dossier(4, due_at=_at(30), supplements=[asked, asked]), _at(20))
    assert late
    assert (late.late_days, late.again, late.is_late) == (0, True, True)


def test_what_is_done_is_measured_where_it_ended() -> None:
    done = _dossier(9, due_at=_at(16), finished_at=_at(16, 17))
    late = clocks.lateness(done, _at(30))
    assert late
    assert not late.is_late
    after = clocks.lateness(_dossier(10, due_at=_at(16), finished_at=_at(18)), _at(30))
    assert after
    assert after.late_days == 2


def test_a_record_gives_the_last_day_that_nobody_appointed(known: Records) -> None:
    procedure = known.get("1.004194")
    assert procedure
    received = _dossier(4, received_at=_at(16))
    limit = max(t.amount for t in procedure.time_limits if t.unit == "working_day" and t.amount)
    due = clocks.due_on(received, procedure)
    assert due == clocks.add_working_days(date(2026, 11, 16), limit)
    assert clocks.due_on(received) is None


def test_the_supplements_last_day(known: Records) -> None:
    asked = Supplement(asked_at=_at(16))
    linked = known.get("3.000722")
    assert clocks.supplement_due(_dossier(5, supplements=[asked]), linked) == date(2026, 11, 26)
    assert clocks.supplement_due(_dossier(5, supplements=[asked])) is None
    named = Supplement(asked_at=_at(16), due_at=_at(19))
    assert clocks.supplement_due(_dossier(5, supplements=[named]), linked) == date(2026, 11, 19)
    assert clocks.supplement_due(_dossier(4, supplements=[named]), linked) is None


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 10),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),
    st.integers(-40, 40),
    st.integers(-40, 40),
)
def test_no_clock_ever_runs_backwards(
    state: int, moment: datetime, due: int, finished: int
) -> None:
    now = moment.replace(tzinfo=VIETNAM)
    dossier = _dossier(
        state,
        submitted_at=now - timedelta(days=3),
        due_at=now + timedelta(days=due),
        finished_at=now + timedelta(days=finished),
    )
    late = clocks.lateness(dossier, now)
    assert late
    assert late.late_days >= 0
    gap = clocks.gap(dossier, now)
    assert (gap is not None) == (state == 1)
