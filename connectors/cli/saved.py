"""Figures kept with what they were measured on: `--save` of `evaluate` and `intents`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.training import ROOT, inputs_hash
from connectors.settings import Settings
from knowledge.evaluation.split import Part
from knowledge.retrieval import weights


def save(target: Path, files: Sequence[Path], part: Part | None, figures: dict[str, Any]) -> None:
    """Write the figures, the files and the part they were measured on, and the configuration."""
    settings = Settings()
    kept = {
        "files": [str(path.resolve().relative_to(ROOT)) for path in files],
        "part": part,
        "configuration": {
            "index": json.loads((settings.index / "manifest.json").read_text("utf-8")),
            "rasa": inputs_hash(),
            "weights": weights.load().model_dump(),
        },
        "figures": {name: value for name, value in figures.items() if not name.endswith("_ms")},
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    target.write_text(text + "\n", "utf-8")
