"""Telling a follow-up ("nộp ở đâu vậy?") from a question that names its topic."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from nlu.text.folding import words

_SPENDS = re.compile(r"\bmất\s+(?=bao|mấy|nhiêu|tiền|phí|lệ|khoảng|lâu|thời|công|gì|nhiều|đồng)")
_FILE = Path(__file__).parents[1] / "lexicon" / "question_words.txt"


@cache
def _question_words() -> frozenset[str]:
    lines = _FILE.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def content_words(text: str) -> list[str]:
    """The words of a normalised question that are not asking, addressing or joining.

    "mất" asks when it spends time or money ("mất bao lâu"), and tells of a loss or a death else.
    """
    spent = _SPENDS.sub(" ", text.lower())
    return [word for word in words(spent) if word not in _question_words() and not word.isdigit()]


def names_a_topic(text: str) -> bool:
    """Whether a normalised question has any content word."""
    return bool(content_words(text))
