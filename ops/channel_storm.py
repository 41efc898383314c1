"""Messages through the twin of Telegram while the servers are killed with -9, time and again.

    python -m ops.channel_storm --messages 10000 --database sqlite
    python -m ops.channel_storm --messages 2000 --database postgresql --apps 2 --rasa real

Deliveries are repeated, reordered, replayed, malformed and forged; at the end it prints what was
lost, answered twice, out of order, or forged and accepted. `echo` takes Rasa's place and repeats
what it was told, so that each reply shows what it answers; with `real` the store's own rows are
counted.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from bot.training import ROOT
from connectors.serve.processes import processes
from connectors.settings import Settings
from connectors.twins.telegram import BOT, SECRET, TOKEN
from ops.bench import free_port
from ops.channel_storm_count import Counted, count
from ops.postgres import running_postgres

HEADER = "X-Telegram-Bot-Api-Secret-Token"
_QUIET_FOR = 90.0
"""Seconds without any progress after which the rest is given up."""
_ASKED = (
    "đăng ký khai sinh", "phí đăng ký tạm trú", "cấp lại thẻ căn cước", "cần giấy tờ gì",
    "bao lâu thì có", "nộp ở đâu", "xin chào", "cảm ơn",
)  # fmt: skip


@dataclass(frozen=True)
class Options:
    """What is stormed. kill_every: seconds between kills; each_once: every server is killed once,
    evenly over the messages, instead.
    """

    messages: int = 10_000
    database: str = "sqlite"
    apps: int = 1
    rasa: str = "echo"
    rate: float = 25.0
    kill_every: float = 20.0
    each_once: bool = False
    seed: int = 1


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


@dataclass
class Storm:
    """All servers of a storm, and what was done to them."""

    options: Options
    twin_url: str
    app_urls: list[str]
    database_url: str
    killable: list[Server]
    random: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    forged: Counter[int] = field(default_factory=Counter)
    next_kill: float = 0.0

    def send(self, http: httpx.Client) -> None:
        """All messages, at the rate, with kills and forgeries between them."""
        conversations = max(4, self.options.messages // 25)
        begun, sent = time.monotonic(), 0
        self.next_kill = begun + self.options.kill_every
        left = list(self.killable)
        self.random.shuffle(left)
        every = max(1, self.options.messages // (len(left) + 1))
        while sent < self.options.messages:
            due = int((time.monotonic() - begun) * self.options.rate)
            batch: list[dict[str, Any]] = []
            while sent + len(batch) < min(due, self.options.messages):
                chat = 1000 + self.random.randrange(conversations)
                for _ in range(self.random.choice((1, 1, 1, 2, 3))):
                    if sent + len(batch) < self.options.messages:
                        number = sent + len(batch)
                        batch.append({"chat": chat, "text": self._words(number)})
            if batch:
                http.post(f"{self.twin_url}/_twin/say_many", json=batch).raise_for_status()
                sent += len(batch)
                if self.random.random() < 0.4:
                    self._forge(http, sent)
            for server in self.killable:
                server.look_after()
            if self.options.each_once:
                if left and sent >= every * (len(self.killable) - len(left) + 1):
                    self._kill(left.pop())
            else:
                self._kill_one_in_its_time()
            time.sleep(0.2)

    def _words(self, number: int) -> str:
        if self.options.rasa == "echo":
            return f"m{number}."
        return self.random.choice(_ASKED)

    def _kill_one_in_its_time(self) -> None:
        """At random; one that is not back yet is not killed again."""
        if time.monotonic() < self.next_kill:
            return
        server = self.random.choice(self.killable)
        if server.is_ready():
            self._kill(server)
            self.next_kill = time.monotonic() + self.options.kill_every

    def _kill(self, server: Server) -> None:
        self.kills[server.name.rstrip("0123456789")] += 1
        server.kill()

    def _forge(self, http: httpx.Client, number: int) -> None:
        """A message that does not come from Telegram."""
        chat = {"id": 1000, "type": "private"}
        person = {"id": 1000, "is_bot": False, "first_name": "Giả"}
        message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": person,
                   "text": "forged."}  # fmt: skip
        body = {"update_id": 10_000_000 + number, "message": message}
        secret = self.random.choice(("", "sai", SECRET[:-1], SECRET.upper()))
        url = f"{self.random.choice(self.app_urls)}/webhooks/telegram"
        try:
            answer = http.post(
                url, json=body, headers={HEADER: secret} if secret else {}, timeout=5
            )
            self.forged[answer.status_code] += 1
        except httpx.HTTPError:
            self.forged[0] += 1

    def wait(self, http: httpx.Client) -> None:
        """Until all is answered, or nothing moves any more; the kills go on until all messages
        are stored.
        """
        last, moved = None, time.monotonic()
        while time.monotonic() - moved < _QUIET_FOR:
            for server in self.killable:
                server.look_after()
            stored = last is not None and last.arrived >= self.options.messages
            if not self.options.each_once and not stored:
                self._kill_one_in_its_time()
                if self.random.random() < 0.1:
                    self._forge(http, self.options.messages)
            counted = count(self.database_url)
            if counted != last:
                last, moved = counted, time.monotonic()
            if counted.arrived >= self.options.messages and counted.nothing_open:
                return
            time.sleep(1)


def storm(options: Options) -> tuple[Counted, dict[str, Any]]:
    """Run it; what the store and the twin say, and what was done."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="storm-")))
        http = stack.enter_context(httpx.Client(timeout=60, trust_env=False))
        database = f"sqlite:///{folder}/inbox.db"
        if options.database == "postgresql":
            database = stack.enter_context(running_postgres()).url
        elif "://" in options.database:
            database = options.database
        running = stack.enter_context(_servers(options, folder, database))
        begun = time.monotonic()
        _wait_for(http, running)
        moods = {"duplicates": 0.2, "reordered": 0.1, "malformed": 0.02, "replays": 0.05}
        hooks = [f"{url}/webhooks/telegram" for url in running.app_urls]
        http.post(f"{running.twin_url}/_twin/moods", json={**moods, "also": hooks[1:]})
        hook = {"url": hooks[0], "secret_token": SECRET}
        http.post(f"{running.twin_url}/bot{TOKEN}/setWebhook", json=hook).raise_for_status()
        begun = time.monotonic()
        running.send(http)
        sending = time.monotonic() - begun
        running.wait(http)
        # The counts are stored every ten seconds; the last of them by now.
        time.sleep(11)
        twin = http.get(f"{running.twin_url}/_twin/state").json()
        found = count(database, twin, by_words=options.rasa == "echo")
        done = {
            "seconds": round(time.monotonic() - begun),
            "seconds of sending": round(sending),
            "kills": dict(running.kills),
            "forged deliveries, by answer": dict(running.forged),
        }
        return found, done


