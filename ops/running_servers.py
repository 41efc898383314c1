"""The real servers on free ports with stores of their own, for commands that talk to them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import httpx

ROOT = Path(__file__).resolve().parents[1]
_PATIENCE = 300.0


@contextmanager
def running_servers(settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of `tungbuoc serve` while the block runs. settings: more environment.

    Raises:
        RuntimeError: the servers did not start.

    """
    with tempfile.TemporaryDirectory() as folder:
        port, rasa, twin = _free_ports(3)
        environment = {
            **os.environ,
            "TUNGBUOC_PORT": str(port),
            "TUNGBUOC_RASA_PORT": str(rasa),
            "TUNGBUOC_SANDBOX_PORT": str(twin),
            "TUNGBUOC_DATABASE_URL": f"sqlite:///{folder}/inbox.db",
            "TUNGBUOC_TRACKER_DB": f"{folder}/tracker.db",
            "TUNGBUOC_SANDBOX_STATE": f"{folder}/twin.json",
            "TUNGBUOC_RATE_PER_CLIENT": "1000000/minute",
            "TUNGBUOC_RATE_PER_CONVERSATION": "1000000/minute",
            **(settings or {}),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "connectors.cli", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{port}"
        before = signal.signal(signal.SIGTERM, _leave)
        try:
            _wait(process, url)
            yield url
        finally:
            signal.signal(signal.SIGTERM, before)
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _leave(*_: object) -> NoReturn:
    """Ended from outside: the servers go, too."""
    raise SystemExit(128 + signal.SIGTERM)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise RuntimeError("the servers did not start")


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
