"""Two hundred messages over Telegram's twin while the app and Rasa's place are killed with -9."""

from __future__ import annotations

from ops.channel_storm import Options, storm


def test_nothing_is_lost_and_nothing_answered_twice() -> None:
    found, done = storm(Options(messages=200, rate=40, each_once=True))
    assert sum(done["kills"].values()) == 2
    assert found.arrived == 200
    assert found.events["repeated"] > 0
    assert (found.lost, found.twice, found.out_of_order, found.forged) == (0, 0, 0, 0)
    assert set(done["forged deliveries, by answer"]) <= {0, 403}