@contextmanager
def _servers(options: Options, folder: Path, database: str) -> Iterator[Storm]:
    """The twin, the apps, and a Rasa for each."""
    twin_port = free_port()
    twin = Server(
        "twin", [sys.executable, "-m", "connectors.cli", "channels", "twin", "telegram",
                 "--port", str(twin_port)], dict(os.environ), folder / "twin.log",
        f"http://127.0.0.1:{twin_port}/_twin/state",
    )  # fmt: skip
    apps, rasas, urls = [], [], []
    for number in range(options.apps):
        port, rasa_port = free_port(), free_port()
        environment = {
            **os.environ,
            "TUNGBUOC_PORT": str(port),
            "TUNGBUOC_RASA_PORT": str(rasa_port),
            "TUNGBUOC_SECRET": "storm",
            "TUNGBUOC_DATABASE_URL": database,
            "TUNGBUOC_APPS": str(options.apps),
            "TUNGBUOC_DOSSIER_PROVIDER": "none",
            "TUNGBUOC_RESTART_PATIENCE": "1",
            "TUNGBUOC_TELEGRAM_TOKEN": TOKEN,
            "TUNGBUOC_TELEGRAM_SECRET": SECRET,
            "TUNGBUOC_TELEGRAM_BOT": BOT,
            "TUNGBUOC_TELEGRAM_API": f"http://127.0.0.1:{twin_port}",
        }
        if database.startswith("sqlite"):
            environment["TUNGBUOC_TRACKER_DB"] = str(folder / "tracker.db")
        app, rasa = _pair(options, environment, port, rasa_port)
        urls.append(f"http://127.0.0.1:{port}")
        forks = options.rasa == "echo"
        apps.append(
            Server(f"app{number}", *app, folder / f"app{number}.log", f"{urls[-1]}/healthz", forks)
        )
        ready = f"http://127.0.0.1:{rasa_port}/"
        rasas.append(Server(f"rasa{number}", *rasa, folder / f"rasa{number}.log", ready, forks))
    every = [twin, *apps, *rasas]
    chance = random.Random(options.seed)
    try:
        for server in every:
            server.start()
        yield Storm(
            options, f"http://127.0.0.1:{twin_port}", urls, database, [*apps, *rasas], chance
        )
    finally:
        for server in every:
            server.stop()
        if os.environ.get("STORM_LOGS"):
            for server in every:
                print(f"--- {server.name}\n{server.log.read_text()[-3000:]}", file=sys.stderr)


