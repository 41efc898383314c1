"""What makes it easy for old eyes and hands: papers to tick, print, going on elsewhere, voice."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2
import pytest
import segno
from playwright.sync_api import Route, expect

from bot.replies import Choice, Message, Reply
from ops.widget_stage import Stage
from tests.browser.test_accessible import PAPER
from tests.browser.visitor import Visitor

Come = Callable[..., Visitor]
_VOICE = """
window.said = [];
const voices = %s;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => voices, cancel() { window.cancelled = true; },
  speak(one) { window.said.push([one.text, one.lang, one.rate]); one.onstart && one.onstart();
               if (one.onend) setTimeout(one.onend, 50); } } });
"""
_VIETNAMESE = "[{ lang: 'en-US' }, { lang: 'vi-VN' }]"
_NONE = "[{ lang: 'en-US' }]"
_EARS = """
window.SpeechRecognition = window.webkitSpeechRecognition = class {
  start() { window.ear = this; }
  stop() { this.onend(); }
};
"""
_READER = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ['qr_code', 'code_128']; }
  async detect() { return [{ rawValue: window.held || '' }]; }
};
"""
_NO_READER = "delete window.BarcodeDetector; window.BarcodeDetector = undefined;"
LIST, SHARE, SCAN = (
    "Giấy tờ cần chuẩn bị", "In, chia sẻ, làm tiếp máy khác", "Quét mã trên giấy hẹn",
)  # fmt: skip


def _guide(stage: Stage) -> None:
    stage.handlers.script = lambda message: PAPER


def _open(visitor: Visitor, title: str) -> None:
    visitor.button("Thêm").click()
    visitor.page.locator(".sheet").get_by_role("button", name=title).click()


