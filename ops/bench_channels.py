"""How fast a webhook is acknowledged, also while Rasa is down, and that the backlog is answered."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from bot.training import ROOT
from connectors.twins.telegram import BOT, SECRET, TOKEN
from ops.bench import free_port, servers, show
from ops.channel_storm_count import count

RATE, SECONDS, CHATS = 50, 20, 200
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_PATIENCE = 900.0


def channels(texts: list[str]) -> None:
    """Fifty messages a second, with Rasa and while it is down; then until all is answered."""
    with tempfile.TemporaryDirectory() as folder, _twin() as twin:
        database = f"sqlite:///{Path(folder)}/channels.db"
        settings = {
            "TUNGBUOC_DATABASE_URL": database,
            "TUNGBUOC_TELEGRAM_TOKEN": TOKEN,
            "TUNGBUOC_TELEGRAM_SECRET": SECRET,
            "TUNGBUOC_TELEGRAM_BOT": BOT,
            "TUNGBUOC_TELEGRAM_API": twin,
        }
        with servers(False, settings) as (url, _, process):
            print("\nwebhooks")
            chats = [{"chat": 1000 + number, "text": "chào"} for number in range(CHATS)]
            httpx.post(f"{twin}/_twin/say_many", json=chats).raise_for_status()
            hook = f"{url}/webhooks/telegram"
            asyncio.run(_deliver(hook, texts, 1, "acknowledged"))
            rasa = next(
                child for child in psutil.Process(process.pid).children(recursive=True)
                if "bot.engine.main" in " ".join(child.cmdline())
            )  # fmt: skip
            rasa.kill()
            asyncio.run(_deliver(hook, texts, 2, "acknowledged while Rasa is down"))
            _backlog(database)


async def _deliver(hook: str, texts: list[str], turn: int, name: str) -> None:
    """At the rate, whatever the answers take."""
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        begun = time.perf_counter()
        tasks = []
        for number in range(RATE * SECONDS):
            await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
            text = texts[number % len(texts)]
            update = _update(turn * 1_000_000 + number, 1000 + number % CHATS, text)
            tasks.append(asyncio.create_task(_post(http, hook, update)))
        show(f"{name}, {RATE} messages/s for {SECONDS} s", await asyncio.gather(*tasks), tail=0.99)


async def _post(http: httpx.AsyncClient, hook: str, update: dict[str, object]) -> float:
    started = time.perf_counter()
    response = await http.post(hook, json=update, headers={HEADER: SECRET})
    response.raise_for_status()
    return time.perf_counter() - started


def _update(number: int, chat: int, text: str) -> dict[str, object]:
    person = {"id": chat, "is_bot": False, "first_name": "Tư"}
    message = {"message_id": number, "date": int(time.time()), "from": person, "text": text,
               "chat": {"id": chat, "type": "private"}}  # fmt: skip
    return {"update_id": number, "message": message}


def _backlog(database: str) -> None:
    """Until nothing is owed."""
    started = time.monotonic()
    while time.monotonic() - started < _PATIENCE:
        found = count(database)
        if found.arrived >= 2 * RATE * SECONDS and not (found.untaken or found.unanswered):
            found = count(database, {"said": [], "sent": []})
            print(
                f"  the backlog: answered {time.monotonic() - started:.0f} s later, "
                f"{found.out_of_order} out of order ({found.arrived} messages, "
                f"{found.replies} replies)"
            )
            return
        time.sleep(0.5)
    print("  the backlog: not answered")


@contextmanager
def _twin() -> Iterator[str]:
    """The twin of Telegram, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "connectors.cli", "channels", "twin", "telegram",
               "--port", str(port)]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL) as it:
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                try:
                    httpx.get(f"{url}/_twin/state", timeout=1)
                    break
                except httpx.HTTPError:
                    time.sleep(0.1)
            yield url
        finally:
            it.terminate()
            it.wait(10)


if __name__ == "__main__":
    from knowledge.evaluation import read_questions
    from ops.bench import QUESTIONS

    channels([question.text for question in read_questions(QUESTIONS)])
