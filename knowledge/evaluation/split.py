"""A fixed development/test split: by the text's own hash, so that adding questions moves none.

Files in a folder named `development` are of that part whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from knowledge.evaluation.questions import Question

DEVELOPMENT_SHARE = 0.4
Part = Literal["development", "test"]


def part_of(text: str) -> Part:
    """Which side of the split a question is on."""
    number = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return "development" if number < DEVELOPMENT_SHARE else "test"


def only(part: Part, questions: Iterable[Question], path: Path | None = None) -> list[Question]:
    """The questions of one part. path: the file they stand in."""
    if path and path.resolve().parent.name == "development":
        return list(questions) if part == "development" else []
    return [question for question in questions if part_of(question.text) == part]
