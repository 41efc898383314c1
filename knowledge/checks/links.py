"""Rules about addresses, codes and the numbers of laws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge import hosts
from knowledge.checks.spoken import spoken
from knowledge.errors import Problem
from knowledge.imported import rules
from knowledge.records import Record

if TYPE_CHECKING:
    from knowledge.checks import Context

_CODE = re.compile(r"(?<![\d.])\d\.\d{6}(?!\d)")
# "mã cũ 1.014061", "1.014061 đã gộp"
_SAYS_IT_IS_OLD = re.compile(r"\bcũ\b|đã (?:gộp|nhập|bỏ)|không còn|thay", re.IGNORECASE)
# 60/2014/QH13 · 66.7/2025/NQ-CP · 24/2021/QĐ-TTg · 1474/QĐ-BTC
_LAW = re.compile(r"\d+(?:\.\d+)?(?:/(\d{4}))?/[A-ZĐ]{2,}\d*(?:-[A-ZĐ][A-ZĐa-z]+)*")
_FIRST_YEAR = 1945


def links_are_known(record: Record, context: Context) -> Iterator[Problem]:
    """Citizens are sent to the state's own pages; facts come from sites somebody vouched for."""
    known = hosts.default()
    procedure = record.procedure
    if not known.is_official(procedure.portal.url):
        yield record.file.problem(
            ("portal", "url"), f"{procedure.portal.url} không phải trang của nhà nước"
        )
    for index, paper in enumerate(procedure.papers):
        if paper.form and paper.form.url and not known.is_official(paper.form.url):
            yield record.file.problem(
                ("papers", index, "form", "url"), f"{paper.form.url} không phải trang của nhà nước"
            )
    for index, source in enumerate(procedure.sources):
        if source.url and not known.is_known(source.url):
            yield record.file.problem(
                ("sources", index, "url"), f"{source.url}: trang này chưa có trong hosts.yaml"
            )


def page_is_of_this_procedure(record: Record, context: Context) -> Iterator[Problem]:
    """The portal's page is not another procedure's."""
    procedure = record.procedure
    others = set(_CODE.findall(procedure.portal.url)) - {procedure.code}
    if others and not procedure.code.startswith("tb-"):
        yield record.file.problem(
            ("portal", "url"), f"trang này là của thủ tục {', '.join(sorted(others))}"
        )


def texts_name_current_codes(record: Record, context: Context) -> Iterator[Problem]:
    """Nobody is sent to a code that was merged away, unless it is said to be the old one."""
    for at, text in spoken(record):
        if _SAYS_IT_IS_OLD.search(text):
            continue
        for code in _CODE.findall(text):
            if reason := _merged(code, context):
                yield record.file.problem(at, reason)


def answers_lead_elsewhere(record: Record, context: Context) -> Iterator[Problem]:
    """An answer leads to another procedure, under a code that is current."""
    for index, case in enumerate(record.procedure.cases):
        for place, answer in enumerate(case.answers):
            at = ("cases", index, "answers", place, "leads_to")
            if answer.leads_to == record.procedure.code:
                yield record.file.problem(at, f"câu trả lời {answer.id} dẫn về chính thủ tục này")
            elif answer.leads_to and (reason := _merged(answer.leads_to, context)):
                yield record.file.problem(at, reason)


def _merged(code: str, context: Context) -> str | None:
    if successor := context.records.successor(code):
        return f"{code} là mã cũ, nay là {successor.code}"
    if context.records.get(code):
        return None
    rule = rules.default().code_rule(code)
    if rule and rule.sure and rule.since <= context.today:
        return f"{code} là mã cũ, nay là {', '.join(rule.new)}"
    return None


def laws_are_numbered(record: Record, context: Context) -> Iterator[Problem]:
    """A law has a number of the usual form, of a year that has been."""
    for index, basis in enumerate(record.procedure.legal_basis):
        at = ("legal_basis", index, "number")
        match = _LAW.fullmatch(basis.number)
        if not match:
            yield record.file.problem(
                at, f"số văn bản “{basis.number}” sai dạng (đúng: 60/2014/QH13, 123/2015/NĐ-CP)"
            )
        elif match[1] and not _FIRST_YEAR <= int(match[1]) <= context.today.year:
            yield record.file.problem(at, f"{basis.number}: không thể có năm {match[1]}")


def no_replaced_law(record: Record, context: Context) -> Iterator[Problem]:
    """A law that `imported/rules.yaml` says is replaced is no legal basis any more."""
    for index, basis in enumerate(record.procedure.legal_basis):
        for law in rules.default().laws:
            if basis.number == law.number and law.since <= context.today:
                yield record.file.problem(
                    ("legal_basis", index, "number"),
                    f"{law.number} hết hiệu lực từ {law.since}, nay là {law.now}",
                )
