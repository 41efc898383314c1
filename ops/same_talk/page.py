"""The talks side by side, as a page (docs/same-talk.md)."""

from __future__ import annotations

from collections.abc import Sequence

from ops.same_talk.people import Answer
from ops.same_talk.shown import Bubble
from ops.same_talk.talking import CODE, Row, Talk

NAMES = {"web": "web", "telegram": "Telegram", "zalo-oa": "Zalo OA", "zalo-bot": "Zalo Bot"}
_MOST = 90
_HEAD = """# Cùng một cuộc trò chuyện trên mọi kênh

Viết lại bằng `python -m ops.same_talk`; không sửa tay. {talks} cuộc trong
`ops/same_talk/talks.yaml` được nói trên web (chat API), Telegram, Zalo OA và Zalo Bot (bản sinh đôi
của mỗi nền tảng), với một app và Rasa thật.

**{turns} lượt, giống nhau {same}.** Lệnh báo lỗi khi một lượt khác. So kết quả của lượt (outcome),
lời, lựa chọn, liên kết, hình và nguồn, sau khi gỡ cách hiện riêng của mỗi kênh:

- tin dài bị cắt thành nhiều tin, lựa chọn đánh số kèm dòng “Gõ số để chọn”, liên kết thành nút hay
  viết ra, nguồn ghi một lần ở cuối (web ghi dưới mỗi tin; nhiều nhất bốn nguồn), lời tả hình ghi
  dưới hình trên Zalo;
- giờ phút, địa chỉ máy chủ và mã làm tiếp của mỗi người đọc như nhau.

Đọc bảng: mỗi dòng một tin; lời dài rút lại, “(+210)” là còn 210 chữ cái nữa; `[Lệ phí]` là nút bấm
được, “1. Lệ phí” là gõ số; 🖼 hình, 🔗 liên kết, 📎2 là hai nguồn ghi dưới tin. Mã làm tiếp ghi là
0000-0000.
"""


def page(talks: Sequence[tuple[Talk, Sequence[Row]]]) -> str:
    """The whole page."""
    asked = [row for _, rows in talks for row in rows if row.answers]
    parts = [_HEAD.format(talks=len(talks), turns=len(asked), same=sum(r.same for r in asked))]
    for number, (talk, rows) in enumerate(talks, 1):
        parts.append(f"## {number}. {talk.name}\n")
        titles = [NAMES[name] for name in rows[0].channels]
        parts.append(f"| | {' | '.join(titles)} |\n|---{'|---' * len(titles)}|")
        parts += [_row(row) for row in rows]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _row(row: Row) -> str:
    if not row.answers:
        moved = " | ".join(f"*đi tiếp trên {NAMES[name]}*" for name in row.channels)
        return f"| → | {moved} |"
    said = row.turn.say.replace("{code}", "0000-0000")
    asked = f"chọn **{row.turn.tap}**" if row.turn.tap else f"“{said}”"
    cells = []
    for answer, differing in zip(row.answers, row.differing, strict=True):
        mark = f"**KHÁC: {', '.join(differing)}**<br>" if differing else ""
        cells.append(mark + cell(answer))
    outcome = f"{_plain(asked)}<br>`{row.answers[0].outcome}`"
    return f"| {outcome} | {' | '.join(cells)} |"


def cell(answer: Answer) -> str:
    """One reply, a message a line."""
    return "<br>".join(_bubble(bubble) for bubble in answer.bubbles)


def _bubble(bubble: Bubble) -> str:
    parts = ["🖼"] if bubble.picture else []
    if bubble.text:
        parts.append(_plain(shortened(bubble.text)))
    parts += ["🔗" for _ in bubble.links]
    if bubble.sources:
        parts.append(f"📎{len(bubble.sources)}")
    if bubble.numbered:
        parts += [f"<br>{n}. {_plain(title)}" for n, title in enumerate(bubble.choices, 1)]
    else:
        parts += [f"`[{_plain(title)}]`" for title in bubble.choices]
    return " ".join(parts)


def shortened(text: str) -> str:
    """The beginning, and how many characters more there are."""
    words = " ".join(CODE.sub("0000-0000", text).split())
    if len(words) <= _MOST + 10:
        return words
    kept = words[:_MOST].rsplit(" ", 1)[0]
    return f"{kept}… (+{len(words) - len(kept)})"


def _plain(text: str) -> str:
    """As a cell of a table may hold it."""
    return text.replace("|", "\\|").replace("<", "&lt;")
