"""The training examples under `nlu/data`, as Rasa reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parents[1] / "data"
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where the package was built with it: sixteen thousand lines are read at every start."""


def examples() -> Iterator[tuple[str, str]]:
    """(text, intent) of every example, file by file."""
    for path in sorted(_FOLDER.glob("*.yml")):
        for group in _LOADER(path.read_text("utf-8")).get_single_data()["nlu"]:
            for line in group["examples"].splitlines():
                if text := line.strip().removeprefix("- ").strip():
                    yield text, group["intent"]
