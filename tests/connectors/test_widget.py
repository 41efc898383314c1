"""The widget's script and its server side, without a browser: size, caching, origins, QR code."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.talk import Assistant
from connectors.settings import Settings
from connectors.web.app import create_app
from connectors.web.widget.bundle import MOST_BYTES, BundleError, bundle
from connectors.web.widget.origins import normal

WARD = "https://phuonghoagao.gov.vn"
CHAT = {"conversation": "c", "message": {"id": "1", "text": "xin chào"}}


@pytest.fixture
def client(assistant: Assistant, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(
        secret=SecretStr("geheim"),
        var=tmp_path,
        rasa_port=9,
        restart_patience=0.0,
        widget_origins=f"{WARD}, http://localhost:8080",
        telegram_link="https://t.me/TungBuocBot",
        public_url="https://tungbuoc.gov.vn",
    )
    with TestClient(create_app(settings, assistant)) as made:
        yield made


def test_at_most_twenty_kilobytes_gzipped(client: TestClient) -> None:
    response = client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) <= MOST_BYTES
    assert len(gzip.compress(response.content, 9)) <= MOST_BYTES


def test_the_script_asks_nobody_else_and_needs_no_loose_policy(client: TestClient) -> None:
    script = client.get("/widget.js").text
    named = set(re.findall(r"https?://[^\s\"'`)]+", script))
    assert named == {"http://www.w3.org/2000/svg", "https://t.me/TungBuocBot"}
    for loose in ("eval(", "Function(", "innerHTML", "outerHTML", "insertAdjacentHTML", "srcdoc"):
        assert loose not in script
    assert "document.write" not in script
    assert 'setAttribute("style"' not in script


def test_asked_again_with_its_etag_it_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in first.headers
    assert first.headers["content-type"].startswith("text/javascript")
    again = client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    weak = client.get("/widget.js", headers={"If-None-Match": f"W/{first.headers['etag']}"})
    assert weak.status_code == 304
    assert client.get("/widget.js", headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get("/widget.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("modules", "told"),
    [
        ({"main.js": 'import { a } from "./b.js";\na();\n'}, "b.js: no such module"),
        (
            {"main.js": 'import { a } from "./b.js";\na();\n', "b.js": "export const c = 1;\n"},
            "b.js does not declare a",
        ),
        (
            {
                "main.js": 'import { a } from "./b.js";\nconst same = a;\n',
                "b.js": "export const a = 1;\nconst same = 2;\n",
            },
            "same is declared in b.js too",
        ),
        ({"main.js": "const = ;\n"}, "application/javascript"),
    ],
)
def test_a_bundle_that_cannot_be_made_says_why(
    modules: dict[str, str], told: str, tmp_path: Path
) -> None:
    for name, code in modules.items():
        (tmp_path / name).write_text(code, "utf-8")
    with pytest.raises(BundleError, match=re.escape(told)):
        bundle({}, tmp_path)


def test_a_module_imported_twice_stands_once_and_before_both(tmp_path: Path) -> None:
    modules = {
        "main.js": 'import { a } from "./a.js";\nimport { c } from "./c.js";\nalert(a + c);\n',
        "a.js": 'import { c } from "./c.js";\nexport const a = c + "-a-";\n',
        "c.js": 'export const c = "-c-";\n',
    }
    for name, code in modules.items():
        (tmp_path / name).write_text(code, "utf-8")
    script = bundle({}, tmp_path).script.decode()
    assert script.count("-c-") == 1
    assert script.index("-c-") < script.index("-a-") < script.index("alert")


def test_listed_websites_may_talk_and_nobody_else(client: TestClient) -> None:
    listed = client.post("/api/v1/chat", json=CHAT, headers={"Origin": WARD})
    assert listed.status_code == 503  # no Rasa here: it was let in
    assert listed.headers["access-control-allow-origin"] == WARD
    assert "Retry-After" in listed.headers["access-control-expose-headers"]
    assert "Origin" in listed.headers["vary"]
    for stranger in ("https://phuonghoagao.gov.vn.example", "http://phuonghoagao.gov.vn", "null"):
        refused = client.post("/api/v1/chat", json=CHAT, headers={"Origin": stranger})
        assert refused.status_code == 403
        assert refused.json()["error"]["code"] == "origin_not_allowed"
        assert "access-control-allow-origin" not in refused.headers


def test_the_apps_own_pages_and_programs_need_no_entry(client: TestClient) -> None:
    for origin in ("http://testserver", "https://tungbuoc.gov.vn", "https://TungBuoc.gov.vn:443"):
        assert client.post("/api/v1/chat", json=CHAT, headers={"Origin": origin}).status_code == 503
    assert client.post("/api/v1/chat", json=CHAT).status_code == 503


def test_a_preflight_is_answered_for_listed_websites_only(client: TestClient) -> None:
    asked = {"Access-Control-Request-Method": "POST"}
    fine = client.options("/api/v1/chat", headers={**asked, "Origin": WARD})
    assert fine.status_code == 204
    assert fine.headers["access-control-allow-headers"] == "content-type"
    other = client.options("/api/v1/chat", headers={**asked, "Origin": "https://example.com"})
    assert other.status_code == 403


def test_pages_are_open_to_all(client: TestClient) -> None:
    for path in ("/widget.js", "/demo", "/"):
        assert client.get(path, headers={"Origin": "https://example.com"}).status_code == 200


@given(st.text(max_size=40))
def test_any_origin_is_read_without_failing(text: str) -> None:
    read = normal(text)
    assert read == normal(read)


def test_the_demonstration_is_what_webmasters_are_told(client: TestClient) -> None:
    page = client.get("/demo")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert re.search(r'<script src="/widget.js" data-procedure="[\d.]+" defer></script>', page.text)
    assert "style=" not in page.text
    guide = Path("docs/gan-vao-website.md").read_text("utf-8")
    assert "widget.js" in guide


def test_the_picture_of_a_resume_code(client: TestClient) -> None:
    drawn = client.get("/api/v1/resume.svg", params={"code": "k7m2-9qxd"})
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert drawn.headers["cache-control"] == "no-store"
    assert drawn.text.startswith("<svg")
    wrong = client.get("/api/v1/resume.svg", params={"code": "!!!!!!!!!"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (404, "no_code")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://zalo.me/1", "zalo.me"])
def test_hand_over_links_are_https_only(link: str, make: Callable[..., Settings]) -> None:
    with pytest.raises(ValidationError):
        make(zalo_link=link)


@pytest.fixture
def make() -> Callable[..., Settings]:
    return Settings
