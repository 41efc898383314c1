"""What there is, record by record: `tungbuoc knowledge table` and `docs/records.md`."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.checks.walk import conditional
from knowledge.records import Records
from knowledge.schema import Procedure

_HEADS = (
    "hỏi", "giấy", "phí", "bước", "quầy", "trục trặc", "gọi tên", "tình huống", "nguồn"
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One record in numbers. confidence: shares of read, likely and uncertain facts, in percent
    (they need not add up to exactly 100).
    """

    code: str
    name: str
    counts: tuple[int, ...]
    confidence: tuple[int, int, int]
    checked_on: date


def rows(records: Records) -> list[Row]:
    """Every record, by code."""
    return [_row(procedure) for procedure in records]


def _row(procedure: Procedure) -> Row:
    counts = (
        len(procedure.cases),
        len(procedure.papers),
        len(procedure.fees),
        len(procedure.steps),
        len(procedure.visit),
        len(procedure.troubles),
        len(procedure.names) + len(procedure.phrases),
        len(procedure.situations) + len(procedure.stories),
        len(procedure.sources),
    )
    sure = Counter(fact.confidence for _, fact in conditional(procedure))
    total = sure.total()
    shares = tuple(round(100 * sure[level] / total) for level in ("read", "likely", "uncertain"))
    return Row(
        procedure.code, procedure.short_name, counts, (shares[0], shares[1], shares[2]),
        procedure.checked_on,
    )  # fmt: skip


def render(found: Sequence[Row]) -> str:
    """Columns for a terminal, then the least and the middle of each."""
    lines = [f"{'mã':<31}" + "".join(f"{head:>11}" for head in _HEADS) + f"{'chắc':>13}  đối chiếu"]
    for row in found:
        counts = "".join(f"{count:>11}" for count in row.counts)
        lines.append(f"{row.code:<31}{counts}{_shares(row):>13}  {row.checked_on:%d/%m/%Y}")
    for name, of in _SUMMARIES:
        lines.append(f"{name:<31}" + "".join(f"{of(column):>11}" for column in _columns(found)))
    lines.append("chắc: phần trăm điều đọc thấy / một nguồn nói lại / chưa chắc")
    return "\n".join(lines)


def render_page(found: Sequence[Row]) -> str:
    """The page `docs/records.md`."""
    heads = ["mã", "thủ tục", *_HEADS, "chắc", "đối chiếu"]
    lines = [
        "# Các thủ tục ta đã viết",
        "",
        "Do lệnh `tungbuoc knowledge table --md` viết ra; đừng sửa tay. Một dòng một bản ghi:",
        "",
        "- **hỏi** câu hỏi làm đổi câu trả lời · **giấy** giấy tờ · **phí** các khoản tiền ·",
        "  **bước** các bước trên Cổng · **quầy** các bước khi đến tận nơi · **trục trặc** ·",
        "  **gọi tên** tên và câu người dân nói · **tình huống** chuyện kể thay tên · **nguồn**",
        "- **chắc** phần trăm điều đọc thấy / một nguồn nói lại / chưa chắc;",
        "  **đối chiếu** ngày đối chiếu gần nhất",
        "",
        "| " + " | ".join(heads) + " |",
        "|---|---|" + "---:|" * len(_HEADS) + "---:|---|",
    ]
    for row in found:
        counts = " | ".join(str(count) for count in row.counts)
        lines.append(
            f"| {row.code} | {row.name} | {counts} | {_shares(row)} | {row.checked_on:%d/%m/%Y} |"
        )
    for name, of in _SUMMARIES:
        values = " | ".join(str(of(column)) for column in _columns(found))
        lines.append(f"| | **{name}** | {values} | | |")
    return "\n".join(lines) + "\n"


def _least(column: Sequence[int]) -> int:
    return min(column)


def _middle(column: Sequence[int]) -> int:
    return round(statistics.median(column))


_SUMMARIES: tuple[tuple[str, Callable[[Sequence[int]], int]], ...] = (
    ("ít nhất", _least),
    ("ở giữa", _middle),
)


def _columns(found: Sequence[Row]) -> list[tuple[int, ...]]:
    return list(zip(*(row.counts for row in found), strict=True))


def _shares(row: Row) -> str:
    return " / ".join(str(share) for share in row.confidence)
