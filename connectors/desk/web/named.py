"""Figures with names in place of codes, for people and their spreadsheets."""

from __future__ import annotations

from typing import Any

from bot.guide.route import stage_of
from connectors.desk.beside import STAGES
from connectors.learned import Table
from knowledge.records import Records
from knowledge.schema import Procedure

_REASONS = {
    "asked": "xin gặp người", "anger": "đang bực", "misunderstood": "ba lần chưa hiểu",
    "fraud": "nghi bị lừa",
}  # fmt: skip
_PLACES = {
    "way": "chọn cách nộp", "post": "nộp qua bưu điện", "lack": "giấy còn thiếu",
    "photo": "chụp giấy tờ", "check:lack": "giấy còn thiếu", "check:list": "giấy tờ mang theo",
    "check:place": "nơi nộp", "m:pack": "đóng gói", "m:send": "gửi đi", "end:code": "lấy mã hồ sơ",
}  # fmt: skip


def cells(table: Table, records: Records) -> list[list[Any]]:
    """The rows of a table, in its order."""
    columns = list(table.figure.columns)
    return [
        [_named(column, value, row, columns, records)
         for column, value in zip(columns, row, strict=True)]
        for row in table.rows
    ]  # fmt: skip


def _named(
    column: str, value: Any, row: tuple[Any, ...], columns: list[str], records: Records
) -> Any:
    if column == "procedure":
        known = records.get(str(value))
        return known.short_name if known else value or "(không về thủ tục nào)"
    if column == "hour":
        return f"{value} giờ"
    if column == "place":
        return place(records.get(str(row[columns.index("procedure")])), str(value))
    if column == "reason":
        return _REASONS.get(str(value), value)
    return value


def place(procedure: Procedure | None, at: str) -> str:
    """Where in a guide, in words: the question, the paper, the step; a position that the record
    does not have any more keeps its stage, and its code.
    """
    try:
        stage = STAGES[stage_of(at)]
    except KeyError:
        return at
    said = _PLACES.get(at) or (_in_record(procedure, at) if procedure else "")
    if at == "end":
        return stage
    return f"{stage}: {said or at}"


def _in_record(procedure: Procedure, at: str) -> str:
    kind, _, key = at.partition(":")
    if kind == "show":
        return "giấy để xuất trình"
    named: dict[str, dict[str, str]] = {
        "c": {case.id: case.question for case in procedure.cases},
        "p": {paper.id: paper.name for paper in procedure.papers},
        "s": {step.id: step.do for step in procedure.steps},
        "v": {step.id: step.do for step in procedure.visit},
    }
    return named.get(kind, {}).get(key, "")
