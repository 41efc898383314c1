"""What the portal says of money and time, and what it does not.

Two traps of the portal's data decide this file. An amount of 0 is what an empty field becomes:
its own pages then print "Miễn phí" beside a text that names a fee. And the unit OTHER means that
the time stands elsewhere, in the variants of the e-service, which at times disagree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.imported.model import ImportedProcedure, Method, PortalFee, PortalTime, PortalWay
from nlu.text import fold

MONEY = re.compile(
    r"(?<![\d./])(\d{1,3}(?:[.,]\d{3})+|\d{4,})(?=\s*(?:đồng|đ\b|vnđ|vnd))", re.IGNORECASE
)
"""An amount of đồng inside a text."""
_LEAST_BELIEVED = 1000
_EMPTY = re.compile(r"[\W_]*(?:0+|dong|vnd|d|0\s*(?:dong|vnd|d))?[\W_]*")


@dataclass(frozen=True)
class FeeSaid:
    """One fee. amount: more than 0, or None; text: the portal's, empty when it says nothing.
    Neither: the portal names no amount. ways: empty for every way.
    """

    amount: int | None
    currency: str
    text: str
    ways: tuple[PortalWay, ...] = ()

    @property
    def unstated(self) -> bool:
        """The portal says nothing of the amount."""
        return self.amount is None and not self.text


@dataclass(frozen=True)
class TimeSaid:
    """One time limit. time: None where the portal has only words, in `texts`. case: the
    variant's name; ways: empty for every way. texts: also what stands beside a number without a
    unit, or beside one of several times of the same way.
    """

    time: PortalTime | None
    ways: tuple[PortalWay, ...] = ()
    case: str | None = None
    texts: tuple[str, ...] = field(default=())


def fee_said(fee: PortalFee, ways: tuple[PortalWay, ...] = ()) -> FeeSaid:
    """One fee as it may be quoted: 0 and empty are no amount, and neither is a 20 beside a text
    that says 20.000 đồng.
    """
    text = "" if _EMPTY.fullmatch(fold(fee.text)) else fee.text
    amount = fee.value if fee.value and fee.value > 0 else None
    if amount and amount < _LEAST_BELIEVED and amounts_in(text) - {amount}:
        amount = None
    return FeeSaid(amount, fee.currency, text, ways)


def amounts_in(text: str) -> set[int]:
    """The amounts of đồng that a text names."""
    return {int(re.sub(r"\D", "", found)) for found in MONEY.findall(text)}


def fees_said(record: ImportedProcedure) -> list[FeeSaid]:
    """Every different fee, with the ways it belongs to (none named when it is for all of them).

    A fee without amount and text is left out when another fee of the same way says something.
    """
    found: dict[FeeSaid, list[PortalWay]] = {}
    for method in record.methods:
        said = [fee_said(fee) for fee in method.fees] or [FeeSaid(None, "VND", "")]
        telling = [fee for fee in said if not fee.unstated]
        for fee in telling or said[:1]:
            found.setdefault(_same(fee), []).append(method.way)
    speaking = {way for fee, ways in found.items() if not fee.unstated for way in ways}
    result = []
    for fee, fee_ways in found.items():
        ways = tuple(dict.fromkeys(fee_ways))
        if fee.unstated:
            ways = tuple(way for way in ways if way not in speaking)
            if not ways:
                continue
        shown = _shown_ways(record, ways)
        result.append(FeeSaid(fee.amount, fee.currency, fee.text, shown))
    return result


def _same(fee: FeeSaid) -> FeeSaid:
    """The same words but for blanks and a last stop are the same fee."""
    return FeeSaid(fee.amount, fee.currency, " ".join(fee.text.split()).rstrip(" .;,"))


def times_said(record: ImportedProcedure) -> list[TimeSaid]:
    """Every different time limit.

    The unit OTHER is no time when the variants give one. Otherwise both are said: of the ways,
    then of each variant that differs from them, by its name.
    """
    cases = [case for case in record.case_times if case.time.unit != "other"]
    result = [*_of_ways(record, bool(cases)), *_in_words(record)]
    several = len({case.time for case in cases}) > 1 or bool(result)
    named = {said.time for said in result}
    for case in cases:
        if case.time not in named:
            result.append(TimeSaid(case.time, case=case.name if several else None))
    return list(dict.fromkeys(result))


def _of_ways(record: ImportedProcedure, told_by_cases: bool) -> list[TimeSaid]:
    found: dict[PortalTime, list[Method]] = {}
    for method in record.methods:
        if method.time:
            found.setdefault(method.time, []).append(method)
    times = Counter(way for methods in found.values() for way in {m.way for m in methods})
    result = []
    for time, methods in found.items():
        without_unit = time.unit == "other"
        if not time.amount or (without_unit and told_by_cases):
            continue
        unclear = without_unit or any(times[method.way] > 1 for method in methods)
        texts = (method.text for method in methods if unclear and method.text)
        ways = _shown_ways(record, [method.way for method in methods])
        result.append(TimeSaid(time, ways, texts=tuple(dict.fromkeys(texts))))
    return result


def _in_words(record: ImportedProcedure) -> list[TimeSaid]:
    """Times that the portal has as a sentence."""
    found: dict[str, list[PortalWay]] = {}
    for method in record.methods:
        if method.time_text:
            found.setdefault(method.time_text, []).append(method.way)
    return [
        TimeSaid(None, _shown_ways(record, ways), texts=(text,)) for text, ways in found.items()
    ]


def _shown_ways(record: ImportedProcedure, ways: Iterable[PortalWay]) -> tuple[PortalWay, ...]:
    """The ways, each once; none when they are all the ways there are."""
    shown = tuple(dict.fromkeys(ways))
    return () if set(shown) == {method.way for method in record.methods} else shown