Command = tuple[list[str], dict[str, str]]


def _pair(
    options: Options, environment: dict[str, str], port: int, rasa_port: int
) -> tuple[Command, Command]:
    """The commands of an app and its Rasa."""
    if options.rasa == "echo":
        app = [sys.executable, "-m", "ops.storm_app", str(port)]
        echo = [sys.executable, "-m", "ops.echo", str(rasa_port), "0.01"]
        return (app, environment), (echo, environment)
    own = {key: value for key, value in os.environ.items() if key.startswith("TUNGBUOC_")}
    os.environ.update(environment)
    try:
        by_name = {process.name: process for process in processes(Settings())}
    finally:
        for key in environment:
            if key.startswith("TUNGBUOC_") and key not in own:
                del os.environ[key]
        os.environ.update(own)
    return (
        (by_name["app"].command, by_name["app"].environment),
        (by_name["rasa"].command, by_name["rasa"].environment),
    )


def _wait_for(http: httpx.Client, running: Storm, patience: float = 400.0) -> None:
    end = time.monotonic() + patience
    wanted = [f"{running.twin_url}/_twin/state", *(f"{url}/readyz" for url in running.app_urls)]
    while wanted:
        if time.monotonic() > end:
            raise SystemExit(f"did not start: {wanted}")
        try:
            if http.get(wanted[0], timeout=3).status_code == 200:
                wanted.pop(0)
                continue
        except httpx.HTTPError:
            pass
        time.sleep(0.3)


def main() -> None:
    """Read the options, run, print; exit 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgresql, or a URL")
    parser.add_argument("--apps", type=int, default=1)
    parser.add_argument("--rasa", choices=("echo", "real"), default="echo")
    parser.add_argument("--rate", type=float, default=25.0, help="messages a second")
    parser.add_argument("--kill-every", type=float, default=20.0, help="seconds")
    parser.add_argument("--seed", type=int, default=1)
    options = Options(**vars(parser.parse_args()))
    found, done = storm(options)
    print(f"{options.messages} messages, {options.database}, {options.apps} app(s), Rasa: "
          f"{options.rasa}")  # fmt: skip
    for name, value in {**done, **found.table()}.items():
        print(f"  {name}: {value}")
    if found.broken:
        sys.exit(1)


if __name__ == "__main__":
    main()
