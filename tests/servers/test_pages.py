"""The pages, as a browser without script uses them."""

from __future__ import annotations

import re

import httpx

from tests.servers.conftest import Servers

_MESSAGE_ID = re.compile(r'name="message_id" value="([^"]+)"')


def test_the_talk_without_script(servers: Servers) -> None:
    with httpx.Client(base_url=servers.url, follow_redirects=True, timeout=40) as browser:
        page = browser.get("/chat").text
        page = _send(browser, page, text="lam giay khai sinh can gi").text
        assert "giấy chứng sinh" in page.lower()
        assert "Nguồn, kiểm tra ngày" in page
        choice = re.search(r'name="choice" value="([^"]+)">Lệ phí<', page)
        assert choice
        page = _send(browser, page, choice=choice.group(1)).text
        assert "Tiền phải trả" in page
        assert page.count('class="mine"') == 2
        again = browser.get("/chat").text
        assert again.count('class="mine"') == 2


def test_a_form_sent_twice_counts_once(servers: Servers) -> None:
    with httpx.Client(base_url=servers.url, follow_redirects=True, timeout=40) as browser:
        page = browser.get("/chat").text
        _send(browser, page, text="phí tạm trú")
        assert _send(browser, page, text="phí tạm trú").text.count('class="mine"') == 1


def test_a_text_too_long_says_so(servers: Servers) -> None:
    with httpx.Client(base_url=servers.url, follow_redirects=True, timeout=40) as browser:
        page = _send(browser, browser.get("/chat").text, text="a " * 3000).text
        assert "dài quá" in page


def test_pasted_markup_is_inert(servers: Servers) -> None:
    with httpx.Client(base_url=servers.url, follow_redirects=True, timeout=40) as browser:
        page = _send(browser, browser.get("/chat").text, text="<script>alert(1)</script>").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_pages_ask_nobody_else_for_anything(servers: Servers) -> None:
    for path in ("/", "/chat"):
        response = httpx.get(servers.url + path)
        assert response.status_code == 200
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert not re.findall(r'(?:src|href)="https?:', response.text)
        for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', response.text):
            assert httpx.get(servers.url + asset).status_code == 200


def _send(browser: httpx.Client, page: str, **fields: str) -> httpx.Response:
    found = _MESSAGE_ID.search(page)
    assert found
    response = browser.post("/chat", data={"message_id": found.group(1), **fields})
    assert response.status_code == 200
    return response
