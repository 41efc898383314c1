"""The permission table, each cell by a request; and no page of the desk stands outside it."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from connectors.desk.permissions import ROLES, Role, permissions
from connectors.desk.web.guard import May
from tests.connectors.desk.conftest import Browser, House

TABLE = permissions()
_OPEN = {"/desk/sign-in", "/desk/first", "/desk/oidc", "/desk/oidc/back"}
"""What is there before anybody is signed in."""


def _routes(house: House) -> list[APIRoute]:
    return Browser(house.app).routes()


def _actions(route: APIRoute) -> list[str]:
    calls = [dependency.call for dependency in route.dependant.dependencies]
    return [call.action for call in calls if isinstance(call, May)]


def _ask(browser: Browser, route: APIRoute) -> int:
    """The request with everything but sense: what is allowed gets further than the guard."""
    path = route.path
    for name in route.param_convertors:
        path = path.replace("{" + name + "}", "987654321")
    browser.get("/desk")
    if "POST" in (route.methods or ()):
        return browser.http.post(path, data={"csrf": browser.csrf}).status_code
    return browser.http.get(path).status_code


def test_every_page_has_exactly_one_action_of_the_table(house: House) -> None:
    for route in _routes(house):
        assert len(_actions(route)) == (0 if route.path in _OPEN else 1), route.path


def test_every_action_has_a_page(house: House) -> None:
    used = {action for route in _routes(house) for action in _actions(route)}
    assert used == set(TABLE.actions)


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_by_request(house: House, role: Role) -> None:
    browser = house.person(role)
    seen = set()
    # Signing out comes last, or there would be nobody left to ask.
    for route in sorted(_routes(house), key=lambda route: route.path == "/desk/sign-out"):
        for action in _actions(route):
            status = _ask(browser, route)
            seen.add(action)
            if TABLE.allow(role, action):
                assert status not in (401, 403), (role, route.path, status)
            else:
                assert status == 403, (role, route.path, status)
    assert seen == set(TABLE.actions)


def test_nobody_without_a_session_gets_anywhere(house: House) -> None:
    for route in _routes(house):
        if _actions(route):
            stranger = Browser(house.app)
            assert _ask(stranger, route) in (303, 401), route.path


def test_without_the_token_of_the_form_nothing_is_done(house: House) -> None:
    for role in ROLES:
        browser = house.person(role)
        for route in _routes(house):
            allowed = any(TABLE.allow(role, action) for action in _actions(route))
            if allowed and "POST" in (route.methods or ()):
                path = route.path.replace("{number}", "1").replace("{code}", "1")
                assert browser.http.post(path, data={"csrf": "forged"}).status_code in (403, 422)


def test_the_table_in_the_documents_is_this_one() -> None:
    from bot.training import ROOT

    page = (ROOT / "docs" / "desk.md").read_text("utf-8")
    for name, action in TABLE.actions.items():
        cells = " | ".join("✓" if role in action.roles else "" for role in ROLES)
        assert f"| `{name}` | {action.title} | {cells} |" in page, name
