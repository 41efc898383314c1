"""A helper's lines come by themselves, and two taps tell whether an answer was any good."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect
from sqlalchemy import select

from bot.replies import Message, Reply
from connectors.desk.accounts import Person
from connectors.learned.tables import THUMBS
from ops.widget_stage import Stage
from tests.browser.visitor import Visitor

Come = Callable[..., Visitor]
SOON = 20_000.0
"""Milliseconds; the page asks every few seconds."""


def _queue(stage: Stage) -> Any:
    return stage.app.state.tungbuoc.desk


def _helper(stage: Stage) -> Person:
    people = stage.app.state.desk.people
    known = [person for person in people.all() if person.name == "hoa"]
    if not known:
        people.add("hoa", "Chị Hoa", "volunteer")
    found: Person = next(person for person in people.all() if person.name == "hoa")
    return found


def test_a_helper_comes_writes_and_goes(stage: Stage, come: Come) -> None:
    stage.handlers.script = lambda message: Reply(
        outcome="handoff", messages=(Message(text="Đã báo người trực.", speak="Đã báo."),)
    )
    visitor = come().start()
    conversation = "web:" + json.loads(visitor.kept()["tungbuoc.conversation"])
    desk, helper = _queue(stage), _helper(stage)
    desk.queue.duty(helper, on=True)
    desk.queue.ask(conversation, "asked", "")
    visitor.say("gap nguoi that")
    expect(visitor.page.get_by_text("Đang chờ người trợ giúp: đứng thứ 1.")).to_be_visible(
        timeout=SOON
    )
    (held,) = [item for item in desk.queue.waiting() if item.conversation == conversation]
    desk.queue.take(held.number, helper)
    expect(visitor.page.get_by_text("Chị Hoa đang trả lời ở đây.")).to_be_visible(timeout=SOON)
    desk.queue.say(held.number, helper, "Bác mang giấy chứng sinh ra quầy số 2 nhé.", "key-1")
    line = visitor.messages.filter(has_text="quầy số 2")
    expect(line).to_be_visible(timeout=SOON)
    visitor.page.reload()
    expect(line).to_have_count(1)
    desk.queue.give_back(held.number, helper)
    expect(visitor.page.get_by_text("Chị Hoa đang trả lời ở đây.")).to_be_hidden(timeout=SOON)
    expect(visitor.messages.filter(has_text="đã xong phần mình")).to_have_count(1, timeout=SOON)


def test_two_taps_tell_what_was_wrong_with_an_answer(stage: Stage, come: Come) -> None:
    visitor = come().start()
    stage.handlers.script = lambda message: Reply(
        outcome="answered",
        procedure="1.001193",
        messages=(Message(text="Miễn phí đúng hạn.", speak="Miễn phí."),),
    )
    visitor.say("le phi khai sinh")
    visitor.button("Chưa được").click()
    visitor.button("Khó hiểu").click()
    expect(visitor.page.get_by_text("Cảm ơn, đã ghi lại.")).to_be_visible(timeout=SOON)
    visitor.say("le phi khai sinh nua")
    visitor.page.get_by_role("button", name="Có ích", exact=True).last.click()
    expect(visitor.page.get_by_text("Cảm ơn, đã ghi lại.")).to_have_count(2)

    def kept() -> list[tuple[bool, str]]:
        engine = _queue(stage).learned._engine
        with engine.connect() as connection:
            rows = connection.execute(select(THUMBS.c.good, THUMBS.c.reason)).all()
        return [(bool(good), reason) for good, reason in rows]

    visitor.page.wait_for_timeout(300)
    assert sorted(kept()) == [(False, "unclear"), (True, "")]
