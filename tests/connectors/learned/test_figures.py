"""What the ward learns, over HTTP: counted without words, shown from five people on, exported."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool
from typer.testing import CliRunner

from bot.talk import Assistant
from connectors.cli.commands import app as cli
from connectors.desk.web.columns import columns
from connectors.learned import FIGURES, LEAST, Learned, Table, read
from connectors.learned.tables import TURNS
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Browser, Clock, House, settings_in

BIRTH, WIDOW = "1.001193", "1.004194"
MONTH = (date(2026, 11, 1), date(2026, 11, 30))
_HOUR_BAR = re.compile(r"<title>(\d+) giờ: (\d+) câu</title>")
WORDS = "khai sinh cho cháu Nguyễn Văn Bí Mật"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(
    assistant: Assistant, clock: Clock, tmp_path: Path, retriever: ScriptedRetriever
) -> Iterator[House]:
    made = House(settings_in(tmp_path), assistant, clock)
    retriever.says((BIRTH, 0.95))
    made.start()
    yield made
    made.close()


@pytest.fixture
def officer(house: House) -> Browser:
    return house.person("officer", "minh")


def _ask(house: House, who: str, text: str = WORDS, message: str = "1") -> dict[str, Any]:
    body = {"conversation": who, "message": {"id": message, "text": text}}
    reply: dict[str, Any] = house.apps[0].post("/api/v1/chat", json=body).json()
    return reply


def _thumb(house: House, who: str, **more: Any) -> int:
    body = {"conversation": who, "message": "1"} | more
    return house.apps[0].post("/api/v1/feedback", json=body).status_code


def _rows(house: House, name: str) -> tuple[tuple[Any, ...], ...]:
    return read(house.desk.engine, FIGURES[name], *MONTH).rows


def test_a_procedure_shows_from_five_people_on(house: House, officer: Browser) -> None:
    for number in range(LEAST - 1):
        _ask(house, f"person{number}")
        _ask(house, f"person{number}", message="2")
    assert "Chưa đủ 5 người" in officer.get("/desk/figures").text
    assert _rows(house, "procedures") == ()
    _ask(house, "one-more")
    assert _rows(house, "procedures") == ((BIRTH, 2 * LEAST - 1, LEAST),)
    assert "đăng ký khai sinh" in officer.get("/desk/figures").text


def test_one_person_many_times_stays_one_person(house: House) -> None:
    for number in range(4 * LEAST):
        _ask(house, "busy", message=str(number))
        _thumb(house, "busy", message=str(number), good=False, reason="wrong")
    for name in FIGURES:
        assert _rows(house, name) == (), name


def test_no_word_and_no_conversation_is_kept_for_the_figures(house: House, tmp_path: Path) -> None:
    _ask(house, "conversation-of-somebody")
    assert _thumb(house, "conversation-of-somebody", good=True) == 204
    with sqlite3.connect(tmp_path / "inbox.db") as database:
        dump = [line for line in database.iterdump() if "learned_" in line]
    database.close()
    assert len([line for line in dump if line.startswith("INSERT")]) == 2
    assert not [line for line in dump if "conversation-of-somebody" in line or "Bí Mật" in line]


def test_nobody_is_followed_from_one_month_into_the_next(house: House) -> None:
    learned = house.desk.learned
    assert learned.who("web:a", date(2026, 11, 1)) == learned.who("web:a", date(2026, 11, 30))
    assert learned.who("web:a", date(2026, 11, 30)) != learned.who("web:a", date(2026, 12, 1))


def test_a_deleted_talk_belongs_to_nobody_any_more(house: House, tmp_path: Path) -> None:
    _ask(house, "a")
    body = {"conversation": "a", "message": {"id": "9", "choice": "delete"}}
    assert house.apps[0].post("/api/v1/chat", json=body).json()["outcome"] == "deleted"
    with sqlite3.connect(tmp_path / "inbox.db") as database:
        assert set(database.execute("SELECT who FROM learned_turns")) == {("",)}
    database.close()


def test_the_second_tap_says_why(house: House) -> None:
    for number in range(LEAST):
        _ask(house, f"p{number}")
        assert _thumb(house, f"p{number}", good=False) == 204
        assert _thumb(house, f"p{number}", good=False, reason="unclear") == 204
    assert _rows(house, "reasons") == (("khó hiểu", LEAST, LEAST),)
    assert _rows(house, "satisfaction") == ((BIRTH, 0, LEAST, LEAST),)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"good": True, "message": "other"}, 404),
        ({"good": True, "conversation": "other"}, 404),
        ({"good": True, "reason": "because"}, 422),
        ({}, 422),
        ({"good": True, "text": "hay lắm"}, 422),
    ],
)
def test_only_a_thumb_for_an_answer_is_taken(
    house: House, more: dict[str, Any], status: int
) -> None:
    _ask(house, "a")
    assert _thumb(house, "a", **more) == status


def test_csv_and_open_data(house: House, officer: Browser) -> None:
    for number in range(LEAST):
        _ask(house, f"p{number}")
    answer = officer.get("/desk/figures/procedures.csv?month=2026-11")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert lines == [["Thủ tục", "Câu trả lời", "Người"], ["đăng ký khai sinh", "5", "5"]]
    told = officer.get("/desk/figures/open.json?month=2026-11").json()
    assert told["least_people"] == LEAST
    figure = next(item for item in told["figures"] if item["name"] == "procedures")
    assert figure["rows"] == [{"procedure": BIRTH, "replies": 5, "people": 5}]
    assert "SELECT" in figure["query"]
    assert officer.get("/desk/figures/procedures.csv?month=2026-10").text.count("\n") == 1
    assert officer.get("/desk/figures/sqlite_master.csv").status_code == 404


def test_every_figure_is_one_query_that_names_its_columns(house: House) -> None:
    for name, figure in FIGURES.items():
        assert figure.query.count("SELECT") <= 2
        assert ":least" in figure.query, name
        assert figure.bars in figure.columns
        assert _rows(house, name) == ()


@given(
    st.lists(
        st.tuples(st.sampled_from([BIRTH, WIDOW, ""]), st.integers(0, 9), st.integers(0, 23)),
        max_size=60,
    )
)
def test_nothing_is_shown_that_fewer_than_five_stand_behind(
    said: list[tuple[str, int, int]],
) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Learned(engine, "geheim", lambda: 0.0)
    rows = [
        {
            "day": date(2026, 11, 5), "hour": hour, "channel": "web", "procedure": code,
            "section": "", "outcome": "answered", "who": str(who),
        }
        for code, who, hour in said
    ]  # fmt: skip
    with engine.begin() as connection:
        if rows:
            connection.execute(insert(TURNS), rows)
    for name in ("procedures", "hours", "procedures_by_hour", "answered"):
        for row in read(engine, FIGURES[name], *MONTH).rows:
            shown = dict(zip(FIGURES[name].columns, row, strict=True))
            behind = {
                who
                for code, who, hour in said
                if shown.get("procedure", code) == code and shown.get("hour", hour) == hour
            }
            assert len(behind) >= LEAST
    engine.dispose()


def test_a_month_is_made_up_only_where_nothing_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assistant: Assistant
) -> None:
    monkeypatch.setenv("TUNGBUOC_VAR", str(tmp_path / "made-up"))
    run = ["desk", "month", "--conversations", "3000", "--of", "2026-11"]
    assert "3000 cuộc" in CliRunner().invoke(cli, run).output
    assert CliRunner().invoke(cli, run).exit_code == 1
    made = House(settings_in(tmp_path / "made-up"), assistant, Clock())
    try:
        page = made.person("officer").get("/desk/figures").text
        assert page.count('class="bar"') > 60
        assert "Chưa đủ" not in page
    finally:
        made.close()


def test_the_afternoon_is_in_the_picture_too(house: House, clock: Clock) -> None:
    for hour, people in ((0, LEAST), (9, 2 * LEAST)):  # from the clock's morning on
        clock.turn(3600 * hour)
        for number in range(people):
            _ask(house, f"p{hour}-{number}")
    evening = house.person("officer", "hai")  # the session of the morning is over
    page = evening.get("/desk/figures?month=2026-11").text
    told = [(int(hour), int(count)) for hour, count in _HOUR_BAR.findall(page) if int(count)]
    assert [row[:2] for row in _rows(house, "hours")] == told
    assert max(hour for hour, _ in told) > 12
    assert page.count("<rect x=") == 24


def test_the_lines_across_are_round_and_above_every_bar() -> None:
    for most in (1, 9, 10, 11, 99, 251, 1050, 2304, 123_456):
        drawn = columns(Table(FIGURES["hours"], ((9, most, LEAST),)))
        (bar,) = [bar for bar in drawn.bars if bar.value]
        tops = [y for y, _ in drawn.lines]
        assert min(tops) <= bar.y < max(tops)
        assert bar.y + bar.height == pytest.approx(max(tops))
        highest = float(drawn.lines[-1][1].replace(".", ""))
        assert most <= highest <= 10 * max(most, 1)
