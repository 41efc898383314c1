"""The servers with Rasa as it is published: only `make bench` runs this, to compare."""

from __future__ import annotations

from dataclasses import replace

from connectors.serve.processes import Process, processes
from connectors.serve.supervisor import run
from connectors.settings import Settings


def stock(parts: list[Process]) -> list[Process]:
    """The same processes, Rasa started by its own module and so without our fixes."""
    return [
        replace(
            part, command=["rasa" if word == "bot.engine.main" else word for word in part.command]
        )
        for part in parts
    ]


if __name__ == "__main__":
    run(stock(processes(Settings())), lambda seconds: None)
