"""Telling a follow-up ("nộp ở đâu vậy?") from a question that names its topic."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from nlu.text.folding import words

_SPENDS = re.compile(r"\bmất\s+(?=bao|mấy|nhiêu|tiền|phí|lệ|khoảng|lâu|thời|công|gì|nhiều|đồng)")
_FILE = Path(__file__).parents[1] / "lexicon" / "question_words.txt"


@cache
def _question_words() -> tuple[frozenset[str], re.Pattern[str]]:
    """Single words, and a pattern of the phrases."""
    lines = _FILE.read_text("utf-8").splitlines()
    entries = {word for line in lines if not line.startswith("#") for word in line.split()}
    phrases = sorted(entry.replace("_", " ") for entry in entries if "_" in entry)
    pattern = re.compile(rf"\b(?:{'|'.join(phrases)})\b")
    return frozenset(entry for entry in entries if "_" not in entry), pattern


def content_words(text: str) -> list[str]:
    """The words of a normalised question that are not asking, addressing or joining.

    "mất" asks when it spends time or money ("mất bao lâu"), and tells of a loss or a death else.
    """
    single, phrases = _question_words()
    rest = phrases.sub(" ", _SPENDS.sub(" ", text.lower()))
    return [word for word in words(rest) if word not in single and not word.isdigit()]


def names_a_topic(text: str) -> bool:
    """Whether a normalised question has any content word."""
    return bool(content_words(text))
