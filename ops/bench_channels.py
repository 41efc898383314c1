"""How fast each channel's webhook is acknowledged, also while Rasa is down; and the backlog.

    python -m ops.bench_channels

The twins bring fifty messages a second, one channel after the other: first with Rasa, then after it
was killed. Then Rasa is started again, and everything must be answered, in order. The time is the
twin's: from sending a delivery until it is acknowledged. Ends within three minutes.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import httpx
from sqlalchemy import Engine

from connectors.database import open_engine
from ops.bench import show
from ops.storm.count import count
from ops.storm.platforms import Platform
from ops.storm.progress import Progress
from ops.storm.sending import ASKED, Said
from ops.storm.servers import Stage, running

RATE, SECONDS, CHATS = 50, 7, 40
_PATIENCE = 170.0
"""Seconds for all of it."""
_LAST_ONES = 12.0


def channels() -> None:
    """Print the times, and what became of the backlog."""
    end = time.monotonic() + _PATIENCE
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        httpx.Client(timeout=30, trust_env=False) as http,
        running(Path(folder), f"sqlite:///{folder}/inbox.db", "real") as stage,
    ):
        print(f"\nwebhooks, acknowledged; {RATE} messages/s for {SECONDS} s each")
        for one in stage.platforms:
            one.begin(http, [f"{stage.app_urls[0]}/webhooks/{one.name}"], weather=0.0)
        said: list[Said] = []
        for one in stage.platforms:
            said += _acknowledged(http, one, "with Rasa", len(said))
        (rasa,) = stage.rasas
        rasa.stop()
        for one in stage.platforms:
            said += _acknowledged(http, one, "while Rasa is down", len(said))
        rasa.start()
        engine = open_engine(f"sqlite:///{folder}/inbox.db")
        try:
            _backlog(engine, stage, http, said, end)
        finally:
            engine.dispose()


def _acknowledged(http: httpx.Client, platform: Platform, name: str, first: int) -> list[Said]:
    """Have a channel's messages delivered, and print how long that took."""
    said = []
    begun = time.monotonic()
    for number in range(RATE * SECONDS):
        time.sleep(max(0.0, begun + number / RATE - time.monotonic()))
        chat, text = str(1000 + number % CHATS), ASKED[number % len(ASKED)]
        key = platform.say(http, chat, text, first + number)
        said.append(Said(platform.name, chat, key, text))
    rate = len(said) / (time.monotonic() - begun)
    ends = time.monotonic() + _LAST_ONES
    while True:
        brought = platform.brought(http)
        taken = [brought.get(one.key, (0.0, None)) for one in said]
        seconds = [end - begin for begin, end in taken if end is not None]
        if len(seconds) == len(said) or time.monotonic() > ends:
            break
        time.sleep(0.1)
    show(f"{platform.name}, {name} ({rate:.0f}/s)", seconds or [0.0], tail=0.99)
    if len(seconds) < len(said):
        print(f"    not acknowledged: {len(said) - len(seconds)}")
    return said


def _backlog(
    engine: Engine, stage: Stage, http: httpx.Client, said: list[Said], end: float
) -> None:
    """Until nothing is owed, or the time is over; then whether it came in order."""
    progress = Progress(engine)
    started = time.monotonic()
    not_there = "lost"
    while time.monotonic() < end:
        now = progress.look()
        if now.arrived >= len(said) and now.nothing_open:
            print(f"  the backlog: answered {time.monotonic() - started:.0f} s after Rasa's start")
            break
        time.sleep(0.5)
    else:
        now, not_there = progress.look(), "open"
        print(f"  the backlog: given up; not taken up {now.untaken}, not answered "
              f"{now.unanswered}, not sent {now.unsent}")  # fmt: skip
    for one in stage.platforms:
        mine = [line for line in said if line.channel == one.name]
        found = count(engine, one.name, mine, one.heard(http), one.brought(http), by_words=False)
        print(f"    {one.name}: {found.stored} messages, {found.replies} answers, {not_there} "
              f"{found.lost}, twice {found.twice}, out of order {found.out_of_order}")  # fmt: skip


if __name__ == "__main__":
    channels()
