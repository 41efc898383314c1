"""Two apps on SQLite's file, and two on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ops import chromium as chromium_
from ops.postgres import Server
from tests.browser.conftest import need_chromium
from tests.hand_over.citizens import Citizen, OnTelegram, OnTheWeb, OnZalo
from tests.hand_over.helpers import Helper, Mortal
from tests.hand_over.town import Town, town
from tests.scale.conftest import postgres as postgres

NAMES = {"lan": "Cô Lan", "minh": "Anh Minh"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_.chromium(need_chromium()) as browser:
        yield browser


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.scale)]
)
def two_apps(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp(str(request.param))
    database = f"sqlite:///{folder / 'inbox.db'}"
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        database = server.url
    with town(database, folder) as running:
        for name, shown in NAMES.items():
            running.volunteer(name, shown)
        yield running


@pytest.fixture
def citizens(two_apps: Town, browser: Browser) -> Iterator[dict[str, Citizen]]:
    """One on each channel."""
    made: list[Citizen] = [OnTelegram(two_apps), OnZalo(two_apps), OnTheWeb(two_apps, browser)]
    yield {citizen.channel: citizen for citizen in made}
    for citizen in made:
        citizen.leave()


@pytest.fixture
def minh(two_apps: Town, browser: Browser) -> Callable[[], Helper]:
    """Comes to the desk of the second app."""
    return partial(Helper, browser, two_apps.second, "minh")


@pytest.fixture
def mortal(browser: Browser) -> Iterator[Mortal]:
    """Lan's browser."""
    made = Mortal(browser)
    yield made
    made.close()
