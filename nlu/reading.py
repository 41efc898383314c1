"""What a message is read with: the artefacts that `tungbuoc index` built.

`TUNGBUOC_INDEX` names their folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from nlu.embedding import SentenceVectors, cache_key, read_cache
from nlu.text.language_model import LanguageModel
from nlu.text.normaliser import Normaliser


def _folder() -> Path:
    return Path(os.environ.get("TUNGBUOC_INDEX", "var/index"))


@lru_cache(maxsize=1)
def normaliser() -> Normaliser:
    """The same reading of a message that the retriever has."""
    data = json.loads((_folder() / "language.json").read_text("utf-8"))
    return Normaliser(LanguageModel.from_json(data))


@lru_cache(maxsize=1)
def sentence_vectors() -> SentenceVectors:
    """The served embedding model."""
    return SentenceVectors(_folder() / "encoder")


def known_vectors(texts: Iterable[str]) -> dict[str, Any]:
    """Of normalised texts those whose vector the index has already: what people say of a record is
    learned from twice.
    """
    identity = _folder() / "encoder" / "identity"
    if not identity.is_file():
        return {}
    encoder = identity.read_text("utf-8").split("\n", 1)[0]
    kept = read_cache(_folder() / "cache.npz")
    keys = {text: cache_key(encoder, text) for text in texts}
    return {text: kept[key] for text, key in keys.items() if key in kept}


@lru_cache(maxsize=4096)
def read(text: str) -> str:
    """A message as it was meant; its folded words where the reading is empty."""
    return normaliser()(text) or "…"
