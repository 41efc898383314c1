"""Rules about amounts: what is said of money anywhere in a record must agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from knowledge.checks.spoken import spoken
from knowledge.errors import Problem
from knowledge.imported.said import amounts_in
from knowledge.records import Record
from knowledge.schema import Fee
from nlu.text import fold

if TYPE_CHECKING:
    from knowledge.checks import Context

_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_EXPLAINS = re.compile(
    r"ví dụ|khoảng|\btức\b|bằng|%|mức (?:thường|cũ|chung|chuẩn)|giảm|trước đây|cộng", re.IGNORECASE
)
"""Says how an amount comes about, or what it was: such a sentence names other amounts too."""
_ENOUGH = 0.55
"""Share of a title's words: "bản sao xin thêm" is "Bản sao giấy khai sinh xin thêm"."""
_WORD = re.compile(r"\w+")
_LEAST = 100
"""Đồng. The smallest note is 500."""
_LAST = date.max
_FIRST = date.min


def texts_agree_with_fees(record: Record, context: Context) -> Iterator[Problem]:
    """A sentence that names a fee by most words of its title and gives an amount gives that fee's;
    a fee's own text gives its own.
    """
    fees = record.procedure.fees
    amounts: dict[str, set[int]] = {}
    for fee in fees:
        if fee.amount is not None:
            amounts.setdefault(fold(fee.title), set()).add(fee.amount)
    for at, text in spoken(record):
        if at[0] == "legal_basis" or at[-1] == "doubt" or not amounts_in(text):
            continue
        own = fold(fees[int(at[1])].title) if at[0] == "fees" else None
        for sentence in _SENTENCE.split(text):
            said = amounts_in(sentence)
            title = own if own in amounts else _named(sentence, amounts)
            if not said or title is None or _EXPLAINS.search(sentence):
                continue
            for amount in sorted(said - amounts[title]):
                yield record.file.problem(
                    at, f"câu này nói {_dong(amount)}, mục fees ghi {_list(amounts[title])}"
                )


def _named(sentence: str, titles: Iterable[str]) -> str | None:
    """The title most of whose words are in the sentence, if any has enough there."""
    words = set(_WORD.findall(fold(sentence)))
    best: tuple[float, str] | None = None
    for title in titles:
        wanted = set(_WORD.findall(title))
        share = len(wanted & words) / len(wanted)
        if len(wanted) > 1 and share >= _ENOUGH and (best is None or share > best[0]):
            best = (share, title)
    return best[1] if best else None


def fees_agree(record: Record, context: Context) -> Iterator[Problem]:
    """One thing, in one case, by one way, on one day, has one price."""
    for (_, first), (index, second) in combinations(enumerate(record.procedure.fees), 2):
        if _same_thing(first, second) and first.amount != second.amount:
            yield record.file.problem(
                ("fees", index),
                f"phí {first.id} và {second.id} cùng tên, cùng trường hợp, mà số tiền khác nhau",
            )


def _same_thing(first: Fee, second: Fee) -> bool:
    return (
        first.amount is not None
        and second.amount is not None
        and fold(first.title) == fold(second.title)
        and first.when == second.when
        and set(first.ways) == set(second.ways)
        and first.per == second.per
        and (first.valid_from or _FIRST) <= (second.valid_until or _LAST)
        and (second.valid_from or _FIRST) <= (first.valid_until or _LAST)
    )


def amounts_are_in_dong(record: Record, context: Context) -> Iterator[Problem]:
    """Nothing costs eight đồng: somebody left out the thousands."""
    for name in ("fees", "benefits"):
        for index, fact in enumerate(getattr(record.procedure, name)):
            if fact.amount is not None and fact.amount < _LEAST:
                yield record.file.problem(
                    (name, index, "amount"), f"{_dong(fact.amount)} thì quá ít: ghi đủ, như 8000"
                )


def no_expired_benefit(record: Record, context: Context) -> Iterator[Problem]:
    """What was paid until some day is not paid after it."""
    for index, benefit in enumerate(record.procedure.benefits):
        if benefit.valid_until and benefit.valid_until < context.today:
            yield record.file.problem(
                ("benefits", index, "valid_until"),
                f"khoản {benefit.id} đã hết hạn {benefit.valid_until}",
            )


def _dong(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")


def _list(amounts: set[int]) -> str:
    return ", ".join(_dong(amount) for amount in sorted(amounts))
