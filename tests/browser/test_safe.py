"""What is written or answered stays words: 1,000 hostile texts, other websites, strict policies."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.replies import Choice, Link, Message, Reply
from ops.widget_stage import Served, Stage, free_port, website
from tests.browser.test_accessible import _OVERFLOWING
from tests.browser.visitor import Visitor

Come = Callable[..., Visitor]
COUNT = 1000
_PARTS = (
    "<script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", "javascript:window.hit=1",
    "<svg/onload=window.hit=1>", "\"><iframe srcdoc='<script>top.hit=1</script>'>", "{{7*7}}",
    "${window.hit=1}", "<style>*{display:none}</style>", "</textarea></li></ol>", "'-alert(1)-'",
    "data:text/html,<script>window.hit=1</script>", "&lt;b&gt;", "\u202e gnort", "\u2067RTL\u2069",
    "\u0000", "\ufeff", "\u200b" * 20, "A" * 400, "a" + "\u0323\u031b" * 20, "\n" * 30, "%n%s%x",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20, "../../etc/passwd", "' OR 1=1 --",
    "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627", "xóa hết", "\t|\t|", "W" * 90,
    "https://" + "a" * 200 + ".vn", "<tung-buoc mode=page></tung-buoc>",
    "<base href=//example.com>", "<a href=javascript:hit=1>x</a>",
)  # fmt: skip
_HOSTILE_LINKS = (
    "javascript:window.hit=1", "JaVaScRiPt:window.hit=1", "data:text/html,<script>hit=1</script>",
    "vbscript:x", "\tjavascript:window.hit=1", "blob:x", "file:///etc/passwd", "about:blank", "::",
)  # fmt: skip


def _texts(count: int, seed: int) -> list[str]:
    """Hostile parts among words, the same every time; hypothesis would run too few of them."""
    choose = random.Random(seed)
    made = []
    for _ in range(count):
        parts = [choose.choice(_PARTS) for _ in range(choose.randint(1, 4))]
        noise = "".join(chr(choose.randint(1, 0xD7FF)) for _ in range(choose.randint(0, 12)))
        made.append(" ".join((*parts, noise))[:1900])
    return made


def _unharmed(page: Page) -> None:
    assert page.evaluate("window.hit") is None
    # A string alone may be right-to-left or wide: what counts is that nothing sticks out.
    assert page.evaluate(_OVERFLOWING) == []
    root = "document.querySelector('tung-buoc').shadowRoot"
    strange = "script, iframe, style, base, object, embed, form:not(.say), tung-buoc"
    assert page.evaluate(f"{root}.querySelectorAll('{strange}').length") == 0
    hrefs = page.evaluate(f"[...{root}.querySelectorAll('a')].map(a => a.protocol)")
    assert set(hrefs) <= {"https:", "http:"}


def test_a_thousand_hostile_texts_from_both_sides(stage: Stage, come: Come) -> None:
    """Kept as turns, they are drawn as they would be after a reload: 200 at a time."""
    texts = _texts(COUNT, seed=8)
    visitor = come().start()
    for first in range(0, COUNT, 200):
        batch = texts[first : first + 200]
        turns = {
            f"tungbuoc.t.{1_900_000_000_000 + first + at}.x{at}": {
                "id": f"i{first + at}",
                "at": 1_900_000_000_000 + first + at,
                "text": text,
                "reply": {
                    "outcome": text,
                    "messages": [
                        {
                            "text": text, "speak": text, "image": "", "alt": text, "code": "",
                            "links": [{"title": text, "url": "https://dichvucong.gov.vn/"}],
                            "sources": [{"title": text, "day": text[:10]}],
                            "choices": [{"title": text, "value": str(at)}],
                            "progress": {"label": text[:60], "number": at, "count": 200},
                            "checklist": [{"name": text, "state": "open"}],
                        }
                    ],
                },
            }
            for at, text in enumerate(batch)
        }  # fmt: skip
        visitor.page.evaluate(
            "(turns) => { for (const key of Object.keys(localStorage))"
            " if (key.startsWith('tungbuoc.t.')) localStorage.removeItem(key);"
            " for (const [key, turn] of Object.entries(turns))"
            "  localStorage.setItem(key, JSON.stringify(turn)); }",
            turns,
        )
        visitor.page.reload()
        expect(visitor.messages).to_have_count(200)
        shown = visitor.mine.all_text_contents()
        assert [text.removeprefix("Người hỏi: ") for text in shown] == batch
        _unharmed(visitor.page)


def test_hostile_texts_sent_and_answered(stage: Stage, come: Come) -> None:
    texts = _texts(25, seed=9)
    stage.handlers.script = lambda message: Reply(
        outcome="answered",
        messages=(
            Message(
                text=message["text"],
                image="https://tracker.example/pixel.png",
                image_alt=message["text"],
                links=tuple(Link(title="Bấm vào đây", url=url) for url in _HOSTILE_LINKS),
                choices=(Choice(title=message["text"], value="x"),),
            ),
        ),
    )
    visitor = come().start()
    for number, text in enumerate(texts, 2):
        visitor.say(text)
        if visitor.page.locator(".warning:not(:empty)").count():
            visitor.button("Che số rồi gửi").click()
        expect(visitor.messages).to_have_count(number)
    _unharmed(visitor.page)
    assert visitor.page.locator(".theirs a").count() == 0
    assert not [url for url in visitor.requests if not url.startswith(stage.url)]


@pytest.mark.parametrize(
    "body",
    [
        "<html>Vào Wi-Fi khách sạn</html>", "null", "[]", "7", '{"messages": "no"}',
        '{"messages": [null, 1, {"text": {"a": 1}}]}',
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_asked_for_again(body: str, stage: Stage, come: Come) -> None:
    visitor = come().start()
    visitor.page.route(
        "**/api/v1/chat", lambda route: route.fulfill(status=200, body=body), times=1
    )
    visitor.say("le phi khai tu")
    expect(visitor.page.locator(".trouble")).to_be_visible()
    expect(visitor.messages).not_to_have_count(1)
    expect(visitor.page.locator(".trouble")).to_be_hidden()


def test_numbers_of_cards_are_asked_about_before_they_leave(stage: Stage, come: Come) -> None:
    visitor = come().start()
    visitor.say("căn cước của tôi 079 123 456 789 nha")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Trợ lý không cần số đó")
    visitor.button("Che số rồi gửi").click()
    expect(visitor.messages).to_have_count(2)
    assert visitor.said() == ["căn cước của tôi [số đã che] nha"]
    assert "079" not in str([message["text"] for message in stage.handlers.heard])
    visitor.say("hồ sơ H29.16-261103-0001, phí 100.000.000 đồng, gọi 0912 345 678")
    expect(visitor.messages).to_have_count(3)
    assert visitor.page.get_by_role("alert").inner_text() == ""


def test_the_shadow_is_closed(stage: Stage, chromium: Browser) -> None:
    visitor = Visitor(chromium, f"{stage.url}/demo", 360, 740, see_through=False)
    assert visitor.page.evaluate("document.querySelector('tung-buoc').shadowRoot") is None
    visitor.leave()


_SITE = """<!doctype html><html lang="vi" dir="rtl"><title>Phường</title>
<style>* { color: red !important; font: 7px serif !important; display: inline !important }
html { font-size: 3px } button { visibility: hidden !important }</style>
<body><h1>Trang của phường</h1><a href="#x">đi</a>
<script src="%s/widget.js" defer></script></body></html>"""
_STRICT = (
    "default-src 'none'; script-src %s; connect-src %s; img-src %s; "
    "style-src 'sha256-nothing-but-a-refusal'"
)


@pytest.fixture
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, str]]:
    """A website of its own origin, listed; its style sheet is hostile, its policy strict."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    stage = Stage(tmp_path_factory.mktemp("ward"), widget_origins=origin)
    url = stage.url
    site = Served(website(_SITE % url, _STRICT % (url, url, url)), port)
    yield stage, origin
    site.stop()
    stage.close()


