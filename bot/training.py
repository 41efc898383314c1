"""Training Rasa's model when what it is made of has changed; runs Rasa's Python as a subprocess."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENGINE = Path("bot/engine")
_READING = (
    "nlu/components",
    "nlu/embedding.py",
    "nlu/intents",
    "nlu/lexicon",
    "nlu/reading.py",
    "nlu/text",
)
"""What Rasa's own cache does not see: when any of it changed, everything is trained anew."""
_INPUTS = ("bot/engine", "nlu/data", *_READING)
_LOCK = "requirements/rasa.txt"
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "CUDA_VISIBLE_DEVICES": "",
    "OMP_NUM_THREADS": "1",
}


class TrainingError(Exception):
    """Rasa could not train; the message ends with what it printed last."""


def inputs_hash(inputs: Sequence[str] = _INPUTS) -> str:
    """A hash of everything the model is made of, or of a part of it."""
    digest = hashlib.sha256((ROOT / _LOCK).read_bytes())
    for path in input_files(inputs):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(model: Path) -> bool:
    """Whether `model` was trained from what is here now."""
    stamp = model.with_suffix(".inputs")
    return model.is_file() and stamp.is_file() and stamp.read_text() == inputs_hash()


def train(model: Path, python: Path, index: Path) -> bool:
    """Train `model` with Rasa's `python` unless it is current; whether it had to.

    index: the built index, whose language model and embedding the NLU reads with.

    Raises:
        TrainingError: Rasa's environment is missing, or training failed.

    """
    if is_current(model):
        return False
    if not python.exists():
        raise TrainingError(f"chưa có môi trường Rasa ({python.name}): chạy `make setup`")
    model.parent.mkdir(parents=True, exist_ok=True)
    wanted, reading = inputs_hash(), inputs_hash(_READING)
    read_before = model.with_suffix(".reading")
    reread = not read_before.is_file() or read_before.read_text() != reading
    command = [
        str(python), "-m", "bot.engine.main", "train",
        "--domain", str(ENGINE / "domain"),
        "--config", str(ENGINE / "config.yml"),
        "--data", str(ENGINE / "rules.yml"), "nlu/data",
        "--out", str(model.parent),
        "--fixed-model-name", model.name.removesuffix(".tar.gz"),
        *(["--force"] if reread else []),
    ]  # fmt: skip
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **QUIET, "TUNGBUOC_INDEX": str(index)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode or not model.is_file():
        raise TrainingError("Rasa không huấn luyện được:\n" + done.stdout[-2000:])
    model.with_suffix(".inputs").write_text(wanted)
    read_before.write_text(reading)
    return True


def input_files(inputs: Sequence[str] = _INPUTS) -> Iterator[Path]:
    """The files that the model is made of, or a part of it."""
    for folder in inputs:
        given = ROOT / folder
        for path in [given] if given.is_file() else sorted(given.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
