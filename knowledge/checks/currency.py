"""Rules about time: what was true once and is not any more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.checks.walk import texts
from knowledge.errors import Problem
from knowledge.freshness import max_age
from knowledge.records import Record

if TYPE_CHECKING:
    from knowledge.checks import Context

# No district level since 1 July 2025 (shared facts §3.3).
_DISTRICT = re.compile(
    r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|công an|phòng tư pháp|bhxh|bảo hiểm xã hội|tòa án"
    r"|phòng tài chính[^.]{0,20}|chi cục thuế|trung tâm hành chính công)\s+(?:cấp\s+)?"
    r"(?:huyện|quận|thị xã)|cấp huyện|phòng tư pháp",
    re.IGNORECASE,
)
# Paper household and temporary-residence books ended on 1 January 2023.
_HOUSEHOLD_BOOK = re.compile(r"sổ (?:hộ khẩu|tạm trú)", re.IGNORECASE)
_DENIES = re.compile(r"không (?:còn|cần|phải|được yêu cầu)|đã bỏ|bị bỏ|hết giá trị", re.IGNORECASE)


def district_office(text: str) -> str | None:
    """Why a text that sends people to a district is wrong; None when it does not."""
    match = _DISTRICT.search(text)
    if match is None or _DENIES.search(text):
        return None
    return f"không còn cấp huyện: “{match.group()}”"


def household_book(text: str) -> str | None:
    """Why a text that asks for the paper household book is wrong; None when it does not."""
    if not _HOUSEHOLD_BOOK.search(text) or _DENIES.search(text):
        return None
    return "sổ hộ khẩu, sổ tạm trú giấy không còn giá trị"


def no_district_office(record: Record, context: Context) -> Iterator[Problem]:
    """Nothing is handed in at a district any more."""
    for at, text in texts(record):
        if at[0] != "legal_basis" and (reason := district_office(text)):
            yield record.file.problem(at, reason)


def no_household_book(record: Record, context: Context) -> Iterator[Problem]:
    """No one may be asked for the paper household book."""
    for at, text in texts(record):
        if at[0] != "legal_basis" and (reason := household_book(text)):
            yield record.file.problem(at, reason)


def no_expired_fee(record: Record, context: Context) -> Iterator[Problem]:
    """A fee past its last day is not the fee."""
    for index, fee in enumerate(record.procedure.fees):
        if fee.valid_until and fee.valid_until < context.today:
            yield record.file.problem(
                ("fees", index, "valid_until"), f"phí {fee.id} đã hết hạn {fee.valid_until}"
            )
        if fee.valid_from and fee.valid_until and fee.valid_from > fee.valid_until:
            yield record.file.problem(
                ("fees", index, "valid_from"), f"phí {fee.id}: valid_from sau valid_until"
            )


def no_repealed_basis(record: Record, context: Context) -> Iterator[Problem]:
    """A repealed law is no legal basis."""
    for index, basis in enumerate(record.procedure.legal_basis):
        if basis.in_force_to and basis.in_force_to < context.today:
            yield record.file.problem(
                ("legal_basis", index), f"{basis.number} hết hiệu lực từ {basis.in_force_to}"
            )


def checked_recently(record: Record, context: Context) -> Iterator[Problem]:
    """Somebody must have looked at the record within its field's limit."""
    procedure = record.procedure
    limit = max_age(procedure)
    if procedure.checked_on > context.today:
        yield record.file.problem(("checked_on",), "checked_on ở tương lai")
    elif context.today - procedure.checked_on > limit:
        yield record.file.problem(
            ("checked_on",), f"chưa kiểm tra lại từ {procedure.checked_on} (hạn {limit.days} ngày)"
        )
    if procedure.valid_until and procedure.valid_until < context.today:
        yield record.file.problem(("valid_until",), f"bản ghi hết hạn {procedure.valid_until}")


def codes_are_current(record: Record, context: Context) -> Iterator[Problem]:
    """A code that was merged away is never current, here or as a neighbour."""
    procedure = record.procedure
    if successor := context.records.successor(procedure.code):
        yield record.file.problem(("code",), f"{procedure.code} là mã cũ, nay là {successor.code}")
    for index, neighbour in enumerate(procedure.confusables):
        if successor := context.records.successor(neighbour.code):
            yield record.file.problem(
                ("confusables", index, "code"),
                f"{neighbour.code} là mã cũ, nay là {successor.code}",
            )
