"""How long what is built takes, from nothing: `python -m ops.bench_building`."""

from __future__ import annotations

import tempfile
import time
from datetime import date
from pathlib import Path

from bot.training import train
from connectors.settings import Settings
from knowledge import library
from knowledge.encoder import EncoderSettings
from knowledge.retrieval import Index, Retriever, build


def building() -> None:
    """The index and Rasa's model made from nothing, and the index opened again."""
    settings, known = Settings(), library.load(date.today())
    print("\nbuilt from nothing")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.monotonic()
        built = build(folder / "index", known, EncoderSettings())
        print(f"  index, {built.passages} passages: {time.monotonic() - started:.0f} s")
        started = time.monotonic()
        Retriever(Index.open(folder / "index", known, EncoderSettings()))
        print(f"  index opened again: {time.monotonic() - started:.1f} s")
        started = time.monotonic()
        train(folder / "rasa" / "bot.tar.gz", settings.rasa_python, folder / "index")
        print(f"  Rasa's training: {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    building()
