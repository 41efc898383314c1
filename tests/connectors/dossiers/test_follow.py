"""Following: each change once, in order, by day, whatever is killed or down in between."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.replies import Reply
from connectors.dossiers.delivery import Courier, DeliveryError
from connectors.dossiers.follows import MOST_FOLLOWED
from connectors.dossiers.night import is_night, morning_of
from connectors.portal.sandbox import TwinClock, TwinDossiers, demonstration_scripts
from knowledge.dossiers import VIETNAM, Arrived, DossierDownError
from knowledge.records import Records
from ops import portal_hour
from ops.running_twin import running_twin
from tests.connectors.dossiers.conftest import (
    CODE,
    MONDAY,
    Clock,
    Office,
    ScriptedProvider,
    make_office,
)

PERSON = "web:ai-do"


def _watch(office: Office, clock: Clock, hours: float, pace: float = 600.0) -> int:
    """Let time pass, ten minutes at a time; how many checks were made."""
    end = clock() + timedelta(hours=hours)
    checks = 0
    while clock() < end:
        while office.watcher.step():
            checks += 1
        clock.turn(seconds=pace)
    return checks


def _told(office: Office, token: str = "message:1") -> list[tuple[str, int | None]]:
    return [(n.kind, n.dossier.status_code) for n in office.desk.news(PERSON, token)]


def test_a_whole_life_with_restarts_tells_each_change_once_and_in_order(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(1)
    assert office.desk.follow(CODE, PERSON)
    life = [2, 4, 5, 4, 6, 9, 10]
    told: list[tuple[str, int | None]] = []
    for number, state in enumerate(life):
        provider.says(state, received_at=MONDAY, due_at=MONDAY + timedelta(days=60))
        _watch(office, clock, 26)
        office = office.restarted()
        if number % 2:
            told += _told(office, f"message:{number}")
            assert _told(office, f"message:{number}") == told[-2:]
            assert _told(office, f"message:{number}-again") == []
    told += _told(office, "message:last")
    assert told == [("changed", state) for state in life]
    assert office.desk.saved(PERSON)[0].ended
    before = len(provider.asked)
    _watch(office, clock, 100)
    assert len(provider.asked) == before


def test_with_the_real_contract_and_the_twin_killed_in_between(
    known: Records, tmp_path: Path
) -> None:
    """The twin's clock lies in a file: it goes on where it was when it is started again."""
    from connectors.dossiers.http import Http
    from connectors.dossiers.ndxp import Account, NdxpProvider

    # With seconds, which only some of the forms of date keep.
    real = Clock(MONDAY + timedelta(seconds=37))
    file = tmp_path / "twin.json"
    http = Http()

    def twin() -> TwinDossiers:
        return TwinDossiers(demonstration_scripts(), TwinClock(file, real))

    code, told = "H99.01-261102-0012", []
    with running_twin(twin()) as (_, url):
        port = int(url.rsplit(":", 1)[1])
        provider = NdxpProvider(Account(url, "u", "p", "H99.01"), http, real)
        office = make_office(
            f"sqlite:///{tmp_path / 'd.db'}", real, provider, known, timedelta(minutes=1)
        )
        office.desk.follow(code, PERSON)
        _watch(office, real, 0.5, pace=30)
        told += _told(office, "message:1")
    # Nobody is there: nothing is lost, nothing told.
    _watch(office, real, 0.05, pace=30)
    assert _told(office, "message:2") == []
    office = office.restarted()
    with running_twin(twin(), port=port):
        _watch(office, real, 1.5, pace=30)
        told += _told(office, "message:3")
    office.engine.dispose()
    http.close()
    assert told == [("changed", state) for state in (2, 4, 5, 4, 6, 9, 10)]


