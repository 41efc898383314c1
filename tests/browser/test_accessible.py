"""WCAG 2.2 AA: axe in every state, keyboard alone, what is announced, reflow, spacing, colours."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from bot.replies import ChecklistItem, Choice, Link, Message, Progress, Reply, SourceNote
from ops.widget_stage import Stage
from tests.browser.visitor import Visitor
from tests.conftest import TODAY

Come = Callable[..., Visitor]
_AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_FOCUSED = (
    "() => { let at = document.activeElement;"
    " while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;"
    " return at ? (at.getAttribute('aria-label') || at.textContent || at.tagName).trim() : ''; }"
)
_SPACED = (
    "() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('* { line-height: 1.5 !important;"
    " letter-spacing: .12em !important; word-spacing: .16em !important }"
    " p { margin-bottom: 2em !important }');"
    " const root = document.querySelector('tung-buoc').shadowRoot;"
    " root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]; }"
)
_OVERFLOWING = (
    "() => { const root = document.querySelector('tung-buoc').shadowRoot; const found = [];"
    " const right = document.documentElement.clientWidth;"
    " for (const at of root.querySelectorAll('*')) {"
    "  if (at.closest('.hid, svg, [hidden]')) continue;"
    "  const box = at.getBoundingClientRect();"
    "  if (box.width && (box.right > right + 1 || box.left < -1))"
    "   found.push(at.tagName + '.' + at.className);"
    "  const words = at.matches('button, p, label, h2, h3, a');"
    "  const cut = words && at.scrollWidth > at.clientWidth + 2;"
    "  if (cut && at.clientWidth) found.push('cut ' + at.tagName + ' ' + at.textContent);"
    " } return found; }"
)
_SMALL_TARGETS = (
    "() => [...document.querySelector('tung-buoc').shadowRoot"
    ".querySelectorAll('button, a, summary, textarea, label:has(input)')]"
    ".filter(at => at.checkVisibility())"
    ".map(at => [at.textContent, at.getBoundingClientRect()])"
    ".filter(([, box]) => box.height < 48 || box.width < 48).map(([text]) => text)"
)

PAPERS = (
    ChecklistItem(name="Giấy báo tử", state="have"),
    ChecklistItem(name="Tờ khai đăng ký khai tử", state="missing"),
    ChecklistItem(name="Căn cước của người đi khai", state="show"),
)
CHOICES = (
    Choice(title="Có rồi", value="g:p:have:a"),
    Choice(title="Chưa có", value="g:p:missing:a"),
    Choice(title="Là giấy gì", value="g:what:a"),
    Choice(title="Quay lại", value="g:back"),
    Choice(title="Gặp người thật", value="person"),
)
PAPER = Reply(
    outcome="guiding",
    messages=(
        Message(text="Dạ, bác nghe cháu."),
        Message(
            text="Giấy 2/3: Tờ khai đăng ký khai tử.\nBác có chưa?",
            choices=CHOICES,
            image="/pictures/form.svg",
            image_alt="Hình vẽ tờ khai và cây bút",
            links=(
                Link(title="Trang thủ tục trên Cổng", url="https://dichvucong.gov.vn/"),
                Link(
                    title="Giấy tóm tắt (PDF)",
                    url="http://x.test/api/v1/summary?code=K7M2-9QXD",
                ),
            ),
            sources=(SourceNote(title="Quyết định 1", url=None, checked_on=TODAY),),
            progress=Progress(label="Giấy 2/3", number=2, count=3),
            checklist=PAPERS,
        ),
    ),
)


def _guide(stage: Stage) -> None:
    stage.handlers.script = lambda message: PAPER


def check(visitor: Visitor, page: Page | None = None) -> None:
    """No violation that axe can see."""
    page = page or visitor.page
    page.evaluate(_AXE)
    found: dict[str, Any] = page.evaluate(
        "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", _TAGS
    )
    told = [
        (item["id"], [node["html"][:160] for node in item["nodes"]]) for item in found["violations"]
    ]
    assert told == [], json.dumps(told, ensure_ascii=False, indent=1)


def _states(visitor: Visitor) -> list[str]:
    """Walk through every state, with axe in each; gives their names."""
    seen = []

    def look(name: str) -> None:
        check(visitor)
        seen.append(name)

    look("before consent")
    visitor.start()
    look("guiding")
    visitor.tap("Có rồi")
    look("chosen")
    for name, title in (
        ("papers", "Giấy tờ cần chuẩn bị"),
        ("share", "In, chia sẻ, làm tiếp máy khác"),
        ("scan", "Quét mã trên giấy hẹn"),
        ("wipe", "Xóa hết"),
    ):
        visitor.button("Thêm").click()
        if name == "papers":
            look("menu")
        visitor.page.get_by_role("button", name=title).click()
        look(name)
        visitor.button("Quay lại nói chuyện").click()
    visitor.say("số của tôi là 079 123 456 789")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Trợ lý không cần số đó")
    look("numbers")
    visitor.button("Che số rồi gửi").click()
    expect(visitor.messages).to_have_count(6)
    visitor.offline()
    visitor.say("mất mạng rồi")
    expect(visitor.page.locator(".trouble")).to_be_visible()
    look("offline")
    visitor.offline(False)
    expect(visitor.messages).to_have_count(8)
    return seen


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_any_state(theme: str, stage: Stage, come: Come) -> None:
    _guide(stage)
    remember = f"localStorage.setItem('tungbuoc.prefs', JSON.stringify({{ theme: '{theme}' }}));"
    assert len(_states(come(scripts=remember))) == 10


def test_axe_finds_nothing_on_a_wards_site_and_without_script(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come("/demo", width=1280, height=800)
    check(visitor)
    visitor.button("Hỏi thủ tục").click()
    check(visitor)
    visitor.start()
    check(visitor)
    check(come("/chat"))


@pytest.mark.parametrize("width", [360, 1280])
def test_by_keyboard_alone(width: int, stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come("/demo", width=width)
    keyboard = visitor.page.keyboard
    _tab_to(visitor, "Hỏi thủ tục")
    keyboard.press("Enter")
    assert visitor.page.evaluate(_FOCUSED) == "Từng Bước"
    _tab_to(visitor, "Đồng ý, bắt đầu")
    keyboard.press("Enter")
    expect(visitor.messages).to_have_count(2)
    _tab_to(visitor, "Chưa có")
    keyboard.press("Space")
    expect(visitor.messages).to_have_count(4)
    # The chosen button keeps the focus: nothing moved, the new choices are next.
    assert visitor.page.evaluate(_FOCUSED) == "Đã chọn: Chưa có"
    _tab_to(visitor, "Có rồi")
    _tab_to(visitor, "TEXTAREA")
    keyboard.type("xong rồi")
    keyboard.press("Enter")
    expect(visitor.messages).to_have_count(6)
    keyboard.press("Shift+Tab")
    _tab_to(visitor, "Thêm", back=True)
    keyboard.press("Enter")
    assert visitor.page.evaluate(_FOCUSED) == "Thêm"
    _tab_to(visitor, "Giấy tờ cần chuẩn bị1/3 giấy đã có")
    keyboard.press("Enter")
    keyboard.press("Escape")
    assert visitor.page.evaluate(_FOCUSED) == "Thêm"
    keyboard.press("Escape")
    assert visitor.page.evaluate(_FOCUSED) == "Hỏi thủ tục"
    expect(visitor.messages.first).to_be_hidden()


def _tab_to(visitor: Visitor, name: str, back: bool = False) -> None:
    for _ in range(60):
        visitor.page.keyboard.press("Shift+Tab" if back else "Tab")
        at = visitor.page.evaluate(_FOCUSED)
        if at == name:
            return
    raise AssertionError(f"{name!r} is not reached by Tab")


def test_focus_never_moves_unasked(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come().start()
    box = visitor.page.get_by_role("textbox")
    box.focus()
    moved = (
        "() => { window.moved = 0; document.querySelector('tung-buoc').shadowRoot"
        ".addEventListener('focusout', () => { window.moved += 1; }); }"
    )
    visitor.page.evaluate(moved)
    for text in ("một", "hai"):
        box.fill(text)
        visitor.page.keyboard.press("Enter")
    expect(visitor.messages).to_have_count(6)
    visitor.offline()
    box.fill("ba")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator(".trouble")).to_be_visible()
    visitor.offline(False)
    expect(visitor.messages).to_have_count(8)
    assert visitor.page.evaluate("window.moved") == 0
    expect(box).to_be_focused()


_LISTEN = (
    "window.spoken = []; const known = new WeakSet();"
    "new MutationObserver(() => {}).observe(document, { childList: true });"
    "const append = Element.prototype.append;"
    "Element.prototype.append = function (...given) {"
    " if (this.getAttribute && this.getAttribute('role') === 'log')"
    "  for (const one of given) window.spoken.push(one.textContent);"
    " return append.apply(this, given); };"
)


def test_each_answer_is_announced_once_and_in_order(stage: Stage, come: Come) -> None:
    stage.handlers.script = lambda message: Reply(
        outcome="answered",
        messages=(Message(text=f"Nghe {message['text']}"), Message(text="Hết.", choices=CHOICES)),
    )
    visitor = come(scripts=_LISTEN).start()
    visitor.say("một").say("hai")
    expect(visitor.messages).to_have_count(6)
    visitor.tap("Có rồi")
    told = "Từng Bước: Nghe {} Hết. Có 5 lựa chọn bên dưới."
    assert visitor.page.evaluate("window.spoken") == [
        told.format("xin chào"), told.format("một"), told.format("hai"), "Đã chọn: Có rồi",
        told.format("…"),
    ]  # fmt: skip
    live = "[aria-live], [role=log], [role=status], [role=alert]"
    assert visitor.page.locator(f".turns :is({live})").count() == 0
    visitor.page.reload()
    expect(visitor.messages).to_have_count(8)
    assert visitor.page.evaluate("window.spoken") == []  # nothing old is read out again


def test_what_a_screen_reader_finds(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come().start()
    visitor.tap("Chưa có")
    tree = visitor.page.locator("tung-buoc").aria_snapshot()
    wanted = [
        'heading "Từng Bước" [level=2]',
        'button "Chữ A, Cỡ chữ"',
        'button "Thêm"',
        'progressbar "Giấy 2/3"',
        'region "Cuộc trò chuyện"',
        "paragraph: Dạ, bác nghe cháu.",
        "paragraph: Bác có chưa?",
        'img "Hình vẽ tờ khai và cây bút"',
        'link "Trang thủ tục trên Cổng (mở trang khác)"',
        'button "Đã chọn: Chưa có" [disabled] [pressed]',
        'group "Chọn một"',
        'button "Có rồi"',
        'textbox "Gõ ở đây, không cần dấu:"',
        'button "Gửi"',
    ]
    at = 0
    for line in wanted:
        found = tree.find(line, at)
        assert found >= 0, f"{line} not after the others in\n{tree}"
        at = found


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256)])
@pytest.mark.parametrize("size", [0, 2])
def test_nothing_is_cut_at_320_pixels(
    width: int, height: int, size: int, stage: Stage, come: Come
) -> None:
    _guide(stage)
    remember = f"localStorage.setItem('tungbuoc.prefs', JSON.stringify({{ size: {size} }}));"
    visitor = come(width=width, height=height, scripts=remember)
    assert visitor.page.evaluate(_OVERFLOWING) == []
    visitor.start()
    assert visitor.page.evaluate(_OVERFLOWING) == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.page.evaluate(_SPACED)
    assert visitor.page.evaluate(_OVERFLOWING) == []
    visitor.button("Thêm").click()
    assert visitor.page.evaluate(_OVERFLOWING) == []
    visitor.page.get_by_role("button", name="In, chia sẻ").click()
    assert visitor.page.evaluate(_OVERFLOWING) == []


def test_targets_are_48_pixels(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come()
    assert visitor.page.evaluate(_SMALL_TARGETS) == []
    visitor.start()
    assert visitor.page.evaluate(_SMALL_TARGETS) == []
    for title in ("Giấy tờ cần chuẩn bị", "In, chia sẻ, làm tiếp máy khác", "Quét mã"):
        visitor.button("Thêm").click()
        assert visitor.page.evaluate(_SMALL_TARGETS) == []
        visitor.page.get_by_role("button", name=title).click()
        assert visitor.page.evaluate(_SMALL_TARGETS) == []
        visitor.button("Quay lại nói chuyện").click()


def test_three_text_sizes_from_twenty_pixels(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come().start()
    size = (
        "() => getComputedStyle(document.querySelector('tung-buoc').shadowRoot"
        ".querySelector('.theirs p')).fontSize"
    )
    found = []
    for label in ("Chữ A, Cỡ chữ", "Chữ A+, Cỡ chữ", "Chữ A++, Cỡ chữ"):
        found.append(visitor.page.evaluate(size))
        visitor.button(label).click()
    assert found == ["20px", "24px", "29px"]
    visitor.button("Chữ A, Cỡ chữ").click()
    visitor.page.reload()
    assert visitor.page.evaluate(size) == "24px"


def test_forced_colours_and_no_motion(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come(forced_colors="active", reduced_motion="reduce").start()
    check(visitor)
    assert visitor.page.evaluate("document.getAnimations().length") == 0


def test_right_to_left_words_stay_within_their_bubble(stage: Stage, come: Come) -> None:
    text = "שלום 123, tiếng Việt"
    stage.handlers.script = lambda message: Reply(
        outcome="answered", messages=(Message(text=f"{text}\nCâu sau."),)
    )
    visitor = come().start()
    visitor.say(text)
    lines = visitor.messages.first.locator("p")
    directions = lines.evaluate_all("all => all.map(one => getComputedStyle(one).direction)")
    assert directions == ["rtl", "ltr"]
    assert visitor.page.evaluate(_OVERFLOWING) == []
