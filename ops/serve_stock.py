"""The servers with Rasa as it is published: only `make bench` runs this, to compare."""

from __future__ import annotations

from dataclasses import replace

from connectors.serve.processes import processes
from connectors.serve.supervisor import run
from connectors.settings import Settings

if __name__ == "__main__":
    app, rasa = processes(Settings())
    command = ["rasa" if part == "bot.engine.main" else part for part in rasa.command]
    run([app, replace(rasa, command=command)], lambda seconds: None)
