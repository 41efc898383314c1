"""The report of a synchronisation and the open reviews, as text for an operator."""

from __future__ import annotations

import json
from collections.abc import Sequence

from knowledge.imported.report import Entry, Report
from knowledge.imported.reviews import Review

_MOST = 20
_WIDE = 90

MARKS = {
    "district": "còn nhắc cấp huyện",
    "household_book": "còn đòi sổ hộ khẩu giấy",
    "stale_word": "chữ của thời trước",
    "repealed_law": "dẫn văn bản đã hết hiệu lực",
    "expired_fee": "mức phí đã hết hạn",
    "fee_mismatch": "số tiền không khớp chữ kèm theo",
    "impossible_year": "văn bản của năm không thể có",
    "merged_code": "mã đã nhập vào mã khác",
    "reused_code": "mã dùng chung với nơi khác",
    "glued_number": "số dính nhau",
    "wrong_content": "nội dung của thủ tục khác (không dùng)",
    "test_record": "bản ghi thử (không dùng)",
}
SECTIONS = {
    "name": "tên", "documents": "giấy tờ", "fee": "phí", "time": "thời hạn", "where": "nơi nộp",
    "how": "cách nộp", "eligibility": "điều kiện", "result": "kết quả", "legal": "căn cứ",
    "state": "trạng thái",
}  # fmt: skip


def render(report: Report) -> str:
    """The report in a screenful; `--json` has everything."""
    total = "?" if report.total is None else report.total
    lines = [
        f"Đồng bộ {report.run} từ {report.source}, ngày {report.finished_on:%d/%m/%Y}",
        f"danh sách {report.listed}/{total}"
        + ("" if report.complete else " (chưa đủ: không gỡ gì)"),
        f"đọc {report.fetched} chi tiết; đang dùng {report.active - report.withheld} bản ghi, "
        f"giữ lại không dùng {report.withheld}; phiên bản {report.version}",
    ]
    lines += _entries("mới có", report.appeared)
    lines += _entries("đã đổi", report.changed)
    lines += _entries("trở lại", report.returned)
    lines += _entries("không còn", report.withdrawn)
    lines += _entries("không đọc được", report.bad)
    if report.marks:
        lines.append("dấu của máy kiểm tra (số bản ghi):")
        lines += [f"  {count:>5}  {MARKS.get(kind, kind)}" for kind, count in report.marks.items()]
    if report.reviews:
        lines.append(f"chờ người xem: {', '.join(report.reviews)} (tungbuoc portal review)")
    return "\n".join(lines)


def _entries(title: str, entries: Sequence[Entry]) -> list[str]:
    if not entries:
        return []
    lines = [f"{title}: {len(entries)}"]
    for entry in entries[:_MOST]:
        changed = ", ".join(SECTIONS.get(c.section, c.section) for c in entry.changes)
        why = changed or entry.reason
        lines.append(f"  {entry.code} {_cut(entry.name)}" + (f": {why}" if why else ""))
    if len(entries) > _MOST:
        lines.append(f"  … và {len(entries) - _MOST} bản ghi nữa (--json để xem hết)")
    return lines


def render_reviews(reviews: Sequence[Review], as_json: bool) -> str:
    """Open reviews, each with what the portal says now and said before."""
    if as_json:
        rows = [review.model_dump(mode="json") for review in reviews]
        return json.dumps(rows, ensure_ascii=False, indent=2)
    if not reviews:
        return "không có gì chờ xem"
    lines = []
    for review in reviews:
        lines.append(
            f"{review.number}. {review.code} {_cut(review.name)}, từ {review.opened_on:%d/%m/%Y}"
        )
        for change in review.changes:
            lines.append(f"   {SECTIONS.get(change.section, change.section)}:")
            lines += [f"     trước: {_cut(line)}" for line in change.before[:5]]
            lines += [f"     nay:   {_cut(line)}" for line in change.after[:5]]
    lines.append("xong thì: tungbuoc portal review settle SỐ --by TÊN --note ĐÃ-LÀM-GÌ")
    return "\n".join(lines)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"
