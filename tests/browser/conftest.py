"""The widget in a real browser, before the real app on a stage of its own (ops/widget_stage.py)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from ops import chromium as chromium_
from ops.widget_stage import Stage
from tests.browser.visitor import Visitor

MISSING = "KHÔNG CÓ CHROMIUM: mọi kiểm tra trên trình duyệt bị bỏ qua (apt install chromium)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if chromium_.find() is None:
        terminalreporter.write_line(MISSING, red=True, bold=True)


def need_chromium() -> str:
    """The browser's path; without one the test is skipped, on CI it fails."""
    path = chromium_.find()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    if path is None:
        pytest.skip(MISSING)
    return path


# By package: Playwright keeps an event loop running in this thread, which other tests may not find.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with chromium_.chromium(need_chromium()) as browser:
        yield browser


@pytest.fixture(scope="package")
def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(
        tmp_path_factory.mktemp("stage"),
        telegram_link="https://t.me/TungBuocBot",
        zalo_link="https://zalo.me/0123",
    )
    yield stage
    stage.close()


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    """The stage with nothing scripted and nothing heard."""
    yield shared_stage
    shared_stage.handlers.script = lambda message: None
    shared_stage.handlers.heard.clear()
    if not shared_stage.serving:
        shared_stage.start()


@pytest.fixture
def come(chromium: Browser, stage: Stage) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, each with a browser profile of their own."""
    made: list[Visitor] = []

    def arrive(path: str = "/", *, width: int = 360, height: int = 740, **context: Any) -> Visitor:
        url = path if path.startswith("http") else stage.url + path
        made.append(Visitor(chromium, url, width, height, **context))
        return made[-1]

    yield arrive
    errors = [error for visitor in made for error in visitor.errors]
    for visitor in made:
        visitor.leave()
    assert errors == []
