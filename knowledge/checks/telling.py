"""Rules about how a citizen is spoken to: in Vietnamese, with accents, without "bác" or "bạn"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from knowledge import hotlines
from knowledge.checks import told
from knowledge.checks.spoken import spoken
from knowledge.errors import Problem
from knowledge.records import Record

if TYPE_CHECKING:
    from knowledge.checks import Context

_LEAST_WORDS = 4
"""Fewer words without an accent may be a name or a code ("Mẫu TK01" has one, "CT01" none)."""
_ENGLISH = re.compile(
    r"\b(?:upload|download|submit|log ?in|log ?out|click|password|username|account|button|browser"
    r"|website|file|link|scan|form|check|update|the|your|please|and|with|online|offline|app)\b",
    re.IGNORECASE,
)
_ACCENT = re.compile(r"[À-ỹĐđ]")
_LETTER = re.compile(r"[^\W\d_]{2,}")


def texts_can_be_told(record: Record, context: Context) -> Iterator[Problem]:
    """No unknown number, no secret given away, nobody addressed: what holds of any text."""
    for at, text in spoken(record):
        if at[0] == "legal_basis":
            continue
        for reason in told.wrong(text, _numbers()):
            yield record.file.problem(at, reason)


def texts_are_vietnamese(record: Record, context: Context) -> Iterator[Problem]:
    """No English word, no line without accents."""
    for at, text in spoken(record):
        if match := _ENGLISH.search(text):
            yield record.file.problem(at, f"chữ tiếng Anh: “{match.group()}”")
        if not _ACCENT.search(text) and len(_LETTER.findall(text)) >= _LEAST_WORDS:
            yield record.file.problem(at, f"câu không dấu: “{text[:40]}”")


def texts_fit_their_frames(record: Record, context: Context) -> Iterator[Problem]:
    """What is read inside another sentence: the office after "hỏi lại", a condition after "Nếu"."""
    procedure = record.procedure
    if procedure.office.endswith((".", "?", "!")):
        yield record.file.problem(
            ("office",), "office được đọc giữa câu “hỏi lại … trước khi đi”: bỏ dấu ở cuối"
        )
    for index, case in enumerate(procedure.cases):
        for place, answer in enumerate(case.answers):
            said = (answer.condition or "").lower()
            if said.startswith("nếu ") or said.endswith((".", "?", "!", ":")):
                yield record.file.problem(
                    ("cases", index, "answers", place, "condition"),
                    "condition được đọc sau chữ “Nếu”: bỏ chữ nếu ở đầu, dấu ở cuối",
                )


@cache
def _numbers() -> frozenset[str]:
    """The numbers that may be told."""
    return frozenset(line.number for _, line in hotlines.load())
