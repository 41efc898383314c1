"""Vectors of passages, cached by what they depend on: model and text.

Passages are embedded as questions are: most of them are what citizens say.

A refresh embeds only what changed. Exact search: to some 20,000 vectors nothing is better
(docs/decisions/0003-exact-search.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from knowledge.encoder.protocol import Vectors
from nlu.embedding import cache_key, read_cache


def embed(
    identity: str, model: Callable[[Sequence[str]], Vectors], texts: Sequence[str], cache: Path
) -> tuple[Vectors, int]:
    """The vectors of `texts` by `model`, and how many of them had to be computed.

    identity: the model's. `cache` is an .npz file, rewritten to hold exactly these texts.
    """
    keys = [cache_key(identity, text) for text in texts]
    known = read_cache(cache)
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        known.update(zip(new, model(list(new.values())), strict=True))
    vectors = np.stack([known[key] for key in keys]).astype(np.float32)
    unique = sorted(set(keys))
    np.savez(cache, keys=np.array(unique), vectors=np.stack([known[key] for key in unique]))
    return vectors, len(new)
