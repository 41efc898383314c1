"""What the desk says to those who sit at it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("words.yaml")


@cache
def words() -> dict[str, str]:
    """Reason → sentence."""
    given: dict[str, str] = yaml.safe_load(_FILE.read_text("utf-8"))
    return given
