"""Messages through both of Zalo's twins while the servers are killed with -9, time and again.

    python -m ops.zalo_storm --messages 2000 [--database postgresql --apps 2]

Deliveries come twice, out of order, late, and forged; calls are answered with losses. `ops.echo`
takes Rasa's place and repeats what it was told, so that each reply shows what it answers. Printed
is what was lost, answered twice, late, or forged and accepted, for each channel.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx

from connectors.twins import zalo_bot, zalo_oa
from ops.bench import free_port
from ops.channel_storm import Server
from ops.postgres import running_postgres

_TOKEN = re.compile(r"\bm(\d+)\.")
_QUIET_FOR = 150.0


@dataclass
class Twin:
    """One of the twins. said: what was said there, by chat, in order."""

    name: str
    url: str
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def deed(self, chat: str, text: str, forge: bool = False) -> dict[str, Any]:
        who = {"user": chat} if self.name == "zalo-oa" else {"chat": chat}
        return {**who, "text": text, "forge": forge}

    def heard(self, http: httpx.Client) -> dict[str, list[str]]:
        """The words that came back, by chat, in the order they were sent."""
        heard: dict[str, list[str]] = defaultdict(list)
        for item in http.get(f"{self.url}/_twin/sent").json():
            text = item.get("message", item.get("body", {})).get("text", "")
            heard[item["to"]] += _TOKEN.findall(text)
        return heard


@dataclass
class Result:
    """One channel. The promises are lost, twice and forged: all of them 0."""

    said: int = 0
    lost: int = 0
    twice: int = 0
    late: int = 0
    forged: int = 0


def judge(twin: Twin, heard: dict[str, list[str]]) -> Result:
    """What became of what was said. late: answers that stand after one to a younger line; with
    kills and scattered deliveries some lines do arrive after younger ones.
    """
    found = Result(said=sum(map(len, twin.said.values())))
    for chat in {*twin.said, *heard}:
        said, back = twin.said.get(chat, []), Counter(heard.get(chat, []))
        found.lost += len(set(said) - set(back))
        found.twice += sum(times - 1 for times in back.values() if times > 1)
        found.forged += len(set(back) - set(said))
        firsts = list(dict.fromkeys(heard.get(chat, [])))
        found.late += sum(int(a) > int(b) for a, b in pairwise(firsts))
    return found


def send(
    http: httpx.Client, twins: list[Twin], options: argparse.Namespace, killable: list[Server]
) -> Counter[str]:
    """All messages at the rate, with kills and forgeries between them."""
    chance = random.Random(options.seed)
    kills: Counter[str] = Counter()
    begun, sent, next_kill = time.monotonic(), 0, options.kill_every
    while sent < options.messages:
        due = min(options.messages, int((time.monotonic() - begun) * options.rate))
        for number in range(sent, due):
            twin = twins[number % len(twins)]
            chat = str(5000 + chance.randrange(max(4, options.messages // 25)))
            twin.said[chat].append(str(number))
            deed = twin.deed(chat, f"m{number}.")
            http.post(f"{twin.url}/_twin/do", json=deed).raise_for_status()
            if chance.random() < 0.05:
                forged = twin.deed(chat, f"m{9_000_000 + number}.", forge=True)
                http.post(f"{twin.url}/_twin/do", json=forged).raise_for_status()
        sent = due
        if time.monotonic() - begun > next_kill:
            next_kill += options.kill_every
            victim = chance.choice(killable)
            if victim.is_ready():
                kills[victim.name.rstrip("0123456789")] += 1
                victim.kill()
        for server in killable:
            server.look_after()
        time.sleep(0.1)
    return kills


def wait(http: httpx.Client, twins: list[Twin], killable: list[Server]) -> list[Result]:
    """Until nothing is lost any more, or nothing moves."""
    last: Any = None
    moved = time.monotonic()
    while True:
        for server in killable:
            server.look_after()
        results = [judge(twin, twin.heard(http)) for twin in twins]
        if results != last:
            last, moved = results, time.monotonic()
        if not any(result.lost for result in results):
            time.sleep(10)  # whatever comes twice, comes now
            return [judge(twin, twin.heard(http)) for twin in twins]
        if time.monotonic() - moved > _QUIET_FOR:
            return results
        time.sleep(1)


@contextmanager
def servers(
    options: argparse.Namespace, folder: Path, database: str
) -> Iterator[tuple[list[Twin], list[str], list[Server]]]:
    """Both twins, the apps, and an echo for each."""
    modules = {"zalo-oa": zalo_oa, "zalo-bot": zalo_bot}
    twins = [Twin(name, f"http://127.0.0.1:{free_port()}") for name in modules]
    shared = {**os.environ, "TUNGBUOC_SECRET": "storm", "TUNGBUOC_DATABASE_URL": database,
              "TUNGBUOC_VAR": str(folder), "TUNGBUOC_APPS": str(options.apps),
              "TUNGBUOC_DOSSIER_PROVIDER": "none", "TUNGBUOC_RESTART_PATIENCE": "1",
              "TUNGBUOC_ZALO_BOT_PER_SECOND": "100"}  # fmt: skip
    for twin in twins:
        shared |= modules[twin.name].demonstration(twin.url, "")
    shared["TUNGBUOC_ZALO_OA_STORE"] = database
    own = [sys.executable, "-m", "connectors.cli", "channels", "twin"]
    steady = [
        Server(twin.name, [*own, twin.name, "--port", twin.url.rsplit(":", 1)[1]], shared,
               folder / f"{twin.name}.log", f"{twin.url}/_twin/state")
        for twin in twins
    ]  # fmt: skip
    killable, urls = [], []
    for number in range(options.apps):
        port, echo = str(free_port()), str(free_port())
        environment = {**shared, "TUNGBUOC_PORT": port, "TUNGBUOC_RASA_PORT": echo}
        commands = {
            "app": ["-m", "ops.storm_app", port],
            "rasa": ["-m", "ops.echo", echo, "0.01"],
        }  # fmt: skip
        for name, command in commands.items():
            log = folder / f"{name}{number}.log"
            where = (
                f"http://127.0.0.1:{port}/readyz" if name == "app" else f"http://127.0.0.1:{echo}/"
            )
            killable.append(
                Server(
                    f"{name}{number}",
                    [sys.executable, *command],
                    environment,
                    log,
                    where,
                    name == "app",
                )
            )
        urls.append(f"http://127.0.0.1:{port}")
    try:
        for server in [*steady, *killable]:
            server.start()
        yield twins, urls, killable
    finally:
        for server in [*steady, *killable]:
            server.stop()
            if os.environ.get("STORM_LOGS") and server.log.exists():
                print(f"--- {server.name}\n{server.log.read_text()[-3000:]}", file=sys.stderr)


def ready(http: httpx.Client, urls: list[str], patience: float = 180.0) -> None:
    """Wait until all of them answer."""
    end = time.monotonic() + patience
    for url in urls:
        while True:
            if time.monotonic() > end:
                raise SystemExit(f"did not start: {url}")
            try:
                if http.get(url, timeout=3).status_code == 200:
                    break
            except httpx.HTTPError:
                pass
            time.sleep(0.3)


def run(options: argparse.Namespace) -> tuple[list[Twin], list[Result], Counter[str]]:
    """The storm."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="storm-")))
        http = stack.enter_context(httpx.Client(timeout=60, trust_env=False))
        database = f"sqlite:///{folder}/inbox.db"
        if options.database == "postgresql":
            database = stack.enter_context(running_postgres()).url
        twins, urls, killable = stack.enter_context(servers(options, folder, database))
        ready(
            http, [*(f"{twin.url}/_twin/state" for twin in twins), *(f"{u}/readyz" for u in urls)]
        )
        for twin in twins:
            habits = {"webhook": f"{urls[0]}/webhooks/{twin.name}", "copies": 2,
                      "scatter": options.scatter, "scale": 0.02}  # fmt: skip
            http.post(f"{twin.url}/_twin/habits", json=habits).raise_for_status()
        kills = send(http, twins, options, killable)
        return twins, wait(http, twins, killable), kills


def main() -> None:
    """Read the options, run, print; exit 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--apps", type=int, default=1)
    parser.add_argument("--rate", type=float, default=15.0, help="messages a second")
    parser.add_argument("--kill-every", type=float, default=20.0, help="seconds")
    parser.add_argument("--scatter", type=float, default=1.0, help="seconds of reordering")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begun = time.monotonic()
    twins, results, kills = run(options)
    print(f"{options.messages} messages, {options.database}, {options.apps} app(s), "
          f"{time.monotonic() - begun:.0f} s, kills {dict(kills)}")  # fmt: skip
    for twin, result in zip(twins, results, strict=True):
        print(f"  {twin.name}: {vars(result)}")
    if any(r.lost or r.twice or r.forged for r in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
