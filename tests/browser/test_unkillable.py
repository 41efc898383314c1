"""No message is lost, none is sent twice: lost network, reload, restart, two tabs, no storage."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Route, expect

from bot.replies import Choice, Message, Reply
from ops.widget_stage import Stage
from tests.browser.visitor import SHARED, Visitor

Come = Callable[..., Visitor]


def _echo(message: dict[str, object]) -> Reply:
    return Reply(outcome="answered", messages=(Message(text=f"Nghe: {message['text']}"),))


def _texts(stage: Stage) -> list[str]:
    return [message["text"] for message in stage.handlers.heard if message["text"] != "xin chào"]


def test_a_lost_network_keeps_the_message_and_sends_it_once(stage: Stage, come: Come) -> None:
    stage.handlers.script = _echo
    visitor = come().start()
    visitor.offline()
    visitor.say("lúc mất mạng")
    assert visitor.said() == ["lúc mất mạng"]
    expect(visitor.page.locator(".trouble")).to_contain_text("Mất mạng")
    expect(visitor.page.locator(".state")).to_have_text("Chưa gửi được, sẽ tự gửi lại")
    visitor.say("thêm câu nữa")
    visitor.offline(False)
    expect(visitor.messages.last).to_contain_text("Nghe: thêm câu nữa")
    expect(visitor.page.locator(".trouble")).to_be_hidden()
    assert _texts(stage) == ["lúc mất mạng", "thêm câu nữa"]


def test_a_reload_in_the_middle(stage: Stage, come: Come) -> None:
    stage.handlers.script = _echo
    visitor = come().start()
    visitor.page.route("**/api/v1/chat", lambda route: route.abort())
    visitor.say("trước khi tải lại")
    expect(visitor.page.locator(".state")).to_have_text("Chưa gửi được, sẽ tự gửi lại")
    visitor.page.unroute("**/api/v1/chat")
    visitor.page.reload()
    expect(visitor.messages.last).to_contain_text("Nghe: trước khi tải lại")
    assert visitor.said() == ["trước khi tải lại"]
    assert _texts(stage) == ["trước khi tải lại"]
    visitor.page.reload()
    expect(visitor.messages).to_have_count(2)
    assert _texts(stage) == ["trước khi tải lại"]


def test_an_answer_that_got_lost_on_the_way_is_fetched_not_asked_again(
    stage: Stage, come: Come
) -> None:
    stage.handlers.script = _echo
    visitor = come().start()
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            route.fetch()
            lost.append(route.request.post_data or "")
            route.abort()

    visitor.page.route("**/api/v1/chat", lose)
    visitor.say("câu này đã tới nơi")
    expect(visitor.messages.last).to_contain_text("Nghe: câu này đã tới nơi")
    assert lost
    assert _texts(stage) == ["câu này đã tới nơi"]


def test_a_server_that_restarts(stage: Stage, come: Come) -> None:
    stage.handlers.script = _echo
    visitor = come().start()
    stage.stop()
    visitor.say("máy chủ đang tắt")
    expect(visitor.page.locator(".trouble")).to_be_visible()
    stage.start()
    expect(visitor.messages.last).to_contain_text("Nghe: máy chủ đang tắt")
    assert _texts(stage) == ["máy chủ đang tắt"]


def test_told_to_wait_it_waits_and_comes_back_with_the_same_id(stage: Stage, come: Come) -> None:
    stage.handlers.script = _echo
    visitor = come().start()
    ids: list[str] = []

    def busy(route: Route) -> None:
        body = route.request.post_data_json
        assert body
        ids.append(body["message"]["id"])
        if len(ids) < 3:
            route.fulfill(
                status=429 if len(ids) == 1 else 503,
                json={"error": {"code": "too_many", "message": "Gửi nhanh quá."}},
                headers={"Retry-After": "1"},
            )
        else:
            route.continue_()

    visitor.page.route("**/api/v1/chat", busy)
    visitor.say("một hai ba")
    expect(visitor.page.locator(".trouble")).to_contain_text("Gửi nhanh quá.")
    expect(visitor.messages.last).to_contain_text("Nghe: một hai ba")
    assert len(ids) == 3
    assert len(set(ids)) == 1


def test_what_can_never_be_answered_does_not_stand_before_the_rest(
    stage: Stage, come: Come
) -> None:
    stage.handlers.script = _echo
    visitor = come().start()
    visitor.page.route(
        "**/api/v1/chat",
        lambda route: route.fulfill(
            status=422, json={"error": {"code": "message_too_long", "message": "Dài quá."}}
        ),
        times=1,
    )
    visitor.say("không nhận được").say("câu sau")
    expect(visitor.messages.nth(1)).to_contain_text("Dài quá.")
    expect(visitor.messages.last).to_contain_text("Nghe: câu sau")


def test_two_tabs_are_one_conversation(stage: Stage, come: Come) -> None:
    stage.handlers.script = _echo
    visitor = come().start()
    other = visitor.tab()
    for number in range(4):
        visitor.say(f"thẻ một {number}").say(f"thẻ hai {number}", other)
    for page in (visitor.page, other):
        expect(page.locator(".mine")).to_have_count(8)
        expect(page.locator(".theirs")).to_have_count(9)
        assert page.locator(".state").count() == 0
    assert sorted(_texts(stage)) == sorted(
        f"thẻ {tab} {n}" for tab in ("một", "hai") for n in range(4)
    )
    assert len({message["sender"] for message in stage.handlers.heard}) == 1


def test_where_storage_is_refused_it_talks_all_the_same(stage: Stage, come: Come) -> None:
    stage.handlers.script = _echo
    refuse = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
    visitor = come(scripts=refuse).start()
    visitor.say("không có chỗ cất")
    expect(visitor.messages.last).to_contain_text("Nghe: không có chỗ cất")


def test_a_full_storage_is_no_end(stage: Stage, come: Come) -> None:
    stage.handlers.script = _echo
    full = (
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };"
    )
    visitor = come(scripts=full).start()
    visitor.say("đầy bộ nhớ")
    expect(visitor.messages.last).to_contain_text("Nghe: đầy bộ nhớ")


def test_a_shared_device_keeps_nothing(stage: Stage, come: Come) -> None:
    stage.handlers.script = _echo
    visitor = come().start(SHARED)
    visitor.say("ở máy của phường")
    expect(visitor.messages.last).to_contain_text("Nghe: ở máy của phường")
    assert visitor.kept() == {}
    visitor.page.reload()
    expect(visitor.button(SHARED)).to_be_visible()
    assert visitor.messages.count() == 0


def test_storage_written_by_somebody_else_does_no_harm(stage: Stage, come: Come) -> None:
    stage.handlers.script = _echo
    spoil = (
        "localStorage.setItem('tungbuoc.t.1', '{');localStorage.setItem('tungbuoc.prefs', '7');"
        "localStorage.setItem('tungbuoc.papers', '[1]');"
    )
    visitor = come(scripts=spoil).start()
    visitor.say("vẫn nói được")
    expect(visitor.messages.last).to_contain_text("Nghe: vẫn nói được")


def test_everything_deleted_on_both_sides(stage: Stage, come: Come) -> None:
    visitor = come().start()
    visitor.say("xin chào lần nữa")
    expect(visitor.messages).to_have_count(2)
    before = stage.handlers.heard[0]["sender"]
    _wipe(visitor)
    expect(visitor.page.locator(".note")).to_contain_text("trên máy chủ")
    assert visitor.kept() == {}
    deleted = stage.handlers.heard[-1]
    assert (deleted["sender"], deleted["choice"]) == (before, "delete")
    visitor.start()
    assert stage.handlers.heard[-1]["sender"] != before


def test_deleted_without_a_network_the_server_follows(stage: Stage, come: Come) -> None:
    visitor = come().start()
    before = stage.handlers.heard[0]["sender"]
    visitor.offline()
    _wipe(visitor)
    expect(visitor.page.locator(".note")).to_contain_text("ngay khi có mạng")
    assert visitor.messages.count() == 0
    assert [key for key in visitor.kept() if not key.startswith("tungbuoc.wipe.")] == []
    visitor.offline(False)
    expect(visitor.page.locator(".note")).to_contain_text("Đã xóa trên máy này và trên máy chủ")
    deleted = stage.handlers.heard[-1]
    assert (deleted["sender"], deleted["choice"]) == (before, "delete")


def test_said_in_the_talk_it_is_deleted_here_too(stage: Stage, come: Come) -> None:
    visitor = come().start()
    stage.handlers.script = lambda message: Reply(
        outcome="deleted", messages=(Message(text="Đã xóa hết."),)
    )
    visitor.say("xóa hết đi")
    expect(visitor.page.locator(".note")).to_contain_text("Đã xóa")
    assert visitor.kept() == {}


def test_another_person_finds_nothing_of_the_one_before(stage: Stage, come: Come) -> None:
    visitor = come().start()
    visitor.say("chuyện riêng của người trước")
    expect(visitor.messages).to_have_count(2)
    stage.handlers.script = lambda message: Reply(
        outcome="started_clean", messages=(Message(text="Mời người kế tiếp."),)
    )
    visitor.say("người khác")
    expect(visitor.messages.last).to_contain_text("Mời người kế tiếp.")
    assert visitor.said() == ["người khác"]
    assert "chuyện riêng" not in str(visitor.kept())


def test_a_choice_is_taken_once(stage: Stage, come: Come) -> None:
    two = (Choice(title="Có rồi", value="a"), Choice(title="Chưa có", value="b"))
    stage.handlers.script = lambda message: Reply(
        outcome="guiding", messages=(Message(text="Bác có chưa?", choices=two),)
    )
    visitor = come().start()
    chosen = visitor.open_choices.filter(has_text="Có rồi")
    chosen.evaluate("button => { button.click(); button.click(); button.click(); }")
    expect(visitor.messages).to_have_count(2)
    taken = visitor.page.locator('.choices button[aria-pressed="true"]')
    expect(taken).to_have_text(re.compile("Đã chọn: Có rồi"))
    expect(taken).to_have_attribute("aria-disabled", "true")
    assert [message["choice"] for message in stage.handlers.heard if message["choice"]] == ["a"]
    visitor.page.reload()
    expect(taken).to_have_text(re.compile("Đã chọn: Có rồi"))


def _wipe(visitor: Visitor) -> None:
    visitor.button("Thêm").click()
    visitor.button("Xóa hết").click()
    visitor.button("Xóa hết").click()
