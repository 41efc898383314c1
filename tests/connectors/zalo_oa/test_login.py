"""Logging in as the account's administrator, and the lines of `channels check`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from connectors.twins.zalo_oa import OA_ID
from connectors.twins.zalo_oa_account import Rules
from connectors.zalo_oa import ZaloOa, login
from connectors.zalo_oa.oauth import challenge, new_verifier
from tests.connectors.zalo_oa.bench import BASE, Bench, make_bench, reply, settings_for
from tests.connectors.zalo_oa.speaking import kept, running, speak


async def agreed(bench: Bench, address: str) -> str:
    """Where Zalo leads the administrator who agrees on the page."""
    transport = httpx.ASGITransport(bench.twin)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as browser:
        page = await browser.get(address)
        link = re.search(r'href="([^"]+)"', page.text)
        assert link is not None
        there = await browser.get(link.group(1).replace("&amp;", "&"))
    assert there.status_code == 302
    return there.headers["location"]


def test_the_challenge_is_the_one_of_the_standard() -> None:
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
    assert len(new_verifier()) == 43


def test_agreeing_stores_a_pair_and_the_address_is_good_once(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        address = await login.begin(channel, bench.settings)
        assert parse_qs(urlsplit(address).query)["redirect_uri"] == [
            "https://tungbuoc.example/zalo-oa/callback"
        ]
        there = await agreed(bench, address)
        assert await login.end_pasted(channel, bench.settings, there) == "done"
        assert kept(channel).oa_id == OA_ID
        await speak(channel)
        assert await login.end_pasted(channel, bench.settings, there) == "unknown"

    running(bench, work, logged_in=False)
    assert len(bench.sent) == 1


@pytest.mark.parametrize(
    "pasted", ["", "https://x", "https://x/?code=a&state=b", "xin chào", "https://[::"]
)
def test_whatever_is_pasted(bench: Bench, pasted: str) -> None:
    async def work(channel: ZaloOa) -> None:
        assert await login.end_pasted(channel, bench.settings, pasted) == "unknown"

    running(bench, work, logged_in=False)


def test_a_wrong_code_and_another_account(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        for oa_id, code, ended in (("", "sai", "failed"), ("2", "c", "other_account")):
            address = await login.begin(channel, bench.settings)
            state = parse_qs(urlsplit(address).query)["state"][0]
            assert await login.end(channel, bench.settings, code, state, oa_id) == ended
        assert channel.stored.tokens() is None

    running(bench, work, logged_in=False)


def test_a_login_that_was_begun_too_long_ago(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        channel.remembered.begin_login("s", "v")
        channel.remembered._clock = lambda: 1e12
        assert channel.remembered.end_login("s") is None

    running(bench, work, logged_in=False)


def test_the_callback_of_the_app(bench: Bench) -> None:
    async def work(channel: ZaloOa) -> None:
        app = FastAPI()
        app.include_router(login.router(channel, bench.settings))
        there = await agreed(bench, await login.begin(channel, bench.settings))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="https://x") as browser:
            query = urlsplit(there).query
            good = await browser.get(f"/zalo-oa/callback?{query}")
            again = await browser.get(f"/zalo-oa/callback?{query}")
            empty = await browser.get("/zalo-oa/callback")
        assert (good.status_code, again.status_code, empty.status_code) == (200, 400, 400)
        assert "Đã nối với Zalo" in good.text
        assert "chạy lại lệnh" in again.text

    running(bench, work, logged_in=False)


def findings(bench: Bench, logged_in: bool = True, **more: Any) -> dict[str, tuple[bool, str]]:
    bench.settings = settings_for(bench.settings.var, **more)

    async def work(channel: ZaloOa) -> Any:
        return await channel.check()

    found = running(bench, work, logged_in)
    return {finding.what: (finding.fine, finding.words) for finding in found}


def test_all_is_well(bench: Bench) -> None:
    found = findings(bench)
    assert all(fine for fine, _ in found.values()), found
    assert "https://tungbuoc.example/webhooks/zalo-oa" in found["địa chỉ công khai"][1]
    assert "OA thử nghiệm" in found["hỏi Zalo về OA"][1]


def test_what_is_missing_is_named_by_its_setting(bench: Bench) -> None:
    found = findings(
        bench, False, public_url="", zalo_oa_secret=SecretStr(""), zalo_oa_app_secret=SecretStr("")
    )
    words = " ".join(said for fine, said in found.values() if not fine)
    for name in ("ZALO_OA_APP_SECRET", "ZALO_OA_SECRET", "PUBLIC_URL"):
        assert f"TUNGBUOC_{name}" in words


def test_another_account_than_the_one_configured(bench: Bench) -> None:
    fine, words = findings(bench, zalo_oa_id="2999999999999999999")["hỏi Zalo về OA"]
    assert not fine
    assert OA_ID in words


def test_a_package_without_the_api_is_told_with_what_to_do(bench: Bench) -> None:
    asyncio.run(bench.mood("error", code=-224))
    fine, words = findings(bench)["hỏi Zalo về OA"]
    assert not fine
    assert "gói" in words


def test_what_was_learnt_is_told(tmp_path: Path) -> None:
    bench = make_bench(tmp_path, Rules(buttons="template"))

    async def work(channel: ZaloOa) -> Any:
        for outgoing in channel.render(reply("Chào bác.", "Xong"), "zalo-oa:3000000000000000001"):
            await channel.call(outgoing)
        return await channel.check()

    told = {finding.what: finding.words for finding in running(bench, work)}
    assert "template_type" in told["nút bấm"]
