"""The real servers with everything in PostgreSQL."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from ops.bench import free_port
from tests.servers.conftest import Client
from tests.servers.processes import running

pytestmark = pytest.mark.servers


@pytest.fixture
def url(database: str, tmp_path: Path) -> Iterator[str]:
    """The address of `tungbuoc serve` on an empty database."""
    port = free_port()
    environment = {
        **os.environ,
        "TUNGBUOC_PORT": str(port),
        "TUNGBUOC_RASA_PORT": str(free_port()),
        "TUNGBUOC_DATABASE_URL": database,
        "TUNGBUOC_DOSSIER_PROVIDER": "none",
    }
    command = [sys.executable, "-m", "connectors.cli", "serve"]
    with running(command, environment, tmp_path / "log", port) as url:
        yield url


def test_a_talk_is_kept_and_forgotten_in_postgres(url: str, database: str) -> None:
    client = Client(url)
    assert client.say("đăng ký khai sinh")["procedure"] == "1.001193"
    assert client.say("lệ phí bao nhiêu")["section"] == "fee"
    engine = create_engine(database)
    with engine.connect() as connection:
        mine = {"who": f"web:{client.conversation}"}
        events = text("select count(*) from events where sender_id = :who")
        inbox = text("select count(*) from inbox where conversation = :who")
        assert connection.execute(events, mine).scalar_one() > 4
        assert connection.execute(inbox, mine).scalar_one() == 2
    client.say("xóa hết tin nhắn của tôi")
    with engine.connect() as connection:
        assert connection.execute(events, mine).scalar_one() == 0
        assert connection.execute(inbox, mine).scalar_one() == 0
    engine.dispose()
    client.http.close()
