"""Which lines are understood together."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.channels.runs import MOST_CHARACTERS, Line, first_run, is_settled, said


def _line(number: int = 0, **changes: Any) -> Line:
    values: dict[str, Any] = {
        "number": number, "key": str(number), "kind": "text", "text": f"câu {number}",
        "choice": None, "masked": (), "group": False, "sent_at": 1000 * number,
        "received_at": float(number),
    }  # fmt: skip
    return Line(**{**values, **changes})


def _numbers(lines: list[Line]) -> list[int]:
    return [line.number for line in first_run(lines)]


def test_what_follows_within_two_seconds_belongs_together() -> None:
    lines = [_line(0), _line(1), _line(2, sent_at=4500)]
    assert _numbers(lines) == [0, 1]


def test_a_tap_stands_for_itself() -> None:
    tap = _line(1, kind="choice", choice="x", text="")
    assert _numbers([_line(0), tap, _line(2)]) == [0]
    assert _numbers([tap, _line(2)]) == [1]


def test_what_is_too_long_for_one_message_is_two() -> None:
    lines = [_line(0, text="a" * 1500), _line(1, text="b" * 1500)]
    assert _numbers(lines) == [0]


def test_waiting_for_another_line() -> None:
    lines = [_line(0, received_at=10.0), _line(1, received_at=11.0)]
    assert not is_settled(lines, 12.0, settle=1.8)
    assert is_settled(lines, 12.9, settle=1.8)
    assert is_settled([_line(0, received_at=4.0), *lines], 11.5, settle=1.8)  # long enough
    assert is_settled([_line(0, kind="choice", received_at=10.0)], 10.0, settle=1.8)


@pytest.mark.parametrize(
    ("parameter", "words", "choice"),
    [
        ("", "xin chào", None),
        ("1_001193", "", "s:1.001193:"),
        ("1.001193", "", "s:1.001193:"),
        ("K7M29QXD", "K7M29QXD", None),
        ("xin_chao", "xin_chao", None),
    ],
)
def test_deep_links(parameter: str, words: str, choice: str | None) -> None:
    message = said([_line(0, kind="started", text=parameter)])
    assert (message.text, message.choice) == (words, choice)


def test_what_is_known_of_the_lines_goes_with_them() -> None:
    message = said([_line(0, masked=("otp",)), _line(1, kind="picture", text="", group=True),
                    _line(2, masked=("otp", "identity"))])  # fmt: skip
    assert message.text == "câu 0 câu 2"
    assert message.details == {
        "masked": ["otp", "identity"], "group": True, "attached": ["picture"],
    }  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["text", "choice", "started", "picture", "sticker"]),
            st.integers(0, 5000),
            st.text(max_size=400),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_line_belongs_to_exactly_one_message(given_lines: list[tuple[str, int, str]]) -> None:
    moment, lines = 0, []
    for number, (kind, later, text) in enumerate(given_lines):
        moment += later
        lines.append(_line(number, kind=kind, sent_at=moment, text=text[:MOST_CHARACTERS]))
    left, seen = list(lines), []
    while left:
        run = first_run(left)
        assert run
        assert len(said(run).text) <= MOST_CHARACTERS
        seen += run
        left = left[len(run) :]
    assert seen == lines
