"""`tungbuoc channels …`."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
from typer.testing import CliRunner, Result

from bot.wording import Speaker, Wording, pair_named
from connectors.channels.contract import Outgoing
from connectors.channels.outbox import Outbox
from connectors.channels.poster import poster
from connectors.cli.commands import app
from connectors.database import open_engine
from connectors.twins import TWINS, factory, twin_module
from connectors.twins.telegram import BOT, TOKEN, create_twin
from ops.serving import serving


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of one's own, and no channel."""
    for name in ("TOKEN", "BOT", "API", "POLLING", "SECRET"):
        monkeypatch.delenv(f"TUNGBUOC_TELEGRAM_{name}", raising=False)
    monkeypatch.setenv("TUNGBUOC_VAR", str(tmp_path))
    monkeypatch.delenv("TUNGBUOC_DATABASE_URL", raising=False)
    return tmp_path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["channels", *arguments])


def test_nothing_is_set_up(configured: Path) -> None:
    done = _run("check")
    assert done.exit_code == 0
    assert "telegram: chưa cài đặt" in done.stdout


def test_what_is_set_up_by_half_is_said(configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNGBUOC_TELEGRAM_BOT", BOT)
    monkeypatch.setenv("TUNGBUOC_ZALO_BOT_SECRET", "tu-nghi-ra")
    monkeypatch.setenv("TUNGBUOC_ZALO_LINK", "https://zalo.me/1")
    done = _run("check")
    assert done.exit_code == 1
    for missing in ("TUNGBUOC_TELEGRAM_TOKEN", "TUNGBUOC_ZALO_BOT_TOKEN"):
        assert f"còn thiếu {missing}" in done.stdout
    assert "zalo-oa: chưa cài đặt" in done.stdout
    assert "Còn 2 điều" in done.stdout


def test_what_is_set_up_is_tried(configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twin = create_twin()
    with serving(twin) as url:
        monkeypatch.setenv("TUNGBUOC_TELEGRAM_TOKEN", TOKEN)
        monkeypatch.setenv("TUNGBUOC_TELEGRAM_API", url)
        local = _run("check")
        assert local.exit_code == 1
        assert "TUNGBUOC_PUBLIC_URL" in local.stdout
        monkeypatch.setenv("TUNGBUOC_PUBLIC_URL", "https://phuong.example.vn")
        unregistered = _run("check")
        assert "channels register telegram" in unregistered.stdout
        assert _run("register", "telegram").exit_code == 0
        assert twin.state.twin.deliveries.webhook == "https://phuong.example.vn/webhooks/telegram"
        assert len(twin.state.twin.deliveries.secret) == 64
        right = _run("check")
        assert right.exit_code == 0
        assert "Được cả" in right.stdout
        monkeypatch.setenv("TUNGBUOC_TELEGRAM_TOKEN", "1000001:another")
        wrong = _run("check")
        assert wrong.exit_code == 1
        assert "@BotFather" in wrong.stdout
    unreachable = _run("check")
    assert unreachable.exit_code == 1
    assert "TUNGBUOC_TELEGRAM_PROXY" in unreachable.stdout


def test_dead_letters(configured: Path) -> None:
    engine = open_engine(f"sqlite:///{configured / 'inbox.db'}")
    outbox = Outbox(engine)
    calls = [Outgoing("sendMessage", {"text": "phí 8.000 đồng"}, "trả lời")] * 2
    outbox.add("telegram", "telegram:7", "k", calls)
    for number in (1, 2):
        outbox.dead(number, "Bad Request")
    shown = _run("dead")
    assert shown.stdout.count("telegram  trả lời: Bad Request") == 2
    assert "8.000" not in shown.stdout
    assert "1 tin" in _run("dead", "drop", "2").stdout
    assert "1 tin" in _run("dead", "retry").stdout
    assert "không có tin nào" in _run("dead").stdout
    assert "open_waiting 1" in _run("status").stdout
    engine.dispose()


def test_posters(configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNGBUOC_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TUNGBUOC_TELEGRAM_BOT", BOT)
    done = _run("poster", str(configured / "to-dan"), "--code", "1.001193")
    assert done.exit_code == 0, done.output
    assert [Path(line).name for line in done.stdout.splitlines()] == ["web.pdf", "telegram.pdf"]
    page = pypdfium2.PdfDocument(configured / "to-dan" / "telegram.pdf")
    assert len(page) == 1
    text = page[0].get_textpage().get_text_range()
    assert f"t.me/{BOT}?start=1_001193" in text.replace("\r\n", "")
    assert "OTP" in text
    zalo = pypdfium2.PdfDocument(
        poster("zalo-oa", "https://zalo.me/1", Speaker(Wording(), pair_named(None)))
    )
    words = " ".join(zalo[0].get_textpage().get_text_range().split())
    assert "Mở máy ảnh của điện thoại hoặc nút quét mã trong Zalo, đưa vào ô" in words


def test_a_poster_needs_the_bots_name(configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNGBUOC_TELEGRAM_TOKEN", TOKEN)
    done = _run("poster", str(configured / "to-dan"))
    assert "TUNGBUOC_TELEGRAM_BOT" in str(done.exception)


@pytest.mark.parametrize("name", sorted(TWINS))
def test_every_twin_can_be_run_and_leads_the_app_to_itself(name: str) -> None:
    factory(name)()
    led: dict[str, Any] = twin_module(name).demonstration("http://t", "http://a")
    assert all(key.startswith("TUNGBUOC_") for key in led)
    assert "http://t" in "".join(led.values())


@pytest.mark.parametrize("name", ["telegram", "zalo-oa", "zalo-bot"])
def test_a_twin_that_is_started_again_repeats_no_message(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the app, which remembers what it took, would answer nobody of a second demonstration."""
    keys = []
    for hour in (0, 3600):
        now = time.time() + hour
        monkeypatch.setattr("time.time", lambda now=now: now)
        keys.append(_first_key(name))
    assert keys[0] != keys[1]


def _first_key(name: str) -> str:
    twin = factory(name)(**({} if name == "telegram" else {"webhook": ""}))
    if name == "telegram":
        return str(twin.state.twin.say(1, "xin chào"))
    with serving(twin) as url:
        who = "user" if name == "zalo-oa" else "chat"
        body = httpx.post(f"{url}/_twin/do", json={who: "1", "text": "xin chào"}).json()["body"]
    message = json.loads(body)
    message = message.get("result", message)["message"]
    return str(message.get("msg_id") or message["message_id"])


def test_the_page_on_which_a_person_plays_the_citizen() -> None:
    twin = create_twin()
    with serving(twin) as url, httpx.Client(base_url=url, follow_redirects=True) as http:
        assert "/chat/1" in http.get("/").text
        shown = http.post("/chat/1/say", data={"text": "<b>khai sinh</b>"}).text
        assert "&lt;b&gt;khai sinh" in shown
        keyboard = '{"inline_keyboard": [[{"text": "Lệ phí", "callback_data": "s:1:fee"}]]}'
        said = {"chat_id": 1, "text": "Bác hỏi gì?", "reply_markup": keyboard}
        sent = http.post(f"/bot{TOKEN}/sendMessage", data=said).json()["result"]
        assert "Lệ phí" in http.get("/chat/1").text
        http.post("/chat/1/tap", data={"message_id": sent["message_id"], "data": "s:1:fee"})
        updates = http.get(f"/bot{TOKEN}/getUpdates").json()["result"]
        assert updates[-1]["callback_query"]["data"] == "s:1:fee"
