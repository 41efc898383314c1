"""Messages over Telegram, Zalo OA and Zalo Bot together, while servers are killed with -9.

    python -m ops.channel_storm --messages 10000
    python -m ops.channel_storm --messages 10000 --store postgres
    python -m ops.channel_storm --messages 1000 --store postgres --rasa real

Deliveries come twice, out of order and late, are replayed, forged and made of nonsense; app (with
the worker in it) and Rasa are killed at random. `echo` takes Rasa's place and repeats what it was
told, so that each reply shows what it answers; with `real` the store's rows are compared with what
the twins took. Writes docs/storm.md; exit 1 when a promise was broken or something was given up.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import Engine

from connectors.database import open_engine
from ops.postgres import running_postgres
from ops.storm import page
from ops.storm.count import Counted, count
from ops.storm.options import Options, read
from ops.storm.progress import Progress
from ops.storm.rasa_memory import remembered
from ops.storm.sending import Storm
from ops.storm.servers import running

_COUNTS_ARE_STORED = 11.0
"""Seconds: the app stores them every ten."""


@dataclass
class Result:
    """found: by channel. gave_up: why, when something was left. notes: what else was seen."""

    storm: Storm
    found: dict[str, Counted]
    gave_up: str
    notes: str

    @property
    def broken(self) -> bool:
        return bool(self.gave_up) or any(one.broken for one in self.found.values())


def storm(options: Options) -> Result:
    """Run it; what the store and the twins say."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="storm-")))
        http = stack.enter_context(httpx.Client(timeout=60, trust_env=False))
        database = stack.enter_context(_database(options, folder))
        stage = stack.enter_context(running(folder, database, options.rasa, options.apps))
        engine = open_engine(database)
        stack.callback(engine.dispose)
        made = Storm(options, stage, http, random.Random(options.seed))
        made.send()
        gave_up = made.wait(Progress(engine))
        time.sleep(_COUNTS_ARE_STORED)
        notes = "" if options.rasa == "echo" else f" {remembered(database, folder, engine)}"
        return Result(made, _count(made, engine), gave_up, notes)


@contextmanager
def _database(options: Options, folder: Path) -> Iterator[str]:
    if options.store == "sqlite":
        yield f"sqlite:///{folder}/inbox.db"
        return
    with running_postgres() as server:
        yield server.url


def _count(made: Storm, engine: Engine) -> dict[str, Counted]:
    found = {}
    for one in made.stage.platforms:
        said = [line for line in made.said if line.channel == one.name]
        found[one.name] = count(
            engine, one.name, said, one.heard(made.http), one.brought(made.http),
            by_words=made.options.rasa == "echo",
        )  # fmt: skip
        found[one.name].forged += made.forged[one.name, 200]
    return found


def main() -> None:
    """Read the options, run, print and write; exit 1 when a promise was broken."""
    options = read(about=__doc__)
    result = storm(options)
    text = page.section(result.storm, result.found, result.gave_up, result.notes)
    print(f"{options.title}\n{text}")
    if options.page is not None:
        page.write(options.page, options.title, text)
    sys.exit(1 if result.broken else 0)


if __name__ == "__main__":
    main()
