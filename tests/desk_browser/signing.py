"""Coming to the desk as a person does."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.connectors.desk.conftest import PASSWORD


def sign_in(page: Page, url: str, name: str) -> None:
    """With the password of every account of the tests; ends on the first page."""
    page.goto(f"{url}/desk/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk")
