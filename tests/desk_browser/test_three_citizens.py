"""One volunteer, three citizens one after another, in a real Chromium: nothing of one in the next.

With TUNGBUOC_SHOTS=<folder> the screens and the printed sheets are left there to be looked at.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import PASSWORD, House
from tests.desk_browser.signing import sign_in

pytestmark = pytest.mark.browser
CITIZENS = (
    ("khai sanh cho chau noi", "1.001193", "Đăng ký khai sinh"),
    ("dang ky tam tru cho sinh vien", "1.004194", "tạm trú"),
    ("sao y can cuoc", "2.000815", "chứng thực"),
)


def _keep(page: Page, name: str) -> None:
    if folder := os.environ.get("TUNGBUOC_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def _sheet(page: Page, address: str, name: str) -> str:
    """The text of the printed sheet, got as the button gets it."""
    csrf = page.locator("form[action='/desk/seat/print'] [name=csrf]").input_value()
    answer = page.request.post(f"{address}/desk/seat/print", form={"csrf": csrf})
    document = pypdfium2.PdfDocument(answer.body())
    if folder := os.environ.get("TUNGBUOC_SHOTS"):
        document[0].render(scale=1.5).to_pil().save(Path(folder) / f"{name}-sheet.png")
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def _serve(page: Page, address: str, number: int, asked: str) -> tuple[str, str]:
    """One citizen, from the search to the sheet; all that was shown, and the sheet."""
    page.fill("#q", asked)
    page.press("#q", "Enter")
    _keep(page, f"{number}-found")
    page.locator(".found button").first.click()
    shown = [page.inner_text("main")]
    for step in range(14):
        page.locator(".answers button").first.click()
        page.wait_for_load_state()
        shown.append(page.inner_text("main"))
        if step in (0, 6):
            _keep(page, f"{number}-step{step}")
        if page.locator("[aria-checked=true]").count() > 1:
            break
    _keep(page, f"{number}-papers")
    return "\n".join(shown), _sheet(page, address, str(number))


def test_nothing_of_one_citizen_is_left_for_the_next(
    chromium: Browser, address: tuple[str, House], retriever: ScriptedRetriever
) -> None:
    url, house = address
    code = house.desk.people.add("lan", "Cô Lan", "volunteer")
    house.desk.people.choose_password("lan", code, PASSWORD)
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page, url, "lan")
    page.goto(f"{url}/desk/seat")
    codes: list[str] = []
    for number, (asked, procedure, name) in enumerate(CITIZENS, 1):
        retriever.says((procedure, 0.95))
        shown, sheet = _serve(page, url, number, asked)
        assert name.lower() in shown.lower()
        assert name.lower() in sheet.lower()
        codes += re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", sheet)
        for other_asked, _, other in CITIZENS[: number - 1]:
            assert other_asked not in shown + sheet
            assert f"Tóm tắt: {other}".lower() not in sheet.lower()
        page.get_by_role("button", name="Người tiếp theo").click()
        page.wait_for_selector("text=Bà con cần làm việc gì?")
        _keep(page, f"{number}-next")
        _is_clean(page, asked, procedure)
        page.go_back()
        page.wait_for_load_state()
        _keep(page, f"{number}-back")
        _is_clean(page, asked, procedure)
        page.goto(f"{url}/desk/seat")
    assert len(set(codes)) == len(CITIZENS)
    assert errors == []
    context.close()


def _is_clean(page: Page, asked: str, procedure: str) -> None:
    """Neither the page, nor storage, nor cookies, nor the history knows of the last citizen."""
    assert asked not in page.content()
    assert page.locator(".papers").count() == 0
    assert page.locator("[name=q]").first.input_value() == ""
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("caches.keys().then(names => names.length)") == 0
    cookies = page.context.cookies()
    assert {cookie["name"] for cookie in cookies} <= {"tungbuoc_desk", "tungbuoc_visitor"}
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    for entry in history:
        assert "?" not in entry["url"]
        assert procedure not in entry["url"]
        assert entry["title"] in ("Bàn trợ giúp", "", "about:blank")
