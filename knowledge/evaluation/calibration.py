"""Whether scores mean what they say: of candidates scored 0.9, nine in ten should be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Band:
    """The first candidates scored from `low` to `high`: how many, their mean score, and the share
    of them that was right.
    """

    low: float
    high: float
    n: int
    score: float
    right: float


def bands(scored: Iterable[tuple[float, bool]]) -> list[Band]:
    """Bands that hold anything. scored: a first candidate's score, 0..1, and whether it was right;
    of a question that no procedure answers none is.
    """
    found = list(scored)
    made = []
    for low, high in pairwise(_EDGES):
        here = [
            (score, right)
            for score, right in found
            if low <= score < high or (high == _EDGES[-1] and score >= high)
        ]
        if here:
            mean = sum(score for score, _ in here) / len(here)
            share = sum(right for _, right in here) / len(here)
            made.append(Band(low, high, len(here), round(mean, 4), round(share, 4)))
    return made


def error(made: Sequence[Band]) -> float:
    """The expected calibration error: by how much score and share differ, each band weighed by
    its number (Naeini et al. 2015).
    """
    whole = sum(band.n for band in made)
    if not whole:
        return 0.0
    return round(sum(band.n * abs(band.score - band.right) for band in made) / whole, 4)


def to_json(made: Sequence[Band]) -> dict[str, Any]:
    """The bands and their error."""
    return {"bands": [vars(band) for band in made], "error": error(made)}


def lines(made: Sequence[Band]) -> list[str]:
    """A line for each band."""
    return [
        *(
            f"scored {band.low:.1f} to {band.high:.1f}: {band.n:>4}, mean {band.score:.3f}, "
            f"right {band.right:.3f}"
            for band in made
        ),
        f"calibration error: {error(made):.3f}",
    ]
