"""What a helper sees beside a step, at every position of a guide on every way; and its name."""

from __future__ import annotations

import pytest

from bot.guide import State, facts
from bot.guide.route import route
from connectors.desk.beside import beside
from connectors.desk.web.named import place
from knowledge import records
from knowledge.schema import Procedure

_SOME = ("1.001193", "1.004194", "1.012790")
PROCEDURES = [procedure for procedure in records.load() if procedure.code in _SOME]


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: str(procedure.code))
def test_every_position_has_a_page_and_a_name_in_words(procedure: Procedure) -> None:
    for way in facts.ways(procedure, {}):
        state = State(code=procedure.code, way=way)
        for at in route(procedure, state):
            shown = beside(procedure, state.but(at=at))
            assert [when for _, when in shown.stages].count("now") == 1
            named = place(procedure, at)
            assert named
            assert at not in named


def test_a_letter_is_one_of_the_ways() -> None:
    procedure = next(one for one in PROCEDURES if "post" in facts.ways(one, {}))
    shown = beside(procedure, State(code=procedure.code, way="post", at="m:pack"))
    assert ("Gửi bưu điện", "now") in shown.stages


def test_a_position_that_the_record_lost_keeps_its_code() -> None:
    assert place(PROCEDURES[0], "p:gone") == "Giấy tờ: p:gone"
    assert place(None, "strange") == "strange"
