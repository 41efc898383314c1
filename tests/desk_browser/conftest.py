"""A desk on a port of this machine, and a real Chromium before it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.talk import Assistant
from ops import chromium as chromium_
from tests.browser.conftest import need_chromium
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Clock, House, settings_in


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with chromium_.chromium(need_chromium()) as browser:
        yield browser


@pytest.fixture
def address(
    assistant: Assistant, retriever: ScriptedRetriever, tmp_path: Path
) -> Iterator[tuple[str, House]]:
    """The app on a port of this machine, Rasa played in its place."""
    house = House(settings_in(tmp_path), assistant, Clock(time.time()))
    with house.served() as url:
        yield url, house
    house.close()
