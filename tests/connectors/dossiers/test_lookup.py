"""Cache, limits, breaker, last known states, and what is written down."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from connectors.dossiers import breaker as breakers
from connectors.dossiers.breaker import Breaker
from connectors.dossiers.waiting import render, rows
from knowledge.dossiers import DossierAnswerError, DossierDownError, DossierError
from tests.connectors.dossiers.conftest import CODE, MONDAY, Clock, Office, ScriptedProvider

PERSON = "web:ai-do"


def test_a_state_is_asked_for_once_in_ten_minutes(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(4)
    for _ in range(3):
        looked = office.desk.look(CODE, PERSON)
        assert looked.dossier
        assert not looked.dossier.stale
    clock.turn(minutes=9)
    office.desk.look(CODE, "web:another")
    assert len(provider.asked) == 1
    clock.turn(minutes=2)
    office.desk.look(CODE, PERSON)
    assert len(provider.asked) == 2


@pytest.mark.parametrize("failure", [DossierDownError("x"), DossierAnswerError("x")])
def test_the_last_known_state_is_told_with_its_age_also_after_a_restart(
    failure: DossierError, office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(4)
    office.desk.look(CODE, PERSON)
    clock.turn(hours=5)
    provider.failure = failure
    looked = office.restarted().desk.look(CODE, PERSON)
    assert looked.dossier
    assert looked.dossier.stale
    assert looked.dossier.status_code == 4
    assert looked.dossier.fetched_at == MONDAY
    never = office.desk.look("H29.16-261116-0002", PERSON)
    assert never.dossier is None


def test_a_dossier_that_is_gone_is_not_told_from_memory(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(4)
    office.desk.look(CODE, PERSON)
    clock.turn(hours=1)
    del provider.answers[CODE]
    looked = office.desk.look(CODE, PERSON)
    assert (looked.dossier, looked.trouble) == (None, "not_found")


def test_a_system_that_fails_is_left_alone_then_tried_once(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.failure = DossierDownError("x")
    for number in range(12):
        office.desk.look(f"H29.16-261116-{number:04d}", f"web:{number}")
    assert len(provider.asked) == breakers.FAILURES
    clock.turn(seconds=breakers.PAUSE + 1)
    for number in range(5):
        office.desk.look(f"H29.16-261116-{number:04d}", f"web:{number}")
    assert len(provider.asked) == breakers.FAILURES + 1
    clock.turn(seconds=2 * breakers.PAUSE + 1)
    provider.failure = None
    provider.says(4)
    assert office.desk.look(CODE, PERSON).dossier
    for number in range(5):
        office.desk.look(f"H29.16-261116-{number:04d}", f"web:{number}")
    assert len(provider.asked) == breakers.FAILURES + 6


def test_only_one_trial_at_a_time() -> None:
    clock = Clock()
    breaker = Breaker(clock.seconds)
    for _ in range(breakers.FAILURES):
        assert breaker.allows()
        breaker.failed()
    assert not breaker.allows()
    clock.turn(seconds=breakers.PAUSE + 1)
    assert [breaker.allows() for _ in range(4)] == [True, False, False, False]
    breaker.succeeded()
    assert breaker.allows()


def test_an_answer_we_cannot_read_does_not_open_the_breaker(
    office: Office, provider: ScriptedProvider
) -> None:
    provider.failure = DossierAnswerError("x")
    for number in range(8):
        office.desk.look(f"H29.16-261116-{number:04d}", f"web:{number}")
    assert len(provider.asked) == 8


def test_codes_cannot_be_guessed(office: Office, provider: ScriptedProvider, clock: Clock) -> None:
    tried = [office.desk.look(f"H29.16-261116-{n:04d}", PERSON).trouble for n in range(9)]
    assert tried == ["not_found"] * 5 + ["too_many"] * 4
    assert office.desk.look("H29.16-261116-0000", "web:another").trouble == "not_found"
    provider.says(4)
    seen = [office.desk.look(CODE, "web:busy").trouble for _ in range(25)]
    assert seen == [None] * 20 + ["too_many"] * 5


def test_what_one_follows_is_never_too_much(office: Office, provider: ScriptedProvider) -> None:
    provider.says(4)
    office.desk.follow(CODE, PERSON)
    assert {office.desk.look(CODE, PERSON).trouble for _ in range(40)} == {None}


def test_the_insurers_codes_are_not_asked_for(office: Office, provider: ScriptedProvider) -> None:
    assert office.desk.look("03706/2026/07906", PERSON).trouble == "not_ours"
    assert provider.asked == []


def test_logs_and_tables_hold_no_code_of_a_look_up(
    office: Office, provider: ScriptedProvider, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    provider.says(4)
    with caplog.at_level(logging.DEBUG):
        office.desk.look(CODE, PERSON)
        clock.turn(hours=1)
        provider.failure = DossierDownError("HTTP 503")
        office.desk.look(CODE, PERSON)
    assert "HTTP 503" in caplog.text
    assert CODE not in caplog.text
    office.engine.dispose()
    file = Path(office.url.removeprefix("sqlite:///"))
    stored = b"".join(path.read_bytes() for path in file.parent.glob(file.name + "*"))
    assert CODE.encode() not in stored
    assert PERSON.encode() not in stored


def test_the_ward_sees_how_long_dossiers_waited_and_nothing_else(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    ward = "UBND phường Một"
    for number, days in enumerate((0, 1, 2, 7)):
        code = f"H29.16-261116-{number:04d}"
        received = MONDAY.replace(day=MONDAY.day + days)
        provider.says(4, code, agency=ward, received_at=received)
    provider.says(1, "H29.16-261116-0009", agency=ward)
    provider.says(1, "H29.16-261116-0010", agency="UBND phường Hai")
    clock.turn(days=7)
    for number in (*range(4), 9, 10):
        office.desk.look(f"H29.16-261116-{number:04d}", "web:x")
    made = rows(office.known.waited(MONDAY), clock())
    first = next(row for row in made if row.agency == ward)
    assert (first.received, first.same_day, first.within_one, first.within_three) == (4, 1, 1, 1)
    assert (first.over_three, first.median, first.longest) == (1, 1.5, 5)
    assert (first.waiting, first.waiting_over) == (1, 1)
    assert "H29" not in render(made)
    provider.says(4, "H29.16-261116-0009", agency=ward)
    clock.turn(hours=1)
    office.desk.look("H29.16-261116-0009", "web:x")
    again = rows(office.known.waited(MONDAY), clock())
    assert next(row for row in again if row.agency == ward).waiting == 0
