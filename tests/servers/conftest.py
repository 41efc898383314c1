"""The real servers: the app, Rasa and the supervisor, on free ports, with stores of their own."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from bot.training import ROOT
from connectors.chat.inbox import Inbox
from connectors.twins.telegram import create_twin
from connectors.twins.telegram_state import TelegramTwin
from ops.same_talk.people import Place
from ops.same_talk.stage import twins

START_PATIENCE = 120.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "servers" in item.path.parts:
            item.add_marker(pytest.mark.servers)
            # However many processes test, one of them has the servers.
            item.add_marker(pytest.mark.xdist_group("servers"))


@dataclass
class Servers:
    """A running `tungbuoc serve`."""

    url: str
    folder: Path
    process: subprocess.Popen[str]
    output: list[str] = field(default_factory=list)
    twin: str = ""
    telegram: TelegramTwin | None = None
    telegram_url: str = ""
    place: Place | None = None

    def child(self, what: str) -> psutil.Process:
        """The server whose command line holds `what`."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if what in " ".join(child.cmdline()):
                return child
        raise AssertionError(f"no process {what}")

    def stored(self) -> bytes:
        """Everything the servers have written to their stores.

        Read by another process: closing a file of SQLite's here would drop the locks that this
        process holds on it, and what is written at that moment would be torn.
        """
        files = [str(path) for path in self.folder.rglob("*") if path.is_file()]
        return subprocess.run(["cat", *files], capture_output=True, check=True).stdout


class Client:
    """One conversation over the chat API."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=40)
        self.conversation = f"test-{secrets.token_hex(8)}"

    def post(self, message: dict[str, Any], **context: Any) -> httpx.Response:
        body = {"conversation": self.conversation, "message": message, "context": context}
        return self.http.post("/api/v1/chat", json=body)

    def say(self, text: str, **context: Any) -> dict[str, Any]:
        response = self.post({"id": secrets.token_hex(6), "text": text}, **context)
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        return reply

    def tap(self, reply: dict[str, Any], title: str) -> dict[str, Any]:
        choices = [choice for message in reply["messages"] for choice in message["choices"]]
        value = next(choice["value"] for choice in choices if choice["title"] == title)
        response = self.post({"id": secrets.token_hex(6), "choice": value})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    telegram = create_twin()
    with twins(tmp_path_factory.mktemp("tokens"), {"telegram": telegram}) as platforms:
        for running in _serve(tmp_path_factory, platforms.settings):
            running.telegram = telegram.state.twin
            running.telegram_url = platforms.addresses["telegram"]
            inbox = Inbox(f"sqlite:///{running.folder / 'inbox.db'}")
            running.place = platforms.place(running.url, inbox, running.url)
            yield running
            inbox.close()


def _serve(tmp_path_factory: pytest.TempPathFactory, more: dict[str, str]) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("stores")
    port, rasa_port, sandbox_port = _free_port(), _free_port(), _free_port()
    environment = {
        **os.environ,
        "TUNGBUOC_PORT": str(port),
        "TUNGBUOC_RASA_PORT": str(rasa_port),
        "TUNGBUOC_DATABASE_URL": f"sqlite:///{folder / 'inbox.db'}",
        "TUNGBUOC_TRACKER_DB": str(folder / "tracker.db"),
        "TUNGBUOC_RATE_PER_CONVERSATION": "1000/minute",
        "TUNGBUOC_RATE_PER_CLIENT": "60000/minute",
        "TUNGBUOC_SANDBOX_PORT": str(sandbox_port),
        "TUNGBUOC_SANDBOX_STATE": str(folder / "twin.json"),
        "TUNGBUOC_DOSSIER_FRESH_SECONDS": "1",
        "TUNGBUOC_DOSSIER_CHECK_SECONDS": "2",
        **more,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "connectors.cli", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Servers(
        f"http://127.0.0.1:{port}", folder, process, twin=f"http://127.0.0.1:{sandbox_port}"
    )
    reader = threading.Thread(target=_read, args=(running,), daemon=True)
    reader.start()
    try:
        wait_until_ready(running)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        reader.join(5)
        if process.stdout:
            process.stdout.close()


@pytest.fixture
def new_client(servers: Servers) -> Iterator[Callable[[], Client]]:
    """Makes a client with a conversation of its own."""
    made: list[Client] = []

    def make() -> Client:
        made.append(Client(servers.url))
        return made[-1]

    yield make
    for client in made:
        client.http.close()


@pytest.fixture
def client(new_client: Callable[[], Client]) -> Client:
    return new_client()


def wait_until_ready(servers: Servers, patience: float = START_PATIENCE) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        assert servers.process.poll() is None, "".join(servers.output)
        try:
            if httpx.get(f"{servers.url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise AssertionError("not ready: " + "".join(servers.output))


def _read(servers: Servers) -> None:
    assert servers.process.stdout is not None
    for line in servers.process.stdout:
        servers.output.append(line)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
