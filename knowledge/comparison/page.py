"""The comparison as text for a terminal, and as `docs/compared.md`."""

from __future__ import annotations

from collections import Counter
from datetime import date

from knowledge.comparison.compare import PARTS, Compared, Difference, Field, Row, State
from knowledge.comparison.explained import Part

_PARTS: dict[Part, str] = {
    "level": "cấp",
    "time": "thời hạn",
    "fee": "tiền",
    "papers": "giấy tờ",
    "ways": "cách nộp",
}
_STATES: dict[State, str] = {
    "same": "giống",
    "different": "khác",
    "only_ours": "Cổng không ghi",
    "only_theirs": "chỉ Cổng ghi",
}
_SIDES = {"ours": "chỉ ta có", "theirs": "chỉ Cổng có"}


def render(compared: Compared) -> str:
    """Counts, then everything open and every reason that explains nothing, a line each."""
    lines = [*_counts(compared), ""]
    for difference in compared.open:
        lines.append(
            f"còn hỏi: {difference.code} {_PARTS[difference.part]}, {_SIDES[difference.side]}: "
            f"{difference.shown}"
        )
    lines += [str(problem) for problem in compared.stale]
    if not compared.open and not compared.stale:
        lines.append("mọi chỗ khác đều có lý do")
    return "\n".join(lines)


def _counts(compared: Compared) -> list[str]:
    whole = [row for row in compared.rows if not row.listed_only]
    lines = [
        f"{len(compared.rows)} bản ghi của ta có trên Cổng, {len(whole)} có chi tiết; "
        f"{len(compared.missing)} không có mã trong kho",
    ]
    for part in PARTS:
        states = Counter(_field(row, part).state for row in whole)
        said = ", ".join(f"{_STATES[state]} {states[state]}" for state in _STATES if states[state])
        lines.append(f"{_PARTS[part]}: {said}")
    differences, unexplained = len(compared.differences), len(compared.open)
    lines.append(
        f"{differences} chỗ khác: {differences - unexplained} có lý do, {unexplained} chưa"
    )
    return lines


def _field(row: Row, part: Part) -> Field:
    return row.fields[PARTS.index(part)]


def render_page(compared: Compared, today: date) -> str:
    """The page: counts, a table of every record, and the reasons record by record."""
    whole = [row for row in compared.rows if not row.listed_only]
    listed = [row for row in compared.rows if row.listed_only]
    lines = [
        "# Bản ghi của ta so với bản ghi của Cổng",
        "",
        "Do lệnh `tungbuoc knowledge compare --store … --md` viết ra; đừng sửa tay. Lý do của từng",
        f"chỗ khác nằm trong `knowledge/compared.yaml`. So với {compared.store or 'kho của Cổng'};",
        f"ngày so {today:%d/%m/%Y}.",
        "",
        *(f"- {line}" for line in _counts(compared)),
        "",
        "“Cổng không ghi”: Cổng để trống hoặc ghi 0 ở mục đó, nên không có gì để so; con số của ta",
        "khi ấy có nguồn riêng trong bản ghi. Giấy tờ so theo tên (chữ không dấu, từng cặp tiếng),",
        "nên hai tên của một giấy có thể hiện ra là “khác” và được giải thích.",
        "",
        "| mã | thủ tục | " + " | ".join(_PARTS[part] for part in PARTS) + " |",
        "|---|---|" + "---|" * len(PARTS),
        *(_table_row(row) for row in whole),
        "",
        "## Lý do của từng chỗ khác",
        *(line for row in whole for line in _reasons(row)),
        "",
        "## Chỉ có một dòng trong danh mục của Cổng",
        "",
        "Không có chi tiết để so; tên và mã còn trong danh mục.",
        "",
        *(f"- {row.procedure.code} {row.procedure.short_name}" for row in listed),
        "",
        "## Không có trong kho",
        "",
        "Mã ra đời sau ngày chép kho, hoặc việc không có mã trên Cổng.",
        "",
        *(f"- {procedure.code} {procedure.short_name}" for procedure in compared.missing),
    ]
    return "\n".join(lines) + "\n"


def _table_row(row: Row) -> str:
    cells = [_cell(field) for field in row.fields]
    return f"| {row.procedure.code} | {row.procedure.short_name} | " + " | ".join(cells) + " |"


def _cell(field: Field) -> str:
    if field.state != "different":
        return _STATES[field.state]
    ours = sum(d.side == "ours" for d in field.differences)
    theirs = len(field.differences) - ours
    parts = [f"giống {field.same}"] if field.same else []
    parts += [f"chỉ ta {ours}"] if ours else []
    parts += [f"chỉ Cổng {theirs}"] if theirs else []
    return ", ".join(parts)


def _reasons(row: Row) -> list[str]:
    found: dict[tuple[Part, str], list[Difference]] = {}
    for field in row.fields:
        for difference in field.differences:
            reason = difference.reason or "**chưa có lý do**"
            found.setdefault((field.part, reason), []).append(difference)
    if not found:
        return []
    lines = ["", f"### {row.procedure.code} {row.procedure.short_name}", ""]
    for (part, reason), differences in found.items():
        sides = []
        for side in ("ours", "theirs"):
            shown = [d.shown for d in differences if d.side == side]
            if shown:
                sides.append(f"{_SIDES[side]}: {'; '.join(shown)}")
        lines.append(f"- {_PARTS[part]}, {' / '.join(sides)}. {reason}")
    return lines
