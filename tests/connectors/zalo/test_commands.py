"""`tungbuoc channels zalo-oa login` and `register zalo-bot`, beside twins on real ports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from connectors.cli.channels import channels as channel_commands
from connectors.cli.errors import CliError
from connectors.cli.zalo import zalo_oa as oa_commands
from connectors.settings import Settings
from connectors.twins import zalo_bot, zalo_oa
from connectors.twins.zalo_oa_account import SEED, Rules
from connectors.zalo_oa import ZaloOa
from ops.serving import serving

RUN = CliRunner()


@pytest.fixture
def oa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with serving(zalo_oa.create_twin("", rules=Rules(consent=True))) as base:
        for name, value in zalo_oa.demonstration(base, "http://app").items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("TUNGBUOC_ZALO_OA_STORE", f"sqlite:///{tmp_path / 'oa.db'}")
        monkeypatch.setenv("TUNGBUOC_ZALO_OA_REFRESH_TOKEN", "")
        monkeypatch.setenv("TUNGBUOC_PUBLIC_URL", "https://tungbuoc.example")
        yield base


def test_the_pasted_address_ends_the_login(oa: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("builtins.print", lambda *words, **_: said.extend(map(str, words)))

    def administrator(*_: object, **__: object) -> str:
        address = next(line for line in said[0].split("\n") if line.startswith("http"))
        return httpx.get(address, follow_redirects=False).headers["location"]

    monkeypatch.setattr("typer.prompt", administrator)
    assert RUN.invoke(oa_commands, ["login"]).exit_code == 0
    assert said[-1] == "Đã nối với Zalo. Có thể đóng trang này."
    assert "https://tungbuoc.example/zalo-oa/callback" in " ".join(said)


def test_enter_without_a_login_says_so(oa: str) -> None:
    result = RUN.invoke(oa_commands, ["login"], input="\n")
    assert isinstance(result.exception, CliError)
    assert "Zalo chưa trao quyền" in str(result.exception)


def test_a_refresh_token_that_somebody_has(oa: str) -> None:
    result = RUN.invoke(oa_commands, ["login", "--refresh-token"], input=SEED + "\n")
    assert "Đã nối với Zalo" in result.output
    assert SEED not in result.output
    channel = ZaloOa(Settings())
    kept = channel.stored.tokens()
    channel._engine.dispose()
    assert kept is not None
    assert kept.pair.access_token.startswith("a-")


def test_without_an_app_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUNGBUOC_ZALO_OA_APP_ID", raising=False)
    result = RUN.invoke(oa_commands, ["login"])
    assert isinstance(result.exception, CliError)
    assert "docs/kenh/zalo-oa.md" in str(result.exception)


def test_the_webhook_of_the_bot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TUNGBUOC_VAR", str(tmp_path))
    with serving(zalo_bot.create_twin("")) as base:
        for name, value in zalo_bot.demonstration(base, "http://app").items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("TUNGBUOC_PUBLIC_URL", "https://tungbuoc.example")
        result = RUN.invoke(channel_commands, ["register", "zalo-bot"])
        assert "https://tungbuoc.example/webhooks/zalo-bot" in result.output
        monkeypatch.setenv("TUNGBUOC_PUBLIC_URL", "")
        refused = RUN.invoke(channel_commands, ["register", "zalo-bot"])
        assert "TUNGBUOC_PUBLIC_URL" in str(refused.exception)


def test_the_command_stands_where_the_pages_say() -> None:
    assert RUN.invoke(channel_commands, ["zalo-oa", "login", "--help"]).exit_code == 0
