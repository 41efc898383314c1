"""The numbers of the retriever: fused weights, calibration, thresholds.

They stand in `weights.json`, written by `tungbuoc tune` on development questions only.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("weights.json")


class Weights(BaseModel):
    """See `Retriever` and `decide` for how each is used. imported: standard deviations that stand
    in for the learned view of a procedure nobody wrote phrases for; the most that costs the
    curated ones no more than one question of the development part.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fusion: dict[str, float]
    imported: float
    kinds: dict[str, float]
    confidence: dict[str, float]
    answer: float
    ask_back: float


@cache
def load() -> Weights:
    """The committed weights."""
    return Weights.model_validate(json.loads(FILE.read_text("utf-8")))
