"""The client against the twin's good and bad days."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.portal import (
    PortalAnswerError,
    PortalBlockedError,
    PortalClient,
    PortalDownError,
)
from connectors.portal.client import Patience, api_url
from connectors.portal.sandbox.demonstration import demonstration_id
from tests.connectors.portal.conftest import Running


def test_pages_follow_the_cursor(twin: Running) -> None:
    with twin.client() as portal:
        seen: list[Any] = []
        cursor = ""
        while (page := portal.page(cursor, 5)).items:
            assert page.total == 12
            seen += page.items
            cursor = page.cursor
        assert page.cursor == ""
    assert len({item["id"] for item in seen}) == 12


def test_status_200_and_201_are_both_answers(twin: Running) -> None:
    with twin.client() as portal:
        found = [portal.detail(demonstration_id(1))["code"] for _ in range(2)]
    assert found == ["9.900001"] * 2


def test_an_unknown_id_is_refused_at_once(twin: Running) -> None:
    with twin.client() as portal, pytest.raises(PortalAnswerError, match="Không tìm thấy"):
        portal.detail("nothing")
    assert twin.state()["requests"] == 1


@pytest.mark.parametrize("mode", ["down", "html"])
def test_a_short_bad_time_is_sat_out(twin: Running, mode: str) -> None:
    twin.mode(mode, times=2)
    pauses: list[float] = []
    with twin.client(retries=3, sleep=pauses.append) as portal:
        assert portal.detail(demonstration_id(1))["code"] == "9.900001"
    assert [pause for pause in pauses if pause >= 1] == [1, 2]


@pytest.mark.parametrize(
    ("mode", "error"), [("down", PortalDownError), ("html", PortalBlockedError)]
)
def test_a_long_one_is_told(twin: Running, mode: str, error: type[Exception]) -> None:
    twin.mode(mode)
    with twin.client(retries=2) as portal, pytest.raises(error):
        portal.page("", 5)
    assert twin.state()["requests"] == 3


def test_too_slow_is_down(twin: Running) -> None:
    twin.mode("slow", seconds=60)
    with twin.client(retries=0, timeout=0.05) as portal, pytest.raises(PortalDownError):
        portal.page("", 5)


def test_nobody_there() -> None:
    patience = Patience(retries=0)
    with PortalClient("http://127.0.0.1:9", patience) as portal, pytest.raises(PortalDownError):
        portal.page("", 5)


def test_an_address_that_is_none() -> None:
    with PortalClient("portal nowhere", Patience()) as portal, pytest.raises(PortalAnswerError):
        portal.page("", 5)


def test_the_rate_is_kept(twin: Running) -> None:
    clock = [100.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    with twin.client(rate=2.0, clock=lambda: clock[0], sleep=sleep) as portal:
        for _ in range(5):
            portal.detail(demonstration_id(1))
    assert clock[0] == 102.0


def test_the_base_of_the_api() -> None:
    assert api_url("http://h:1/") == "http://h:1/api/v1"
    assert api_url("https://h/other/api") == "https://h/other/api"
