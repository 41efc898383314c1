"""The widget beside two published ones, on this machine, in the same browser.

`python -m ops.widget_bench [--out docs/widget-figures.md]`: bytes over the line, requests until its
control can be seen, and time until it can be used, with the processor slowed six times and the
line of a poor telephone (1.6 Mbit/s, 150 ms). The others are fetched with `npm pack` into
`var/widgets` and served gzipped from this machine, as ours is.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from playwright.sync_api import Browser

from bot.training import ROOT
from ops.chromium import OPEN_SHADOWS, chromium, find
from ops.widget_stage import Served, Stage, free_port

SLOWER, LINE, LATENCY, RUNS = 6, 1.6e6 / 8, 150, 5
QUIET, PATIENCE = 1500, 40
FETCHED = ROOT / "var" / "widgets"
# Looks for the control at every frame, and notes every task that held the page up.
WATCH = """
window.seen = 0; window.tasks = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.tasks.push([one.startTime, one.duration]);
}).observe({ type: 'longtask', buffered: true });
const look = () => { try { if (%s) { window.seen = performance.now(); return; } } catch {}
  requestAnimationFrame(look); };
requestAnimationFrame(look);
"""


@dataclass(frozen=True)
class Contestant:
    """A widget: its package on npm, its script in it, the page that carries it, its control."""

    name: str
    package: str
    script: str
    page: str
    control: str


OURS = Contestant(
    "Từng Bước", "", "", '<script src="{url}/widget.js" defer></script>',
    "document.querySelector('tung-buoc').shadowRoot.querySelector('.launch').offsetHeight",
)  # fmt: skip
OTHERS = (
    Contestant(
        "deep-chat 2.4.2", "deep-chat@2.4.2", "package/dist/deepChat.bundle.js",
        '<script type="module" src="/script.js"></script><deep-chat></deep-chat>',
        "document.querySelector('deep-chat').shadowRoot.querySelector('#text-input').offsetHeight",
    ),
    Contestant(
        "n8n chat 1.37.0",
        "@n8n/chat@1.37.0",
        "package/dist/chat.bundle.es.js",
        '<script type="module" src="/start.js"></script>',
        "document.querySelector('.chat-window-toggle').offsetHeight",
    ),
)  # fmt: skip
START = (
    "import { createChat } from '/script.js';"
    " createChat({ webhookUrl: location.origin + '/hook' });"
)


@dataclass(frozen=True)
class Figures:
    """Medians over the runs: bytes, requests besides the page, milliseconds."""

    name: str
    transferred: int
    requests: int
    seen: float
    usable: float
    blocked: float


def main() -> None:
    """Measure, print, and write the page when asked to."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    path = find()
    if path is None:
        sys.exit("cần Chromium: apt install chromium")
    figures = []
    with TemporaryDirectory() as folder, chromium(path) as browser:
        stage = Stage(Path(folder))
        page = OURS.page.format(url=stage.url)
        figures.append(measure(browser, OURS, site(page, {})))
        version = browser.version
        stage.close()
        for other in OTHERS:
            figures.append(measure(browser, other, site(other.page, fetched(other))))
    table = render(figures, version)
    print(table)
    if given.out:
        given.out.write_text(table, "utf-8")


def fetched(other: Contestant) -> dict[str, bytes]:
    """The scripts beside that of a published widget, gzipped, by their names; its own too."""
    FETCHED.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["npm", "pack", "--json", "--pack-destination", str(FETCHED), other.package],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    archive = FETCHED / json.loads(done.stdout)[0]["filename"].replace("@", "").replace("/", "-")
    folder, _, own = other.script.rpartition("/")
    scripts = {}
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            place, _, name = member.name.rpartition("/")
            if place == folder and name.endswith(("js", "mjs")):
                held = packed.extractfile(member)
                scripts["script.js" if name == own else name] = held.read() if held else b""
    return {name: gzip.compress(script, 9) for name, script in scripts.items()}


