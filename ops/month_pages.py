"""Every page of the desk over a made-up month of talk: `python -m ops.month_pages`.

    --conversations 50000  --database sqlite|postgresql (may be given twice)  --out FILE

An empty database gets the month of `tungbuoc desk month`, the messages themselves as they lie in
the inbox, a queue of people who wait and a year of the audit trail. Then an app process is started
on it (`ops.storm_app`) and each page is loaded over HTTP by somebody who may see it, five times.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import httpx

from connectors.desk.desk import Desk, open_desk
from connectors.learned import FIGURES
from connectors.settings import Settings
from ops.bench import free_port
from ops.month_of_talk import Sizes, fill
from ops.postgres import running_postgres
from ops.storm.servers import Server

LOADS, LIMIT = 5, 2.0
PASSWORD = secrets.token_urlsafe(12)
PAGES = {
    "volunteer": ("/desk", "/desk/seat", "/desk/talks", "/desk/talks/{talk}"),
    "editor": ("/desk/review",),
    "officer": ("/desk/switches", "/desk/figures", "/desk/figures/open.json",
                *(f"/desk/figures/{name}.csv" for name in FIGURES)),
    "administrator": ("/desk/people", "/desk/audit"),
}  # fmt: skip
"""By whom they are loaded."""


@dataclass(frozen=True)
class Timed:
    """One page. seconds: of each load. size: bytes of the last one."""

    page: str
    seconds: tuple[float, ...]
    size: int


def main() -> None:
    """Print a report, or write it."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--conversations", type=int, default=50_000)
    given.add_argument("--database", action="append", choices=("sqlite", "postgresql"))
    given.add_argument("--out", type=Path)
    options = given.parse_args()
    databases = options.database or ["sqlite"]
    found = {name: measure(name, options.conversations) for name in databases}
    told = report(found)
    if options.out:
        options.out.write_text(told, "utf-8")
    print(told)
    slow = [one.page for _, pages in found.values() for one in pages if max(one.seconds) > LIMIT]
    if slow:
        raise SystemExit(f"over {LIMIT} s: {', '.join(slow)}")


def measure(database: str, conversations: int) -> tuple[Sizes, list[Timed]]:
    """The month in an empty database of that kind, and the time of each page."""
    with tempfile.TemporaryDirectory() as folder, _url(database, Path(folder)) as url:
        settings = Settings(database_url=url, var=Path(folder))
        desk = open_desk(settings)
        talk, sizes = fill(desk, settings, date.today().replace(day=1), conversations)
        for role in PAGES:
            _account(desk, role)
        desk.close()
        with _app(url, Path(folder)) as address:
            return sizes, list(_times(address, talk))


def _account(desk: Desk, role: str) -> None:
    desk.people.choose_password(role, desk.people.add(role, role.title(), role), PASSWORD)  # type: ignore[arg-type]


def _times(address: str, talk: int) -> Iterator[Timed]:
    for role, pages in PAGES.items():
        with httpx.Client(base_url=address, timeout=120) as http:
            sign_in(http, role, PASSWORD)
            for page in pages:
                seconds = []
                for _ in range(LOADS):
                    started = time.perf_counter()
                    answer = http.get(page.format(talk=talk))
                    seconds.append(time.perf_counter() - started)
                    answer.raise_for_status()
                yield Timed(page.format(talk="…"), tuple(seconds), len(answer.content))


def sign_in(http: httpx.Client, name: str, password: str) -> None:
    """As the form does it."""
    page = http.get("/desk/sign-in").text
    token = page.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    form = {"csrf": token, "name": name, "password": password}
    answer = http.post("/desk/sign-in", data=form)
    if answer.status_code != httpx.codes.SEE_OTHER:
        raise SystemExit(f"{name} could not sign in: {answer.status_code}")


def report(found: dict[str, tuple[Sizes, list[Timed]]]) -> str:
    """As Markdown."""
    (sizes, pages) = next(iter(found.values()))
    kinds = list(found)
    lines = [
        "# The desk's pages over a month of talk",
        "",
        f"Written by `python -m ops.month_pages {' '.join(f'--database {k}' for k in kinds)} --out "
        f"docs/month-pages.md` on {date.today().isoformat()}: {sizes.conversations:,} made-up "
        f"conversations with {sizes.replies:,} replies,",
        f"each message in the inbox, {sizes.waiting} people waiting, {sizes.noted:,} lines of the "
        f"audit trail. Each page loaded {LOADS} times over HTTP from one app process on",
        f"{os.cpu_count()} cores shared with other work (load {os.getloadavg()[0]:.0f}); "
        f"seconds, the middle one and the longest. No page may take longer than {LIMIT:.0f} s: the "
        "command fails then.",
        "",
        "| page | KB | " + " | ".join(f"{kind}: p50 | max" for kind in kinds) + " |",
        "|---|---:|" + "---:|---:|" * len(kinds),
    ]
    for number, page in enumerate(pages):
        times = [
            f"{median(of[number].seconds):.2f} | {max(of[number].seconds):.2f}"
            for _, of in found.values()
        ]
        lines.append(f"| `{page.page}` | {page.size / 1024:.0f} | " + " | ".join(times) + " |")
    return "\n".join(lines) + "\n"


@contextmanager
def _url(database: str, folder: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder / 'inbox.db'}"
        return
    with running_postgres() as server:
        yield server.url


@contextmanager
def _app(url: str, folder: Path) -> Iterator[str]:
    port = free_port()
    environment = {
        **os.environ, "TUNGBUOC_DATABASE_URL": url, "TUNGBUOC_VAR": str(folder),
        "TUNGBUOC_SECRET": "of a month", "TUNGBUOC_DOSSIER_PROVIDER": "none",
    }  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    server = Server(
        "app", [sys.executable, "-m", "ops.storm_app", str(port)], environment,
        folder / "app.log", f"{address}/healthz", True,
    )  # fmt: skip
    server.start()
    try:
        end = time.monotonic() + 120
        while not server.is_ready():
            if time.monotonic() > end:
                raise SystemExit((folder / "app.log").read_text()[-2000:])
            time.sleep(0.2)
        yield address
    finally:
        server.stop()


if __name__ == "__main__":
    main()