def test_it_asks_less_and_less_often(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(4)
    office.desk.follow(CODE, PERSON)
    first = _watch(office, clock, 24)
    _watch(office, clock, 24 * 5)
    later = _watch(office, clock, 24)
    assert first > 2 * later >= 2


def test_what_stays_unchanged_past_its_limit_is_noticed_once(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(4, received_at=MONDAY, due_at=MONDAY + timedelta(days=2))
    office.desk.follow(CODE, PERSON)
    _watch(office, clock, 24 * 10)
    assert _told(office) == [("overdue", 4)]
    provider.says(4, received_at=MONDAY, due_at=MONDAY + timedelta(days=14))
    _watch(office, clock, 24 * 12)
    assert _told(office, "message:2") == [("changed", 4), ("overdue", 4)]


def test_the_procedures_own_limit_counts_where_no_day_was_appointed(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(4, received_at=MONDAY, procedure_code="1.004194")
    office.desk.follow(CODE, PERSON)
    _watch(office, clock, 24 * 14)
    assert _told(office) == [("overdue", 4)]


def test_the_silence_between_portal_and_ward_is_noticed_once(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(1)
    office.desk.follow(CODE, PERSON)
    _watch(office, clock, 22)
    assert _told(office) == []
    _watch(office, clock, 24 * 3)
    assert _told(office, "message:2") == [("waiting", 1)]


def test_a_code_that_vanishes_for_days_is_told_and_dropped(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(4)
    office.desk.follow(CODE, PERSON)
    kept = provider.answers.pop(CODE)
    _watch(office, clock, 40)
    provider.answers[CODE] = kept
    _watch(office, clock, 24)
    assert _told(office) == []
    del provider.answers[CODE]
    _watch(office, clock, 24 * 5)
    assert _told(office, "message:2") == [("lost", 4)]
    assert office.desk.saved(PERSON)[0].ended


def test_unfollowing_and_forgetting_take_untold_news_with_them(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    other = "H29.16-261116-0002"
    for code in (CODE, other):
        provider.says(1, code)
        office.desk.follow(code, PERSON)
        provider.says(2, code)
    _watch(office, clock, 5)
    assert office.desk.unfollow(CODE, PERSON)
    assert not office.desk.unfollow(CODE, PERSON)
    assert [saved.code for saved in office.desk.saved(PERSON)] == [other]
    office.desk.forget(PERSON)
    assert office.desk.saved(PERSON) == []
    assert _told(office) == []
    office.engine.dispose()
    file = Path(office.url.removeprefix("sqlite:///"))
    assert CODE.encode() not in file.read_bytes()


def test_following_twice_is_once_and_not_without_end(
    office: Office, provider: ScriptedProvider
) -> None:
    for number in range(MOST_FOLLOWED):
        assert office.desk.follow(f"H29.16-261116-{number:04d}", PERSON)
        assert office.desk.follow(f"H29.16-261116-{number:04d}", "web:other")
    assert not office.desk.follow(CODE.replace("0001", "9999"), PERSON)
    assert len(office.desk.saved(PERSON)) == MOST_FOLLOWED


def test_asking_for_news_gives_the_same_again_and_never_at_night(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(1)
    office.desk.follow(CODE, PERSON)
    clock.turn(hours=11)
    provider.says(2)
    _watch(office, clock, 2)
    follows = office.desk.follows
    night = MONDAY.replace(hour=22)
    assert follows.tell_after(PERSON, 0, night) == []
    morning = MONDAY.replace(hour=7) + timedelta(days=1)
    first = follows.tell_after(PERSON, 0, morning)
    assert [news.dossier.status_code for news in first] == [2]
    assert follows.tell_after(PERSON, 0, morning) == first
    assert follows.tell_after(PERSON, first[0].number, morning) == []
    assert _told(office) == []


class Phone:
    """A channel that can be written to, and often fails."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.fails = 0

    def deliver(self, person: str, reply: Reply, key: str) -> None:
        if self.fails:
            self.fails -= 1
            raise DeliveryError("không gửi được")
        self.arrived.append((person, reply.messages[0].text))


def _words(news: Arrived) -> Reply:
    from bot.talk import messages

    return Reply(outcome="status", messages=messages.plain(f"{news.dossier.status_code}"))


def test_news_are_pushed_once_in_order_by_day(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    phone, person = Phone(), "zalo:42"
    courier = Courier(office.desk.follows, {"zalo": phone}, _words, clock)
    provider.says(1)
    office.desk.follow(CODE, person)
    office.desk.follow(CODE, PERSON)
    phone.fails = 2
    hours: list[int] = []
    for state in (2, 4, 9):
        provider.says(state)
        for _ in range(30):
            before = len(phone.arrived)
            _watch(office, clock, 1)
            courier.step()
            hours += [clock().hour] * (len(phone.arrived) - before)
    assert phone.arrived == [(person, "2"), (person, "4"), (person, "9")]
    assert all(7 <= hour < 21 for hour in hours)
    assert _told(office) == [("changed", 2), ("changed", 4), ("changed", 9)]


@pytest.mark.parametrize(
    ("hour", "minute", "held_until"),
    [(6, 59, (16, 7)), (7, 0, (16, 7)), (20, 59, (16, 20)), (21, 0, (17, 7)), (23, 0, (17, 7))],
)
def test_the_night(hour: int, minute: int, held_until: tuple[int, int]) -> None:
    moment = datetime(2026, 11, 16, hour, minute, tzinfo=VIETNAM)
    told = morning_of(moment)
    assert (told.day, told.hour) == held_until
    assert told >= moment
    assert is_night(moment) == (told > moment)


def test_down_for_an_hour_with_two_hundred_followed() -> None:
    """`python -m ops.portal_hour` prints the figures."""
    hour = portal_hour.run()
    assert set(map(tuple, hour.told.values())) == {(2,)}
    assert len(hour.told) == portal_hour.FOLLOWED
    assert sum(hour.down) < 60
    assert max(hour.back) <= portal_hour.RATE
    assert {kind for kind, _ in hour.answers} == {"last known"}


def test_a_failing_check_keeps_the_row(
    office: Office, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.says(1)
    office.desk.follow(CODE, PERSON)
    provider.failure = DossierDownError("x")
    _watch(office, clock, 8)
    provider.failure = None
    provider.says(2)
    _watch(office, clock, 3)
    assert _told(office) == [("changed", 2)]
