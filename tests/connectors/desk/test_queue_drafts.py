"""The assistant's answer as a draft for a helper."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from connectors.desk.web.spoken import fitting
from tests.connectors.desk.conftest import House
from tests.connectors.desk.waiting import Citizen, on_duty, waiting
from tests.connectors.desk.waiting import house as house


def test_the_assistants_answer_is_a_draft_that_nobody_has_sent(
    house: House, tmp_path: Path
) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "a")
    citizen.say("khai sinh cho cháu cần giấy gì")
    citizen.asks_for_a_person()
    (number,) = waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    citizen.news()
    citizen.say("khai sinh nộp ở đâu")
    page = helper.post(f"/desk/talks/{number}/draft").text
    area = re.search(r"<textarea[^>]*>(.+?)</textarea>", page, re.DOTALL)
    assert area
    assert "khai sinh" in area.group(1)
    assert citizen.news()[0] == []
    with sqlite3.connect(tmp_path / "inbox.db") as database:
        assert "draft:" not in "\n".join(database.iterdump())
    database.close()


def test_what_was_typed_stays_above_the_draft(house: House) -> None:
    helper = on_duty(house.person("volunteer", "lan"))
    citizen = Citizen(house, "a")
    citizen.say("khai sinh cho cháu cần giấy gì")
    citizen.asks_for_a_person()
    (number,) = waiting(helper)
    helper.post(f"/desk/talks/{number}/take")
    citizen.say("khai sinh nộp ở đâu")
    page = helper.post(f"/desk/talks/{number}/draft", text="Chào bác, số 079055001234.").text
    area = re.search(r"<textarea[^>]*>(.+?)</textarea>", page, re.DOTALL)
    assert area
    assert area.group(1).startswith("Chào bác, số ")
    assert "079055001234" not in page
    assert "khai sinh" in area.group(1)


def test_a_draft_ends_at_the_end_of_a_paragraph() -> None:
    assert fitting(["a" * 600, "b" * 396, "c"], 1000) == f"{'a' * 600}\n\n{'b' * 396}"
    assert fitting(["", " ", "a"], 10) == "a"
    assert fitting(["a" * 11], 10) == ""
