"""The page of storms (docs/storm.md): each kind of run under a heading of its own."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.training import ROOT
from ops.storm.count import Counted
from ops.storm.options import Options
from ops.storm.sending import Storm

_HEAD = """# Storms

Messages through the twins of all three channels, some of them twice, out of order and replayed,
with forgeries and nonsense between them, while the servers are killed with -9 at random. Written by
`python -m ops.channel_storm`; a run replaces the part under its own heading. What is promised, and
how: [channels.md](channels.md).

- The worker that answers and sends is part of the app: killing the app kills both.
- *Order* is what the channel gives: Telegram's number of the update, Zalo's moment of the message.
  *Out of order* is a line that the front door accepted before a younger one of its conversation,
  and that was answered after it.
- *Accepted late*: after a younger line, because the twin tried the younger one first (*reordered*),
  or although it did not (*delayed*: overtaken on the way, or nobody was there to take it). *Set
  right*: answered in its place all the same, since the younger line still waited; the rest came
  when the younger one had been answered.
- Zalo's twins bring a message again until it is taken (one source speaks of an hour, another of a
  day), their pauses fifty times shorter than Zalo's.
- *In doubt*: a server died between a call and noting it. Telegram and Zalo OA are asked whether it
  arrived. The Zalo Bot Platform cannot be asked: the message is *sent again, saying so*, and counts
  as answered twice only if it does not say so.
"""
_COLUMNS: dict[str, str] = {
    "said": "messages", "replies": "answers (lines joined)", "repeated": "deliveries repeated",
    "reordered": "accepted late: reordered", "delayed": "delayed", "set_right": "set right",
    "unsure_arrived": "in doubt: arrived", "unsure_not_arrived": "not arrived",
    "again": "sent again, saying so", "lost": "**lost**", "twice": "**answered twice**",
    "out_of_order": "**out of order**", "forged": "**forged accepted**",
}  # fmt: skip


def table(found: Mapping[str, Counted]) -> str:
    """A line for each channel."""
    lines = [
        "| channel | " + " | ".join(_COLUMNS.values()) + " |",
        "|---" * (len(_COLUMNS) + 1) + "|",
    ]
    for name, counted in found.items():
        figures = {**counted.events, **vars(counted)}
        cells = [str(figures.get(column, 0)) for column in _COLUMNS]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def section(storm: Storm, found: Mapping[str, Counted], gave_up: str, notes: str) -> str:
    """What one run was and did."""
    options = storm.options
    kills = ", ".join(f"{name} {n}" for name, n in sorted(storm.kills.items()))
    lines = [
        f"`{command(options)}`, {datetime.now(UTC):%d/%m/%Y}, at {_commit()}, on {os.cpu_count()} "
        f"cores (load {os.getloadavg()[1]:.1f}): {len(storm.said)} messages, "
        f"{options.rate:g} a second, {storm.seconds:.0f} s. Killed with -9: {kills or 'none'}. "
        f"Forged deliveries: {_forged(storm) or 'none'}.{notes}",
        "",
    ]
    if gave_up:
        lines += [f"**{gave_up[0].upper()}{gave_up[1:]}.**", ""]
    return "\n".join([*lines, table(found)])


def _forged(storm: Storm) -> str:
    """How they were answered; 0 is nobody there."""
    statuses: Counter[int] = Counter()
    for (_, status), number in storm.forged.items():
        statuses[status] += number
    words = {0: "to a dead server"}
    return ", ".join(
        f"{number} {words.get(status, f'answered {status}')}"
        for status, number in sorted(statuses.items(), reverse=True)
    )


def command(options: Options) -> str:
    """That runs it again."""
    return (
        f"python -m ops.channel_storm --messages {options.messages} --store {options.store} "
        f"--rasa {options.rasa} --kill-every {options.kill_every:g} --seed {options.seed}"
    )


def write(page: Path, title: str, text: str) -> None:
    """Put it under its heading; what stands under others stays."""
    old = page.read_text("utf-8") if page.exists() else ""
    kept = {
        heading: body.strip()
        for heading, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", old, re.M | re.S)
    }
    kept[title] = text
    parts = [f"## {heading}\n\n{body}\n" for heading, body in kept.items()]
    page.write_text("\n".join([_HEAD, *parts]), "utf-8")


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or "an unknown commit"
