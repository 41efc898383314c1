"""What is stormed, and for how long."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.training import ROOT

_RATES = {"echo": 20.0, "real": 3.0}


@dataclass(frozen=True)
class Options:
    """messages: over all channels. rate: of them a second. kill_every: seconds between kills;
    each_once: every server is killed once, evenly over the messages, instead. minutes: after which
    what is not answered is given up. page: where the result is written; None is nowhere.
    """

    messages: int = 10_000
    store: Literal["sqlite", "postgres"] = "sqlite"
    rasa: Literal["echo", "real"] = "echo"
    rate: float = 20.0
    kill_every: float = 20.0
    each_once: bool = False
    minutes: float = 12.0
    seed: int = 1
    page: Path | None = None

    @property
    def apps(self) -> int:
        """SQLite serves one app; each app has a Rasa of its own."""
        return 1 if self.store == "sqlite" else 2

    @property
    def title(self) -> str:
        """The kind of run, in words."""
        store = "SQLite, one app" if self.apps == 1 else "PostgreSQL, two apps"
        rasa = {"echo": "an echo in Rasa's place", "real": "one Rasa"}[self.rasa]
        return f"{store}, {rasa if self.apps == 1 else rasa.replace('one Rasa', 'two Rasas')}"


def read(arguments: Sequence[str] | None = None, about: str | None = None) -> Options:
    """The options of a command line."""
    parser = ArgumentParser(description=about)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite",
                        help="postgres: a server of its own, two apps, two Rasas")  # fmt: skip
    parser.add_argument("--rasa", choices=("echo", "real"), default="echo")
    parser.add_argument("--rate", type=float, help="messages a second: 20, with real Rasas 3")
    parser.add_argument("--kill-every", type=float, default=20.0, help="seconds")
    parser.add_argument("--minutes", type=float, default=12.0, help="then the rest is given up")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "storm.md",
                        help="where the result is written, under a heading of its own")  # fmt: skip
    found = parser.parse_args(arguments)
    found.rate = found.rate or _RATES[found.rasa]
    return Options(**vars(found))
