"""A PostgreSQL of one's own on a free port, for tests and storms, from Debian's binaries.

`python -m ops.postgres` installs them where that is possible (as root, by apt-get) and says plainly
where it is not.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEBIAN = Path("/usr/lib/postgresql")
ACCOUNT = "postgres"


class MissingError(Exception):
    """No PostgreSQL here; the message says what to do."""


def binaries() -> Path:
    """The folder of `initdb` and `postgres`, the newest there is.

    Raises:
        MissingError: there is none.

    """
    found = sorted(
        (path.parent for path in DEBIAN.glob("*/bin/initdb")),
        key=lambda path: int(path.parent.name) if path.parent.name.isdecimal() else 0,
    )
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise MissingError("thiếu PostgreSQL: trên Debian, apt install postgresql")


@dataclass
class Server:
    """A running server. url: SQLAlchemy, for psycopg 3."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{ACCOUNT}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        command = [
            str(binaries() / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port),
            "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1",
            "-c", "max_connections=200", "-c", "logging_collector=off",
        ]  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **_as_account()
            )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            done = subprocess.run(
                [str(binaries() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                capture_output=True,
            )
            if done.returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start: " + (self.folder / "log").read_text()[-800:])

    def stop(self) -> None:
        """Stop it as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
            self.process = None


@contextmanager
def running_postgres() -> Iterator[Server]:
    """A fresh server while the block runs.

    Raises:
        MissingError: no PostgreSQL here.

    """
    tools = binaries()
    folder = Path(tempfile.mkdtemp(prefix="tungbuoc-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        os.chown(folder, account.pw_uid, account.pw_gid)
    server = Server(folder, _free_port())
    try:
        subprocess.run(
            [str(tools / "initdb"), "-D", str(folder / "data"), "-U", ACCOUNT, "-A", "trust",
             "-E", "UTF8", "--locale=C.UTF-8"],
            check=True, capture_output=True, **_as_account(),
        )  # fmt: skip
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _as_account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(ACCOUNT)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    """Install it when it is missing; a line and exit code 0 when that cannot be done here."""
    try:
        binaries()
        return
    except MissingError as error:
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            print(f"{error}; các kiểm tra cần PostgreSQL sẽ được bỏ qua", file=sys.stderr)
            return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", "postgresql"]
    for command in (["apt-get", "update", "-q"], install):
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode:
            print(f"{' '.join(command)} không chạy được; các kiểm tra cần PostgreSQL sẽ được bỏ "
                  f"qua: {done.stderr.strip()[-300:]}", file=sys.stderr)  # fmt: skip
            return


if __name__ == "__main__":
    main()
