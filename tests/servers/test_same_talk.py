"""Some of the talks of `python -m ops.same_talk`: the same answers on every channel."""

from __future__ import annotations

import pytest

from ops.same_talk.talking import Talk, have, load
from tests.servers.conftest import Servers

TALKS = {talk.name: talk for talk in load()}


@pytest.mark.parametrize(
    "name",
    ["Chọn bằng số", "Nhắn mật khẩu, mã OTP", "Dừng giữa chừng, làm tiếp ở máy khác bằng mã"],
)
def test_the_same_answers_on_every_channel(servers: Servers, name: str) -> None:
    assert servers.place
    talk: Talk = TALKS[name]
    rows = have(talk, servers.place)
    assert len(rows) == len(talk.turns)
    assert [(row.turn, row.differing) for row in rows if not row.same] == []
