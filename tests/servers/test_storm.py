"""Messages over all channels while the app and Rasa's place are killed with -9."""

from __future__ import annotations

from ops.channel_storm import storm
from ops.storm.options import Options


def test_nothing_is_lost_and_nothing_answered_twice() -> None:
    result = storm(Options(messages=240, rate=40, each_once=True, minutes=4))
    assert result.gave_up == ""
    assert result.storm.kills == {"app": 1, "rasa": 1}
    assert set(result.found) == {"telegram", "zalo-oa", "zalo-bot"}
    for name, channel in result.found.items():
        promises = (channel.lost, channel.twice, channel.out_of_order, channel.forged)
        assert promises == (0, 0, 0, 0), name
    assert sum(c.stored for c in result.found.values()) == 240
    assert all(c.events["repeated"] > 0 for c in result.found.values())
    assert {status for _, status in result.storm.forged} <= {0, 403}
    assert set(result.storm.nonsense) <= {0, 200}