def test_progress_is_shown_and_goes_with_the_guide(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come().start()
    bar = visitor.page.get_by_role("progressbar", name="Giấy 2/3")
    expect(bar).to_be_visible()
    assert bar.evaluate("bar => [bar.value, bar.max]") == [2, 3]
    thanked = Reply(outcome="thanked", messages=(Message(text="Dạ."),))
    stage.handlers.script = lambda message: thanked
    visitor.say("cảm ơn")
    expect(visitor.messages).to_have_count(3)
    expect(bar).to_be_hidden()


def test_the_list_of_papers_is_ticked_and_read_without_a_network(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come("/demo").also_open().start()
    visitor.offline()
    _open(visitor, LIST)
    boxes = visitor.page.get_by_role("checkbox")
    assert boxes.evaluate_all("all => all.map(one => one.checked)") == [True, False, False]
    visitor.page.get_by_role("checkbox", name="Tờ khai đăng ký khai tử").check()
    expect(visitor.page.locator(".count")).to_have_text("2/3 giấy đã có")
    visitor.button("Quay lại nói chuyện").click()
    visitor.button("Đóng").click()
    visitor.offline(False)
    visitor.page.reload()
    visitor.button("Hỏi thủ tục").click()
    _open(visitor, LIST)
    assert boxes.evaluate_all("all => all.map(one => one.checked)") == [True, True, False]


def test_only_the_papers_are_printed_not_the_page(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come("/demo", scripts="window.print = () => { window.printed = true; };")
    visitor.also_open().start()
    _open(visitor, LIST)
    visitor.button("In ra giấy").click()
    visitor.until("window.printed")
    pdf = pypdfium2.PdfDocument(visitor.page.pdf())
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    pdf.close()
    assert len(pages) == 1
    assert "Giấy báo tử" in pages[0]
    assert "K7M2-9QXD" in pages[0]
    assert "Phường Hoa Gạo" not in pages[0]
    assert "PHƯỜNG HOA GẠO" not in pages[0]
    visitor.page.evaluate("dispatchEvent(new Event('afterprint'))")
    visitor.page.emulate_media(media="print")
    expect(visitor.page.locator("h1", has_text="Phường Hoa Gạo")).to_be_visible()


def test_going_on_elsewhere(stage: Stage, come: Come) -> None:
    visitor = come().start()
    _open(visitor, SHARE)
    expect(visitor.page.locator(".sheet")).to_contain_text("mới có mã làm tiếp")
    visitor.button("Quay lại nói chuyện").click()
    visitor.say("chỉ tôi từng bước làm đăng ký khai tử")
    expect(visitor.page.get_by_role("progressbar")).to_be_visible()
    _open(visitor, SHARE)
    visitor.button("Lấy mã làm tiếp").click()
    expect(visitor.messages.last).to_contain_text("Mã làm tiếp")
    _open(visitor, SHARE)
    code = visitor.page.locator(".sheet .code").inner_text()
    drawn = visitor.page.locator(".qr")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("image => image.decode().then(() => image.naturalWidth > 100)")
    summary = visitor.page.get_by_role("link", name="Giấy tóm tắt (PDF)").get_attribute("href")
    assert summary
    assert visitor.page.request.get(summary).body().startswith(b"%PDF-")
    telegram = visitor.page.get_by_role("link", name="Tiếp tục trên Telegram")
    assert telegram.get_attribute("href") == f"https://t.me/TungBuocBot?start={code}"
    assert visitor.page.get_by_role("link", name="Tiếp tục trên Zalo").is_visible()

    elsewhere = come(f"/#{code}").start()
    assert elsewhere.said() == [code]
    expect(elsewhere.page.get_by_role("progressbar")).to_be_visible()
    assert "#" not in elsewhere.page.url


def test_read_aloud_in_vietnamese(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come(scripts=_VOICE % _VIETNAMESE).start()
    visitor.page.get_by_role("button", name="Nghe").click()
    said = visitor.page.evaluate("window.said")
    assert {language for _, language, _ in said} == {"vi-VN"}
    assert "Có rồi hoặc Chưa có" in " ".join(text for text, _, _ in said)
    expect(visitor.page.get_by_role("button", name="Nghe")).to_be_visible()


def test_without_a_vietnamese_voice_it_says_how_to_get_one(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come(scripts=_VOICE % _NONE).start()
    visitor.page.get_by_role("button", name="Nghe").click()
    expect(visitor.page.locator(".note")).to_contain_text("chưa có giọng đọc tiếng Việt")
    assert visitor.page.evaluate("window.said") == []


def test_slowly_one_message_at_a_time_and_a_slower_voice(stage: Stage, come: Come) -> None:
    visitor = come(scripts=_VOICE % _VIETNAMESE).start()
    visitor.button("Thêm").click()
    visitor.page.get_by_role("button", name="Chậm rãi").click()
    visitor.page.get_by_role("button", name="Tự đọc to").click()
    visitor.button("Quay lại nói chuyện").click()
    _guide(stage)
    visitor.say("một")
    expect(visitor.messages).to_have_count(2)
    assert visitor.open_choices.filter(has_text="Có rồi").count() == 0
    visitor.until("window.said.length > 0")
    assert {rate for _, _, rate in visitor.page.evaluate("window.said")} == {0.65}
    visitor.button("Xem tiếp (còn 1)").click()
    expect(visitor.messages).to_have_count(3)
    expect(visitor.messages.last).to_be_focused()
    assert visitor.open_choices.filter(has_text="Có rồi").count() == 1


def test_the_microphone_asks_first_and_sends_nothing_by_itself(stage: Stage, come: Come) -> None:
    visitor = come(scripts=_EARS).start()
    visitor.button("Nói").click()
    assert visitor.page.evaluate("window.ear === undefined")
    visitor.button("Đồng ý, bắt đầu nói").click()
    visitor.page.evaluate(
        "ear.onresult({ results: [[{ transcript: 'làm giấy' }], [{ transcript: 'khai sinh' }]] })"
    )
    box = visitor.page.get_by_role("textbox")
    expect(box).to_have_value("làm giấy khai sinh")
    visitor.button("Thôi nói").click()
    assert visitor.said() == []
    visitor.button("Nói").click()
    visitor.page.evaluate("ear.onerror({ error: 'not-allowed' }); ear.onend()")
    expect(visitor.page.locator(".note")).to_contain_text("Máy không nghe được")


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ("H29.16-261103-0001", "H29.16-261103-0001"),
        ("https://dichvucong.gov.vn/p?ma=000.00.16.h29-261103-0005", "000.00.16.H29-261103-0005"),
        ("G09.20-20260609-0092637", "G09.20-20260609-0092637"),
    ],
)
def test_the_code_of_a_receipt_is_read_on_the_device(
    held: str, code: str, stage: Stage, come: Come
) -> None:
    visitor = come(scripts=_READER).start()
    visitor.page.evaluate("(held) => { window.held = held; }", held)
    _open(visitor, SCAN)
    _picture(visitor)
    expect(visitor.page.locator(".sheet .code")).to_have_text(code)
    assert code not in str(stage.handlers.heard)
    visitor.button("Gửi mã này").click()
    expect(visitor.messages).to_have_count(2)
    assert visitor.said() == [code]


def test_an_identity_card_is_never_taken_for_a_receipt(stage: Stage, come: Come) -> None:
    visitor = come(scripts=_READER).start()
    card = "079123456789|123456789|Nguyễn Văn A|01011950|Nam|Phường Hoa Gạo|01012021"
    visitor.page.evaluate("(held) => { window.held = held; }", card)
    _open(visitor, SCAN)
    _picture(visitor)
    expect(visitor.page.locator(".sheet")).to_contain_text("Không thấy mã hồ sơ trong hình")
    assert "Nguyễn" not in str(visitor.kept())
    assert "079123456789" not in visitor.page.locator(".sheet").inner_text()


def test_without_a_reader_the_code_is_typed(stage: Stage, come: Come) -> None:
    visitor = come(scripts=_NO_READER).start()
    _open(visitor, SCAN)
    expect(visitor.page.locator(".sheet")).to_contain_text("không đọc được mã vạch")
    visitor.button("Gõ mã").click()
    expect(visitor.page.get_by_role("textbox")).to_be_focused()


def test_a_camera_that_does_not_open_says_so(stage: Stage, come: Come) -> None:
    visitor = come(scripts=_READER).start()
    _open(visitor, SCAN)
    visitor.button("Mở máy ảnh").click()
    expect(visitor.page.locator(".sheet")).to_contain_text("Không mở được máy ảnh")


def test_a_question_about_the_code_offers_to_scan_it(stage: Stage, come: Come) -> None:
    stage.handlers.script = lambda message: Reply(
        outcome="guiding",
        messages=(
            Message(
                text="Bác gõ mã hồ sơ ghi trên giấy hẹn.",
                choices=(Choice(title="Chưa có mã", value="g:no"),),
            ),
        ),
    )
    visitor = come(scripts=_NO_READER).start()
    visitor.page.locator(".choices").get_by_role("button", name=SCAN).click()
    expect(visitor.page.get_by_role("heading", name=SCAN)).to_be_focused()


def test_the_frame_speaks_english_the_assistant_vietnamese(stage: Stage, come: Come) -> None:
    _guide(stage)
    visitor = come().start()
    _open(visitor, "English")
    expect(visitor.page.get_by_role("heading", name="More")).to_be_focused()
    visitor.button("Back to the talk").click()
    expect(visitor.page.locator("section.tb")).to_have_attribute("lang", "en")
    assert visitor.messages.first.get_attribute("lang") == "vi"
    visitor.page.reload()
    expect(visitor.button("More")).to_be_visible()


def test_news_of_a_followed_dossier_appears_once(stage: Stage, come: Come) -> None:
    visitor = come().start()
    news = {
        "items": [
            {
                "number": 4, "code": "x", "happened_at": "2026-11-22T08:00:00+07:00",
                "messages": [{"text": "Hồ sơ đã có kết quả.", "choices": []}],
            }
        ]
    }  # fmt: skip
    asked: list[str] = []

    def tell(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(json=news)

    visitor.page.route("**/news?after=*", tell, times=1)
    visitor.page.reload()
    expect(visitor.messages.last).to_contain_text("Hồ sơ đã có kết quả.")
    visitor.page.reload()
    expect(visitor.messages).to_have_count(2)
    assert asked[0].endswith("after=0")
    assert [url for url in visitor.requests if "/news" in url][-1].endswith("after=4")


def _picture(visitor: Visitor) -> None:
    drawn = io.BytesIO()
    segno.make("a picture of anything").save(drawn, kind="png")
    with visitor.page.expect_file_chooser() as chosen:
        visitor.button("Chọn hình có sẵn").click()
    chosen.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": drawn.getvalue()})
