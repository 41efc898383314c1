"""The numbers of the retriever: fused weights, calibration, thresholds.

They stand in `weights.json`, written by `tungbuoc tune` on development questions only.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("weights.json")


class Imported(BaseModel):
    """What stands in for the learned and the adapted view of a procedure nobody wrote phrases for:
    standard deviations above the mean of the others. nearness: what is added for each that its
    name is nearer than other names. Chosen so that the curated ones lose no more than one question
    of the development part.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    learned: float
    adapted: float
    nearness: float


class Calibration(BaseModel):
    """A line through the log-odds of the judges' mean (Platt 1999): what it gives is the share that
    is right.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    slope: float
    bias: float


class Weights(BaseModel):
    """See `Retriever` and `decide` for how each is used."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fusion: dict[str, float]
    imported: Imported
    kinds: dict[str, float]
    confidence: dict[str, float]
    calibration: Calibration
    answer: float
    ask_back: float


@cache
def load() -> Weights:
    """The committed weights."""
    return Weights.model_validate(json.loads(FILE.read_text("utf-8")))
