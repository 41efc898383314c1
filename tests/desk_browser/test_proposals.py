"""An editor proposes and an officer puts live, in a real Chromium without script, by keyboard.

With TUNGBUOC_SHOTS=<folder> the screens are left there to be looked at.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from connectors.proposals.trials import Job, Trials
from tests.connectors.desk.conftest import PASSWORD, House
from tests.desk_browser.signing import sign_in

pytestmark = pytest.mark.browser
STAY = "1.004194"
REASON = "Câu “tách hộ” đang ra đúng tách hộ; có thay đổi này thì ra đăng ký tạm trú."


class Told:
    """A trial that says what a test wants."""

    def __init__(self, report: dict[str, Any]) -> None:
        self.report = report

    def start(self, job: Job) -> Told:
        return self

    def poll(self) -> dict[str, Any]:
        return self.report

    def stop(self) -> None:
        """Nothing to end."""


def _try(house: House, *reasons: str) -> None:
    figures = {"accuracy_at_1": 0.951, "answered": 0.885}
    part = {"part": "câu hỏi thường", "questions": 760, "before": figures, "after": figures}
    report = {"passed": not reasons, "reasons": reasons, "notes": [], "figures": [part]}
    desk = house.desk
    trials = Trials(desk.engine, Told(report), desk.now, desk.proposals.package)
    for _ in range(2):
        trials.step()


def _keep(page: Page, name: str) -> None:
    if folder := os.environ.get("TUNGBUOC_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _signed_in(chromium: Browser, url: str, name: str) -> Page:
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, locale="vi-VN", java_script_enabled=False
    )
    page = context.new_page()
    sign_in(page, url, name)
    return page


def test_by_keyboard_and_without_script(chromium: Browser, address: tuple[str, House]) -> None:
    url, house = address
    for name, role in (("lan", "editor"), ("minh", "officer")):
        code = house.desk.people.add(name, f"Cô {name.title()}", role)  # type: ignore[arg-type]
        house.desk.people.choose_password(name, code, PASSWORD)
    editor = _signed_in(chromium, url, "lan")
    editor.goto(f"{url}/desk/proposals/phrase")
    editor.focus("[name=said]")
    editor.keyboard.type("tui ở đậu nhà đứa cháu ba tháng nay")
    editor.select_option("[name=procedure]", STAY)
    _keep(editor, "phrase")
    editor.get_by_role("button", name="Gửi để máy thử").press("Enter")
    editor.wait_for_selector("text=Máy đang kiểm tra bản ghi")
    _keep(editor, "waiting")
    _try(house)
    officer = _signed_in(chromium, url, "minh")
    officer.goto(f"{url}/desk/proposals")
    _keep(officer, "list")
    officer.get_by_role("link", name="Xem số 1").press("Enter")
    officer.wait_for_selector("text=không phần nào kém đi")
    officer.locator("summary").press("Enter")
    _keep(officer, "passed")
    officer.get_by_role("button", name="Duyệt, cho có hiệu lực").press("Enter")
    officer.wait_for_selector("text=Đang có hiệu lực")
    _keep(officer, "live")
    editor.goto(f"{url}/desk/proposals/record/{STAY}#fees")
    _keep(editor, "record")
    editor.goto(f"{url}/desk/proposals/record/{STAY}/spot?at=fees/tai_quay_ho/amount")
    editor.fill("[name=value]", "20000")
    editor.fill("[name=source]", "Nghị quyết của Hội đồng nhân dân thành phố")
    _keep(editor, "spot")
    editor.press("[name=source]", "Enter")
    editor.wait_for_selector("text=Đang viết")
    _keep(editor, "draft")
    editor.get_by_role("button", name="Gửi để máy thử").press("Enter")
    editor.wait_for_selector("text=Máy đang kiểm tra bản ghi")
    _try(house, REASON)
    editor.reload()
    editor.wait_for_selector(f"text={REASON}")
    _keep(editor, "refused")
    for page in (editor, officer):
        page.context.close()
