"""The servers of a storm: twins, apps and Rasas, each started again when it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
import psutil

from bot.training import ROOT
from connectors.serve.processes import processes
from connectors.settings import Settings
from ops.bench import free_port
from ops.storm.platforms import PLATFORMS, Platform

_START_PATIENCE = 400.0


@dataclass
class Server:
    """A process that is started again when it died. ready_url: answers 200 when it is there.
    forks: the server is a child of the process, which starts the next one itself.
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    ready_url: str
    forks: bool = False
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def look_after(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.start()

    def is_ready(self) -> bool:
        """Whether it is there, and may be killed."""
        try:
            return httpx.get(self.ready_url, timeout=3, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """With -9; it is back on its own."""
        if self.process is None:
            return
        if self.forks:
            for child in psutil.Process(self.process.pid).children():
                child.kill()
        else:
            self.stop()
            self.start()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(frozen=True)
class Stage:
    """Everything that runs: the platforms, and the apps and Rasas in pairs."""

    platforms: list[Platform]
    app_urls: list[str]
    apps: list[Server]
    rasas: list[Server]
    twins: list[Server]

    @property
    def killable(self) -> list[Server]:
        return [*self.apps, *self.rasas]

    def wait(self) -> None:
        """Until all of them answer.

        Raises:
            SystemExit: one does not.

        """
        end = time.monotonic() + _START_PATIENCE
        for server in [*self.twins, *self.rasas, *self.apps]:
            while not server.is_ready():
                if time.monotonic() > end:
                    raise SystemExit(
                        f"{server.name} did not start: {server.log.read_text()[-800:]}"
                    )
                time.sleep(0.3)


@contextmanager
def running(
    folder: Path,
    database: str,
    rasa: Literal["echo", "real"],
    apps: int = 1,
    more: Mapping[str, str] | None = None,
) -> Iterator[Stage]:
    """The twins, so many apps on one database, and a Rasa for each. folder: for logs, and for what
    lies in SQLite beside the inbox. more: further settings.
    """
    platforms = [kind(f"http://127.0.0.1:{free_port()}") for kind in PLATFORMS]
    twins = [
        Server(
            f"twin of {one.name}",
            [sys.executable, "-m", "connectors.cli", "channels", "twin", one.name,
             "--port", one.twin.rsplit(":", 1)[1]],
            dict(os.environ), folder / f"{one.name}.log", f"{one.twin}/_twin/brought",
        )
        for one in platforms
    ]  # fmt: skip
    shared = {
        "TUNGBUOC_SECRET": "storm",
        "TUNGBUOC_DATABASE_URL": database,
        "TUNGBUOC_APPS": str(apps),
        "TUNGBUOC_DOSSIER_PROVIDER": "none",
        "TUNGBUOC_RESTART_PATIENCE": "1",
        "TUNGBUOC_ZALO_OA_STORE": database,
        **(more or {}),
    }
    for one in platforms:
        shared |= one.settings()
    if database.startswith("sqlite"):
        shared["TUNGBUOC_TRACKER_DB"] = str(folder / "tracker.db")
        shared["TUNGBUOC_ZALO_OA_STORE"] = f"sqlite:///{folder}/zalo-oa.db"
    pairs = [_pair(number, folder, rasa, shared) for number in range(apps)]
    stage = Stage(
        platforms, [pair[0].ready_url.removesuffix("/healthz") for pair in pairs],
        [pair[0] for pair in pairs], [pair[1] for pair in pairs], twins,
    )  # fmt: skip
    try:
        for server in [*stage.twins, *stage.killable]:
            server.start()
        stage.wait()
        yield stage
    finally:
        _stop([*stage.killable, *stage.twins])


def _pair(
    number: int, folder: Path, rasa: Literal["echo", "real"], shared: Mapping[str, str]
) -> tuple[Server, Server]:
    """An app and its Rasa."""
    port, rasa_port = free_port(), free_port()
    own = {**shared, "TUNGBUOC_PORT": str(port), "TUNGBUOC_RASA_PORT": str(rasa_port)}
    logs = folder / f"app{number}.log", folder / f"rasa{number}.log"
    ready = f"http://127.0.0.1:{port}/healthz", f"http://127.0.0.1:{rasa_port}/"
    if rasa == "echo":
        app = [sys.executable, "-m", "ops.storm_app", str(port)]
        echo = [sys.executable, "-m", "ops.echo", str(rasa_port), "0.01"]
        environment = {**os.environ, **own}
        return (
            Server("app", app, environment, logs[0], ready[0], forks=True),
            Server("rasa", echo, environment, logs[1], ready[1], forks=True),
        )
    given = {name.removeprefix("TUNGBUOC_").lower(): value for name, value in own.items()}
    by_name = {one.name: one for one in processes(Settings.model_validate(given))}
    return (
        Server("app", by_name["app"].command, by_name["app"].environment | own, logs[0], ready[0]),
        Server(
            "rasa", by_name["rasa"].command, by_name["rasa"].environment | own, logs[1], ready[1]
        ),
    )


def _stop(servers: Sequence[Server]) -> None:
    """All of them; with STORM_LOGS set, the end of what each wrote."""
    for server in servers:
        server.stop()
        if os.environ.get("STORM_LOGS") and server.log.exists():
            print(f"--- {server.name}\n{server.log.read_text()[-3000:]}", file=sys.stderr)
