"""Resume codes: one citizen, seven days, not to be guessed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guide.ports import ALPHABET, resume_code
from connectors.resume import ResumeStore
from nlu.text.secrets import mask

STATE = {"code": "1.001193", "at": "s:tim"}


class Clock:
    now = datetime(2026, 11, 23, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[ResumeStore]:
    made = ResumeStore(f"sqlite:///{tmp_path / 'codes.db'}", "secret", clock)
    yield made
    made.close()


def _code(store: ResumeStore, conversation: str = "web:a", person: int = 1) -> str:
    shown = store.issue(conversation, person, STATE).code
    code = resume_code(f"mã {shown}")
    assert code
    return code


def test_a_code_gives_the_state_to_one_other_conversation(store: ResumeStore) -> None:
    code = _code(store)
    assert store.redeem(code, "telegram:1").state == STATE
    assert store.redeem(code, "telegram:1").state == STATE
    assert store.redeem(code, "telegram:2").state is None
    assert store.redeem(code, "web:a").state == STATE


def test_it_ends_after_seven_days(store: ResumeStore, clock: Clock) -> None:
    issued = store.issue("web:a", 1, STATE)
    assert issued.until == date(2026, 11, 30)
    code = resume_code(issued.code)
    assert code
    clock.now += timedelta(days=6, hours=23)
    assert store.look(code, "x").state == STATE
    clock.now += timedelta(hours=2)
    assert store.look(code, "x").state is None


def test_a_new_code_ends_the_one_before_but_not_another_persons(store: ResumeStore) -> None:
    first, other = _code(store), _code(store, person=2)
    second = _code(store)
    assert store.look(first, "x").state is None
    assert store.look(second, "x").state == STATE
    assert store.look(other, "x").state == STATE


def test_it_outlives_a_restart_with_the_same_secret_only(
    store: ResumeStore, tmp_path: Path, clock: Clock
) -> None:
    code = _code(store)
    for secret, found in (("secret", STATE), ("another", None)):
        again = ResumeStore(f"sqlite:///{tmp_path / 'codes.db'}", secret, clock)
        assert again.redeem(code, "zalo:1").state == found
        again.close()


def test_nothing_stored_is_the_code_or_the_conversation(store: ResumeStore, tmp_path: Path) -> None:
    code = _code(store, "web:a-very-special-conversation")
    with closing(sqlite3.connect(tmp_path / "codes.db")) as database:
        rows = str(database.execute("select * from resume_codes").fetchall())
    assert code not in rows
    assert "special" not in rows


def test_wrong_codes_are_limited_for_each_and_for_all(store: ResumeStore) -> None:
    code = _code(store)
    for number in range(5):
        assert not store.redeem(f"0000000{number}", "guesser").too_many
    assert store.redeem(code, "guesser").too_many
    assert store.redeem(code, "somebody").state == STATE
    for number in range(60):
        store.redeem("00000000", f"botnet:{number}")
    assert store.redeem(code, "web:a").too_many


def test_deleting_a_conversation_deletes_its_codes(store: ResumeStore) -> None:
    code = _code(store)
    store.forget("web:a")
    assert store.look(code, "x").state is None


def test_a_code_is_never_masked_nor_read_as_a_word(store: ResumeStore) -> None:
    for _ in range(300):
        shown = store.issue("web:a", 1, STATE).code
        for said in (shown, shown.lower(), shown.replace("-", ""), f"mã là {shown}"):
            assert mask(said) == (said, ())
            assert resume_code(said) == shown.replace("-", "")


@given(st.text(alphabet=ALPHABET + "oil -ăđ", max_size=40))
def test_any_text_is_a_code_or_none(text: str) -> None:
    code = resume_code(text)
    assert code is None or (len(code) == 8 and set(code) <= set(ALPHABET))


@pytest.mark.parametrize(
    "text", ["khai sinh", "nghichty", "12345678", "0912 3456", "H29.16-261122-0001", "abcd-efgh",
             "mã thủ tục 1.001193", "sinh năm 1960"],
)  # fmt: skip
def test_what_is_no_code(text: str) -> None:
    assert resume_code(text) is None