def site(page: str, scripts: dict[str, bytes]) -> FastAPI:
    """A page that carries a widget, and that widget's scripts."""
    app = FastAPI(openapi_url=None)

    @app.get("/{path:path}")
    def serve(path: str, request: Request) -> Response:
        if path in scripts:
            gzipped = {"Content-Encoding": "gzip"}
            return Response(scripts[path], media_type="text/javascript", headers=gzipped)
        if path == "start.js":
            return Response(START, media_type="text/javascript")
        if path:
            return Response(status_code=404)
        return HTMLResponse(
            f'<!doctype html><html lang="vi"><link rel="icon" href="data:,"><h1>Phường</h1>{page}'
        )

    return app


def measure(browser: Browser, contestant: Contestant, app: FastAPI) -> Figures:
    """The medians of some fresh visits."""
    port = free_port()
    served = Served(app, port)
    visits = [visit(browser, contestant, f"http://127.0.0.1:{port}/") for _ in range(RUNS)]
    served.stop()
    columns = [statistics.median(column) for column in zip(*visits, strict=True)]
    return Figures(
        contestant.name, int(columns[0]), int(columns[1]), columns[2], columns[3], columns[4]
    )


def visit(
    browser: Browser, contestant: Contestant, url: str
) -> tuple[float, float, float, float, float]:
    """Bytes, requests, control seen, usable, blocked: one visit with an empty cache."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_init_script(OPEN_SHADOWS)
    context.add_init_script(WATCH % contestant.control)
    page = context.new_page()
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    session = context.new_cdp_session(page)
    transferred, requests = [0.0], [-1]  # the page itself is no request of the widget's

    def finished(event: dict[str, float]) -> None:
        transferred[0] += event["encodedDataLength"]

    def asked(event: dict[str, object]) -> None:
        requests[0] += 1

    session.on("Network.loadingFinished", finished)
    session.on("Network.requestWillBeSent", asked)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": LINE,
            "uploadThroughput": LINE,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url)
    end = time.monotonic() + PATIENCE
    while not (seen := float(page.evaluate("window.seen"))):
        if time.monotonic() > end:
            raise TimeoutError(f"{contestant.name}: no control; {' '.join(told)}")
        page.wait_for_timeout(50)
    at_sight = requests[0]
    page.wait_for_timeout(QUIET)
    tasks: list[tuple[float, float]] = page.evaluate("window.tasks")
    usable = max([seen, *(start + length for start, length in tasks)])
    blocked = sum(max(0.0, length - 50) for _, length in tasks)
    context.close()
    return transferred[0], float(at_sight), seen, usable, blocked


def render(figures: list[Figures], version: str) -> str:
    """The page docs/widget-figures.md."""
    lines = [
        "# The widget in figures",
        "",
        f"Written by `make widget` on {date.today()}, Chromium {version}; medians of {RUNS}"
        " visits with an empty cache,",
        f"processor slowed {SLOWER} times, 1.6 Mbit/s, {LATENCY} ms, 360 × 740. Every widget is"
        " served gzipped from the same machine.",
        "",
        "| widget | over the line | requests until its control is seen | seen | usable |"
        " main thread blocked |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {f.name} | {f.transferred / 1024:.1f} KB | {f.requests} | {f.seen / 1000:.2f} s"
            f" | {f.usable / 1000:.2f} s | {f.blocked:.0f} ms |"
            for f in figures
        ),
        "",
        "*Over the line*: everything transferred, the bare page (under 0.5 KB) included. *Seen*:",
        "the button or box can be seen. *Usable*: seen, and no task longer than 50 ms follows",
        "within 1.5 s. *Blocked*: what such tasks took beyond 50 ms each. The budget of 20 KB",
        "(`connectors/web/widget/bundle.py`) is kept by `tests/connectors/test_widget.py`.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
