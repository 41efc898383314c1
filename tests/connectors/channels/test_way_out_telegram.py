"""The way out to Telegram on its bad days, through the app as it runs."""

from __future__ import annotations

import time

from tests.connectors.channels.conftest import Stage, until


def test_too_many_requests(stage: Stage) -> None:
    with stage.app() as app:
        stage.mood(limited=2, retry_after=1)
        stage.say("một")
        stage.say("hai", chat=8)
        until(lambda: stage.sent(7) and stage.sent(8))
        assert [stage.texts(7), stage.texts(8)] == [["Nghe: một"], ["Nghe: hai"]]
        until(lambda: app.state.tungbuoc.door.counts.totals()["telegram", "sent"] == 2)


def test_telegram_answers_502_and_did_it_all_the_same(stage: Stage) -> None:
    with stage.app() as app:
        stage.mood(lost=1)
        stage.say("một")
        totals = app.state.tungbuoc.door.counts.totals
        until(lambda: totals().get(("telegram", "unsure_arrived")))
        stage.say("hai")
        until(lambda: len(stage.sent()) >= 2)
        assert stage.texts() == ["Nghe: một", "Nghe: hai"]


def test_telegram_is_down_for_a_while(stage: Stage) -> None:
    with stage.app():
        stage.mood(down=True)
        stage.say("một")
        until(lambda: stage.asked())
        time.sleep(0.3)
        stage.mood(down=False)
        until(lambda: stage.sent())
        assert stage.texts() == ["Nghe: một"]


def test_who_blocks_the_bot_gets_nothing_until_they_write(stage: Stage) -> None:
    with stage.app() as app:
        stage.say("một")
        until(lambda: stage.sent())
        stage.twin.blocked.add(7)
        stage.say("hai")
        totals = app.state.tungbuoc.door.counts.totals
        until(lambda: totals().get(("telegram", "blocked")))
        stage.twin.blocked.clear()
        stage.say("ba")
        until(lambda: len(stage.sent()) == 2)
        assert stage.texts() == ["Nghe: một", "Nghe: ba"]
