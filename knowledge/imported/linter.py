"""What in an imported record cannot be taken at its word.

Marks carry the days between which they hold, so that they depend on the record and the rules
alone: a fee whose window ends next month is marked today, with effect from next month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from knowledge.imported.model import ImportedProcedure, Mark, Part
from knowledge.imported.readable import texts
from knowledge.imported.rules import Rules, WordRule
from knowledge.imported.said import amounts_in

_UNTIL = re.compile(
    r"(?:đến|tới)(?: hết)?(?: ngày)?\s*(?P<day>\d{1,2})\s*"
    r"(?:[/.-]\s*(?P<month>\d{1,2})\s*[/.-]|tháng\s*(?P<month2>\d{1,2})\s*năm)\s*(?P<year>\d{4})",
    re.IGNORECASE,
)
_MONEY = re.compile(r"phí|mức thu|đồng|%|giảm|miễn", re.IGNORECASE)
_LAW_NUMBER = re.compile(r"(?<![\d/])\d{1,4}(?:\.\d+)?/((?:19|20|21)\d\d)/[A-ZĐ]{2}[\w-]*")
_FIRST_LAW = 1945
_GLUED = (
    re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+\d{1,3}\.\d{3}(?!\d)"),  # 200.000100.000
    re.compile(r"\d\s?(?:đồng|đ|VNĐ|VND)\d", re.IGNORECASE),  # 20.000đ10.000đ
)
_MOST_DONG = 1_000_000_000
_TEST = re.compile(
    r"\btest\b(?! nhanh)|\bdemo\b|\basdf|\bqwer|^[\W\d_]*$|^thử\b(?! (?:nghiệm|việc))"
    r"|\s(?:ngày\s)?(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])\s*$",
    re.IGNORECASE,
)


def lint(record: ImportedProcedure, rules: Rules) -> list[Mark]:
    """Every mark of one record by itself, each kind at most once a part.

    What only its neighbours show (re-used codes) is `peers.compare`'s.
    """
    found = [
        *_test_record(record),
        *_merged_code(record, rules),
        *_stale_words(record, rules),
        *_laws(record, rules),
        *_fee_windows(record),
        *_mismatches(record),
        *_glued(record),
    ]
    return list({(mark.kind, mark.part): mark for mark in reversed(found)}.values())[::-1]


def parts(record: ImportedProcedure) -> Iterator[tuple[Part, str]]:
    """Every text of a record but its laws, with the section a reply would quote it in."""
    for case in record.cases:
        yield "documents", case.name
        for paper in case.papers:
            yield "documents", paper.name
    for method in record.methods:
        yield "how", method.text
        yield "time", method.time_text
        for fee in method.fees:
            yield "fee", fee.text
    for agency in record.agencies:
        yield "where", agency
    yield "where", record.addresses
    for step in record.steps:
        yield "how", step.name
        yield "how", step.text
    yield "eligibility", record.conditions
    for result in record.results:
        yield "result", result


def _test_record(record: ImportedProcedure) -> Iterator[Mark]:
    if match := _TEST.search(record.name):
        yield Mark(
            kind="test_record",
            found=match.group().strip() or record.name,
            why=f"tên “{record.name}” trông như bản ghi thử của Cổng",
            grave=True,
        )


def _merged_code(record: ImportedProcedure, rules: Rules) -> Iterator[Mark]:
    rule = rules.code_rule(record.code)
    if rule and record.province is None:
        yield Mark(
            kind="merged_code",
            found=", ".join(rule.new),
            why=f"mã {record.code} {'đã' if rule.sure else 'có lẽ đã'} nhập vào "
            f"{', '.join(rule.new)} ({rule.why})",
            since=rule.since,
        )


def _stale_words(record: ImportedProcedure, rules: Rules) -> Iterator[Mark]:
    compiled = [
        (rule, re.compile(rule.find, re.I), re.compile(rule.unless, re.I) if rule.unless else None)
        for rule in rules.words
    ]
    for part, text in parts(record):
        for rule, find, unless in compiled:
            if not find.search(text):
                continue
            for piece in texts(text, most=10_000):
                if (match := find.search(piece)) and not (unless and unless.search(piece)):
                    yield _stale(rule, match.group(), part)
                    break


def _stale(rule: WordRule, found: str, part: Part) -> Mark:
    return Mark(
        kind=rule.kind, found=" ".join(found.split()), part=part, why=rule.why, since=rule.since
    )


def _laws(record: ImportedProcedure, rules: Rules) -> Iterator[Mark]:
    for law in record.legal:
        said = f"{law.number} {law.name}"
        for rule in rules.laws:
            # The number by itself: a law that amends it names it too, under its own number.
            if (law.number or law.name).strip().endswith(rule.number):
                yield Mark(
                    kind="repealed_law",
                    found=rule.number,
                    part="legal",
                    why=f"{rule.number} đã được thay bằng {rule.now} ({rule.basis})",
                    since=rule.since,
                )
        yield from _impossible_years(said, "legal", record.fetched_on.year)
    for part, text in parts(record):
        yield from _impossible_years(text, part, record.fetched_on.year)


def _impossible_years(text: str, part: Part, now: int) -> Iterator[Mark]:
    for match in _LAW_NUMBER.finditer(text):
        year = int(match.group(1))
        if year < _FIRST_LAW or year > now:
            early = year < _FIRST_LAW
            yield Mark(
                kind="impossible_year",
                found=match.group(),
                part=part,
                why=f"không có văn bản nào của năm {year}",
                until=None if early else date(year, 1, 1) - timedelta(days=1),
            )


def _fee_windows(record: ImportedProcedure) -> Iterator[Mark]:
    for method in record.methods:
        for fee in method.fees:
            yield from _windows(fee.text, "fee")
        for piece in texts(method.text, most=10_000):
            if _MONEY.search(piece) and "phí" in piece.lower():
                yield from _windows(piece, "fee")


def _windows(text: str, part: Part) -> Iterator[Mark]:
    for match in _UNTIL.finditer(text):
        try:
            last = date(
                int(match["year"]), int(match["month"] or match["month2"]), int(match["day"])
            )
        except ValueError:
            continue
        yield Mark(
            kind="expired_fee",
            found=" ".join(match.group().split()),
            part=part,
            why=f"mức phí này chỉ đến hết ngày {last:%d/%m/%Y}",
            since=last + timedelta(days=1),
        )


def _mismatches(record: ImportedProcedure) -> Iterator[Mark]:
    """The amount entered is none of those that the text beside it names."""
    for method in record.methods:
        for fee in method.fees:
            said = amounts_in(fee.text)
            if fee.value and said and fee.value not in said:
                amount = f"{fee.value:,}".replace(",", ".")
                yield Mark(
                    kind="fee_mismatch",
                    found=f"{amount} đồng",
                    part="fee",
                    why=f"ô số tiền ghi {amount} đồng, chữ kèm theo ghi số khác",
                )


def _glued(record: ImportedProcedure) -> Iterator[Mark]:
    for part, text in parts(record):
        for pattern in _GLUED:
            if match := pattern.search(text):
                yield Mark(
                    kind="glued_number",
                    found=match.group(),
                    part=part,
                    why=f"hai số dính vào nhau: “{match.group()}”",
                )
                break
    for method in record.methods:
        for fee in method.fees:
            if fee.value and fee.value >= _MOST_DONG:
                yield Mark(
                    kind="glued_number",
                    found=str(fee.value),
                    part="fee",
                    why=f"số tiền {fee.value} lớn đến mức khó tin",
                )
