"""Pictures of the widget to look at: phone, desktop, 320 px; three text sizes, every colour scheme.

`python -m ops.widget_shots [FOLDER]`; needs Chromium and nothing else running.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page

from ops.chromium import OPEN_SHADOWS, chromium, find
from ops.widget_stage import Stage

PHONE, DESKTOP, NARROW = (360, 740), (1280, 800), (320, 568)
_OPEN = '.choices button:not([aria-disabled="true"])'


def main(folder: Path) -> None:
    """Every state at every size, one PNG each."""
    path = find()
    if path is None:
        sys.exit("cần Chromium: apt install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as store, chromium(path) as browser:
        stage = Stage(Path(store), telegram_link="https://t.me/x", zalo_link="https://zalo.me/1")
        for size in range(3):
            walk(browser, stage, folder / f"phone-{size}", PHONE, {"size": size})
            walk(browser, stage, folder / f"desktop-{size}", DESKTOP, {"size": size}, "/demo")
        walk(browser, stage, folder / "narrow", NARROW, {})
        walk(browser, stage, folder / "narrow-2", NARROW, {"size": 2})
        walk(browser, stage, folder / "low", (320, 256), {})
        for theme in ("dark", "contrast"):
            walk(browser, stage, folder / theme, PHONE, {"theme": theme})
        walk(browser, stage, folder / "forced", PHONE, {}, forced_colors="active")
        walk(browser, stage, folder / "english", PHONE, {"language": "en"})
        stage.close()


def walk(
    browser: Browser, stage: Stage, name: Path, size: tuple[int, int], prefs: dict[str, Any],
    path: str = "/", **context: Any,
) -> None:  # fmt: skip
    """One visitor through the states."""
    made = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="vi-VN", **context
    )
    made.add_init_script(OPEN_SHADOWS)
    kept = json.dumps(json.dumps(prefs))
    made.add_init_script(f"localStorage.setItem('tungbuoc.prefs', {kept})")
    page = made.new_page()
    count = 0

    def shot(state: str) -> None:
        nonlocal count
        count += 1
        page.wait_for_timeout(150)
        page.screenshot(path=name.with_name(f"{name.name}-{count}-{state}.png"))

    page.goto(stage.url + path)
    if path == "/demo":
        shot("site")
        page.locator(".launch").click()
    shot("start")
    page.locator(".start .main").click()
    _answered(page, 1)
    shot("hello")
    page.get_by_role("textbox").fill("chỉ tôi từng bước làm đăng ký khai tử")
    page.keyboard.press("Enter")
    _answered(page, 2)
    shot("case")
    for answer in range(3, 40):
        at = page.get_by_role("progressbar")
        label = at.get_attribute("aria-label") or "" if at.count() else ""
        if label.startswith("Giấy 2"):
            shot("paper")
            sheet(page, 0)
            shot("papers")
            page.locator(".back").click()
        if label.startswith("Bước 2"):
            break
        page.locator(_OPEN).first.click()
        _answered(page, answer)
    shot("step")
    page.locator(".tool").nth(1).click()
    shot("menu")
    page.locator(".back").click()
    sheet(page, 1)
    page.locator(".sheet .stack button").nth(1).click()
    page.locator(".theirs", has_text="Mã làm tiếp").first.wait_for()
    sheet(page, 1)
    page.wait_for_timeout(400)
    shot("share")
    page.locator(".back").click()
    made.set_offline(True)
    page.get_by_role("textbox").fill("mất mạng rồi cháu ơi")
    page.keyboard.press("Enter")
    page.locator(".trouble:not([hidden])").wait_for()
    shot("offline")
    made.close()


def sheet(page: Page, number: int) -> None:
    """Open the menu's entry."""
    page.locator(".tool").nth(1).click()
    page.locator(".sheet .stack > button").nth(number).click()


def _answered(page: Page, count: int) -> None:
    page.locator(".theirs").nth(count - 1).wait_for()
    page.wait_for_timeout(100)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/shots"))
