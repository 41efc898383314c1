"""Rules about papers and offices that were, and are no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.checks.spoken import spoken
from knowledge.errors import Problem
from knowledge.records import Record
from knowledge.yaml_file import Location

if TYPE_CHECKING:
    from knowledge.checks import Context

# The old identity card ended on 1 January 2025.
_OLD_CARD = re.compile(r"chứng minh nhân dân|chứng minh thư|\bcmnd\b", re.IGNORECASE)
_IS_OLD = re.compile(
    r"\bcũ\b|9 số|09 số|hết (?:giá trị|hạn|hiệu lực)|không (?:còn|dùng|phải)", re.IGNORECASE
)


def no_old_identity_card(record: Record, context: Context) -> Iterator[Problem]:
    """Nobody is told to bring an identity card that is no longer valid."""
    for index, paper in enumerate(record.procedure.papers):
        for key in ("name", "plain", "held", "how_to_get"):
            text = getattr(paper, key) or ""
            if _OLD_CARD.search(text) and not _IS_OLD.search(text):
                yield record.file.problem(
                    ("papers", index, key),
                    "chứng minh nhân dân hết giá trị từ 01/01/2025: ghi thẻ căn cước",
                )


# Since 1 March 2025 (facts §3.3) the police issue licences and judicial records.
_MOVED = (
    (
        re.compile(r"sở giao thông|sở gtvt", re.IGNORECASE),
        None,
        "Sở Giao thông vận tải không còn; bằng lái, đăng ký xe do công an cấp",
    ),
    (
        re.compile(r"sở tư pháp", re.IGNORECASE),
        re.compile(r"lý lịch tư pháp", re.IGNORECASE),
        "phiếu lý lịch tư pháp do Công an tỉnh cấp, không phải Sở Tư pháp",
    ),
)
_DENIES = re.compile(
    r"không (?:còn|phải|nộp|nhận|cấp)|trước đây|trước kia|đã chuyển|trả về", re.IGNORECASE
)


def no_office_that_moved(record: Record, context: Context) -> Iterator[Problem]:
    """Nobody is sent to an office that does this no longer, unless told that it does not."""
    procedure = record.procedure
    items: dict[Location, list[str]] = {}
    texts = spoken(record)
    for at, text in texts:
        items.setdefault(at[:2], []).append(text)
    denied = {at for at, beside in items.items() if _DENIES.search(" ".join(beside))}
    for at, text in texts:
        if at[0] == "legal_basis" or at[:2] in denied:
            continue
        for office, about, reason in _MOVED:
            concerns = about is None or about.search(f"{procedure.name} {text}")
            if office.search(text) and concerns:
                yield record.file.problem(at, reason)
