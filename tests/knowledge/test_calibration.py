"""Whether scores mean what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.evaluation import Asked, Question, Report
from knowledge.evaluation.calibration import bands, error

SCORED = st.lists(st.tuples(st.floats(0, 1), st.booleans()))


@given(SCORED)
def test_everyone_is_counted_once(scored: list[tuple[float, bool]]) -> None:
    made = bands(scored)
    assert sum(band.n for band in made) == len(scored)
    assert sum(round(band.right * band.n) for band in made) == sum(right for _, right in scored)
    assert 0 <= error(made) <= 1


def test_nine_in_ten_of_nine_tenths_is_no_error() -> None:
    assert error(bands([(0.9, at > 0) for at in range(10)])) == 0
    assert error(bands([(0.95, at % 2 == 0) for at in range(10)])) == pytest.approx(0.45)
    assert error(bands([])) == 0


def test_a_report_tells_it_of_first_candidates() -> None:
    birth = Question("khai sinh", ("1.001193",), "short", None)
    weather = Question("trời mưa", (), "far", None)
    report = Report(
        [
            Asked(birth, ("1.001193",), "answered", 0.0, score=1.0),
            Asked(birth, ("1.004194", "1.001193"), "asked_back", 0.0, score=0.5),
            Asked(weather, ("1.004194",), "turned_away", 0.0, score=0.1),
            Asked(weather, ("cannot_sign_in",), "troubleshooting", 0.0),
        ]
    )
    figures = report.to_json()["calibration"]
    assert [(band["n"], band["right"]) for band in figures["bands"]] == [(1, 0), (1, 0), (1, 1)]
    assert figures["error"] == pytest.approx(0.2)
    assert "scored 0.9 to 1.0:    1, mean 1.000, right 1.000" in str(report)
