"""The trials of proposals: by one process, again after a death, and served by all."""

from __future__ import annotations

from connectors.proposals.trials import LEASE_SECONDS, MOST_TRIES
from tests.connectors.desk.conftest import Browser
from tests.connectors.desk.proposers import NEW, ask, bench, editor, officer, put_live
from tests.connectors.desk.proposing import (
    FEE,
    STAY,
    Bench,
    correct,
    number_of,
    page,
    say_phrase,
)

__all__ = ["bench", "editor", "officer"]


def test_what_was_tried_with_other_records_is_tried_again(
    bench: Bench, editor: Browser, officer: Browser
) -> None:
    first = number_of(say_phrase(editor, NEW))
    second = number_of(correct(editor, FEE, "20000"))
    bench.work(steps=6)
    officer.get("/desk/proposals")
    assert officer.post(f"/desk/proposals/{first}/live").status_code == 303
    stale = officer.post(f"/desk/proposals/{second}/live")
    assert stale.status_code == 409
    assert "Máy đang thử lại" in stale.text
    put_live(bench, officer, second)
    assert len(bench.house.desk.proposals.live()) == 2


def test_two_processes_try_it_once(bench: Bench, editor: Browser) -> None:
    bench.start()
    bench.launcher(0).holds = True
    number = number_of(say_phrase(editor, NEW))
    bench.work(0)
    bench.work(1)
    assert (bench.launcher(0).started, bench.launcher(1).started) == ([number], [])
    bench.house.clock.turn(LEASE_SECONDS - 1)
    bench.work(0)
    bench.house.clock.turn(LEASE_SECONDS - 1)
    bench.work(1)
    assert bench.launcher(1).started == []


def test_a_dead_process_leaves_its_trial_to_another(bench: Bench, editor: Browser) -> None:
    bench.start()
    bench.launcher(0).holds = True
    number = number_of(say_phrase(editor, NEW))
    bench.work(0)
    bench.house.clock.turn(LEASE_SECONDS + 1)
    bench.work(1)
    assert bench.launcher(1).started == [number]
    assert "đạt" in page(editor, number)
    # It was only slow: what it found does not count any more.
    bench.launcher(0).holds, bench.launcher(0).breaks = False, True
    bench.work(0)
    assert "đạt" in page(editor, number)


def test_what_breaks_every_time_is_refused(bench: Bench, editor: Browser) -> None:
    bench.launcher().breaks = True
    number = number_of(say_phrase(editor, NEW))
    bench.work(steps=3 * MOST_TRIES)
    assert bench.launcher().started == [number] * MOST_TRIES
    assert "Máy thử ba lần đều không xong" in page(editor, number)


def test_withdrawn_while_it_is_tried(bench: Bench, editor: Browser) -> None:
    bench.launcher().holds = True
    number = number_of(say_phrase(editor, NEW))
    bench.work()
    assert editor.post(f"/desk/proposals/{number}/withdraw").status_code == 303
    bench.house.clock.turn(LEASE_SECONDS - 1)
    bench.work(steps=1)
    assert bench.launcher().stopped == [number]
    assert "người đề nghị đã rút" in page(editor, number).lower()


def test_another_process_serves_it_too(bench: Bench, editor: Browser, officer: Browser) -> None:
    bench.start()
    number = number_of(say_phrase(editor, NEW))
    put_live(bench, officer, number)
    assert ask(bench, NEW, at=1)["procedure"] is None
    bench.work(1)
    assert ask(bench, NEW, at=1)["procedure"] == STAY
