"""Twelve invented procedures in the portal's shape, each with one of its habits. None is real."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from connectors.portal.sandbox import wire
from connectors.portal.sandbox.twin import Json, Row

FILE = Path(__file__).with_name("demonstration.yaml")


def demonstration() -> list[Row]:
    """The rows."""
    given: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))
    return [_row(number, data) for number, data in enumerate(given, 1)]


def demonstration_id(number: int) -> str:
    """The id of the n-th procedure of the file."""
    return f"00000000-0000-7000-8000-{number:012d}"


def _row(number: int, data: dict[str, Any]) -> Row:
    levels = data.get("levels", ["xã"])
    agencies = data["agencies"]
    detail: Json = {
        "isWard": "xã" in levels,
        "isProvince": "tỉnh" in levels,
        "isMinistry": "bộ" in levels,
        "executingAgencies": "; ".join(agencies),
        "executionSteps": [{"name": "", "description": text} for text in data.get("steps", [])],
        "executionMethods": [_method(item) for item in data.get("methods", [])],
        "executionCases": [
            {"name": case.get("name", ""), "profileComponents": [_paper(p) for p in case["papers"]]}
            for case in data.get("cases", [])
        ],
        "cases": [
            {
                "id": "", "name": name, "code": f"{data['code']}.{index:02d}",
                "processingDay": {"qty": amount, "type": unit},
            }
            for index, (name, amount, unit) in enumerate(data.get("case_times", []), 1)
        ],
        "legalBasisesDetails": [
            {"id": "", "code": code, "name": name} for code, name in data.get("legal", [])
        ],
        "resultsDetails": wire.named(data.get("results", [])),
        "requirementsAndConditions": data.get("conditions", ""),
        "updatedAt": wire.milliseconds("2026-06-01T08:00:00+07:00"),
    }  # fmt: skip
    detail |= data.get("detail", {})
    return wire.row(
        demonstration_id(number),
        data["code"],
        data["name"],
        fields=[data.get("field", "Minh họa")],
        agencies=agencies,
        promulgate=data.get("promulgate", "Bộ Minh họa"),
        targets=["Công dân Việt Nam"],
        kind=data.get("kind", "STANDARD"),
        detail=detail,
    )


def _method(item: dict[str, Any]) -> Json:
    fees = [wire.fee(value, text) for value, text in item.get("fees", [])]
    amount, unit = item.get("time", [None, "OTHER"])
    return wire.method(item["way"], amount, unit, item.get("text", ""), fees)


def _paper(item: list[Any]) -> Json:
    name, originals, copies, *forms = item
    return wire.paper(name, originals, copies, forms)
