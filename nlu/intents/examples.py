"""The training examples under `nlu/data`, as Rasa reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import ne
from pathlib import Path

import yaml

from nlu.text import lexicon
from nlu.text.folding import fold

_FOLDER = Path(__file__).parents[1] / "data"
_WORD = re.compile(r"\w+")
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where the package was built with it: sixteen thousand lines are read at every start."""


def examples() -> Iterator[tuple[str, str]]:
    """(text, intent) of every example, file by file."""
    for path in sorted(_FOLDER.glob("*.yml")):
        for group in _LOADER(path.read_text("utf-8")).get_single_data()["nlu"]:
            for line in group["examples"].splitlines():
                if text := line.strip().removeprefix("- ").strip():
                    yield text, group["intent"]


def well_spelt() -> list[str]:
    """The examples written with accents and without chat or regional words.

    The language model that reads messages learns from them how acts are worded; the procedures'
    texts know nothing of "quay lại bước trước".
    """
    return [text for text, _ in examples() if _is_well_spelt(text)]


def _is_well_spelt(text: str) -> bool:
    found = _WORD.findall(text.lower())
    accented = sum(map(ne, found, _WORD.findall(fold(text))))
    regional = not lexicon.dialect().keys().isdisjoint(found)
    return 2 * accented >= len(found) and not regional and lexicon.is_plain(text)