def test_on_a_listed_website_under_a_strict_policy(ward: tuple[Stage, str], come: Come) -> None:
    stage, origin = ward
    visitor = come(f"{origin}/thu-tuc/1.004194")
    visitor.errors.clear()  # the site's own style, which its policy refuses
    visitor.button("Hỏi thủ tục").click()
    visitor.start()
    assert visitor.said() == ["Hỏi về thủ tục trên trang này"]
    expect(visitor.messages.first).to_contain_text("tạm trú")
    size = visitor.messages.first.locator("p").first.evaluate(
        "at => [getComputedStyle(at).fontSize, getComputedStyle(at).color]"
    )
    assert size == ["20px", "rgb(36, 28, 21)"]
    assert {url.split("/", 3)[2] for url in visitor.requests} == {
        stage.url.removeprefix("http://"), origin.removeprefix("http://"),
    }  # fmt: skip


def test_on_a_website_that_is_not_listed(stage: Stage, come: Come) -> None:
    port = free_port()
    site = Served(website(_SITE % stage.url, "default-src * 'unsafe-inline'"), port)
    visitor = come(f"http://127.0.0.1:{port}/")
    visitor.button("Hỏi thủ tục").click()
    visitor.button("Đồng ý, bắt đầu").click()
    expect(visitor.page.locator(".trouble")).to_be_visible()
    assert stage.handlers.heard == []
    visitor.errors.clear()
    site.stop()


@pytest.mark.parametrize(
    "path",
    [
        "/x?ma-thu-tuc=1.004194", "/x?code=1.004194.000.00.00.H29", "/thu-tuc/1.004194.html",
        "/demo?maTTHC=1.004194",
    ],
)  # fmt: skip
def test_it_knows_the_page_by_its_address(path: str, ward: tuple[Stage, str], come: Come) -> None:
    stage, origin = ward
    visitor = come(origin + path)
    visitor.errors.clear()
    visitor.button("Hỏi thủ tục").click()
    visitor.start()
    assert stage.handlers.heard[-1]["metadata"]["page_procedure"] == "1.004194"
