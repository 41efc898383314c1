"""Several real processes over one database, and a twin on a port of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from bot.training import ROOT
from connectors.twins.zalo_oa import APP_ID, APP_SECRET, OA_ID, OA_SECRET, create_twin
from connectors.twins.zalo_oa_account import Account
from connectors.zalo_oa.stored import Pair, Stored, open_private
from ops.postgres import MissingError, running_postgres
from ops.serving import serving

pytestmark = pytest.mark.servers

_PROCESSES = 3


@dataclass
class Twin:
    base: str
    app: FastAPI

    @property
    def account(self) -> Account:
        account: Account = self.app.state.account
        return account


@pytest.fixture
def twin() -> Iterator[Twin]:
    app = create_twin("")
    with serving(app) as base:
        yield Twin(base, app)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.scale)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'zalo-oa.db'}"
        return
    try:
        with running_postgres() as server:
            yield server.url
    except MissingError as error:
        pytest.skip(str(error))


def process(
    twin: Twin, folder: Path, store: str, start_at: float, *more: str
) -> subprocess.Popen[str]:
    settings = {
        "var": str(folder),
        "zalo_oa_app_id": APP_ID,
        "zalo_oa_app_secret": APP_SECRET,
        "zalo_oa_secret": OA_SECRET,
        "zalo_oa_url": twin.base,
        "zalo_oa_oauth_url": twin.base,
        "zalo_oa_store": store,
        "start_at": start_at,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.connectors.zalo_oa.exchanging", json.dumps(settings), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def ended_pair(twin: Twin) -> Pair:
    """A pair whose access token has ended."""
    given = twin.account.new_pair()
    return Pair(given["access_token"], given["refresh_token"], time.time() - 90_001, 90_000)


def test_processes_that_refresh_at_once_make_one_refresh(
    twin: Twin, tmp_path: Path, store: str
) -> None:
    engine = open_private(store)
    Stored(engine, APP_ID).login(ended_pair(twin), OA_ID)
    start_at = time.time() + 3
    started = [process(twin, tmp_path, store, start_at) for _ in range(_PROCESSES)]
    results = [one.communicate()[0].strip() for one in started]
    engine.dispose()
    assert results == ["generation 2"] * _PROCESSES
    assert twin.account.refreshes == 1


def test_killed_between_receiving_and_storing_is_a_clear_alarm(
    twin: Twin, tmp_path: Path, store: str
) -> None:
    engine = open_private(store)
    stored = Stored(engine, APP_ID)
    stored.login(ended_pair(twin), OA_ID)
    killed = process(twin, tmp_path, store, 0.0, "die")
    killed.communicate()
    assert killed.returncode == -9
    assert twin.account.refreshes == 1
    kept = stored.tokens()
    assert kept is not None
    assert (kept.generation, kept.alarm) == (1, "")
    assert kept.claimed_by

    with engine.begin() as connection:  # its claim runs out
        connection.execute(text("update zalo_oa_tokens set claimed_until = 1"))
    results = []
    for _ in range(2):
        said, complaints = process(twin, tmp_path, store, 0.0).communicate()
        results.append(said.strip())
        if not results[1:]:
            assert "ALARM spent (-14020)" in complaints
            assert "tungbuoc channels zalo-oa login" in complaints
    kept = stored.tokens()
    assert kept is not None
    assert kept.alarm == "spent"
    assert all(result.startswith("later") for result in results)
    assert twin.account.refreshes == 1

    fresh = twin.account.new_pair()
    stored.login(Pair(fresh["access_token"], fresh["refresh_token"], time.time(), 90_000), OA_ID)
    assert process(twin, tmp_path, store, 0.0).communicate()[0].strip() == "generation 2"
    engine.dispose()
