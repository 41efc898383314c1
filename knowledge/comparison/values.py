"""What each side says of level, time, fee and ways, as short values that can be set side by side.

A value is also the key by which `compared.yaml` explains it, so it reads like what an editor
would write: "3 ngày làm việc", "8.000 đồng", "do tỉnh quyết định".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.imported import ImportedProcedure
from knowledge.imported.said import amounts_in, fees_said, times_said
from knowledge.schema import Fee, Procedure, TimeLimit
from nlu.text import fold

Values = tuple[str, ...]

FREE = "miễn"
BY_PROVINCE = "do tỉnh quyết định"
_LEVELS = {"commune": "cấp xã", "province": "cấp tỉnh", "ministry": "cấp bộ"}
_UNITS = {
    "working_day": "ngày làm việc",
    "day": "ngày",
    "hour": "giờ",
    "month": "tháng",
    "year": "năm",
    "other": "(không ghi đơn vị)",
}
_WAYS = {"online": "trực tuyến", "counter": "tại quầy", "post": "bưu điện"}
_AGENCIES = {
    "commune": r"cap xa|xa, phuong|phuong, xa|\bubnd xa|uy ban nhan dan xa|co so",
    "province": r"cap tinh|\bso |van phong dang ky dat|tinh,? thanh pho|khu vuc",
    "ministry": r"cap bo|^bo |cuc |trung uong",
}
# "miễn lệ phí cho người thuộc hộ nghèo", "miễn phí"; not "miễn thị thực".
_FREE_WORDS = re.compile(r"\bmien (?:le )?phi|\bkhong thu (?:le )?phi")
_PROVINCE_WORDS = re.compile(r"hoi dong nhan dan (?:cap )?tinh|hdnd (?:cap )?tinh")


def _sorted(values: Iterable[str]) -> Values:
    return tuple(sorted(set(values)))


def dong(amount: int) -> str:
    """8000 → "8.000 đồng"."""
    return f"{amount:,} đồng".replace(",", ".")


def our_level(procedure: Procedure) -> Values:
    """The level that decides."""
    return (_LEVELS[procedure.level],)


def their_level(record: ImportedProcedure) -> Values:
    """The levels ticked on the portal; without any, those its agencies are of."""
    if record.levels:
        return _sorted(_LEVELS[level] for level in record.levels)
    agencies = fold("; ".join(record.agencies))
    return _sorted(
        _LEVELS[level] for level, words in _AGENCIES.items() if re.search(words, agencies)
    )


def our_time(procedure: Procedure) -> Values:
    """How long the office may take; a limit in words only has no value here."""
    limits = (limit for limit in procedure.time_limits if limit.who == "office")
    return _sorted(value for limit in limits if (value := _our_span(limit)))


def _our_span(limit: TimeLimit) -> str | None:
    if limit.unit == "same_day":
        return "trong ngày"
    return f"{limit.amount} {_UNITS[limit.unit]}" if limit.unit else None


def their_time(record: ImportedProcedure) -> Values:
    """Every time the portal gives in numbers."""
    return _sorted(
        f"{said.time.amount:g} {_UNITS[said.time.unit]}".replace(".", ",")
        for said in times_said(record)
        if said.time
    )


def our_fee(procedure: Procedure) -> Values:
    """Amounts (also inside texts), "miễn", and that the province decides."""
    return _sorted(value for fee in procedure.fees for value in _our_amounts(fee))


def _our_amounts(fee: Fee) -> set[str]:
    found = {dong(amount) for amount in amounts_in(fee.text or "")}
    if fee.amount is not None:
        found.add(dong(fee.amount))
    if fee.free:
        found.add(FREE)
    if fee.set_by == "province" and fee.amount is None and not fee.free:
        found.add(BY_PROVINCE)
    return found


def their_fee(record: ImportedProcedure) -> Values:
    """The same of the portal, also where it stands in the words beside a way to hand in. An amount
    of 0 and an empty field say nothing.
    """
    fees = [fee for fee in fees_said(record) if fee.currency == "VND"]
    found = {dong(fee.amount) for fee in fees if fee.amount}
    for text in (*(fee.text for fee in fees), *(method.text for method in record.methods)):
        found |= {dong(amount) for amount in amounts_in(text)}
        folded = fold(text)
        if _FREE_WORDS.search(folded):
            found.add(FREE)
        if _PROVINCE_WORDS.search(folded):
            found.add(BY_PROVINCE)
    return _sorted(found)


def our_ways(procedure: Procedure) -> Values:
    """The ways to hand in."""
    return _sorted(_WAYS[channel.way] for channel in procedure.channels)


def their_ways(record: ImportedProcedure) -> Values:
    """The same of the portal; "at the counter and online" counts as both."""
    return _sorted(
        _WAYS[way]
        for method in record.methods
        for way in (("counter", "online") if method.way == "counter_and_online" else (method.way,))
    )
