"""Invented records in the portal's wire format."""

from __future__ import annotations

from datetime import date
from typing import Any

from knowledge.imported import ImportedProcedure, parse

TODAY = date(2026, 11, 22)
Json = dict[str, Any]


def listing(**changes: Any) -> Json:
    return {
        "id": "0a0a", "code": "9.100001", "codeNotation": "9.100001",
        "name": "Cho mượn thuyền thúng", "categories": ["Bến bãi"], "categoryIds": ["c1"],
        "departments": ["Ủy ban nhân dân cấp xã"], "departmentPromulgate": "Bộ Minh họa",
        "departmentPromulgateId": "d1", "formalityTargetType": ["Công dân Việt Nam"],
        "state": "ACTIVE", "type": "STANDARD", **changes,
    }  # fmt: skip


def method(way: str = "DIRECT", amount: Any = 2, unit: str = "WORKING_DAY", **more: Any) -> Json:
    return {
        "submissionMethod": way, "processingTime": amount, "processingTimeUnit": unit,
        "description": "", "fees": [], **more,
    }  # fmt: skip


def fee(value: Any, text: Any = "", currency: str | None = "VND") -> Json:
    return {"type": "FEE", "value": value, "currencyName": currency, "description": text}


def line(name: str, originals: Any = 1, copies: Any = 0, **more: Any) -> Json:
    return {"name": name, "code": "KQ1", "originalQty": originals, "copyQty": copies, **more}


def case(*papers: Json, name: str = "") -> Json:
    return {"name": name, "profileComponents": list(papers)}


def variant(amount: Any, unit: str, name: str = "", code: str = "9.100001.01") -> Json:
    return {"name": name, "code": code, "processingDay": {"qty": amount, "type": unit}}


def detail(**changes: Any) -> Json:
    return {
        "id": "0a0a", "code": "9.100001", "name": "Cho mượn thuyền thúng",
        "isWard": True, "isProvince": False, "isMinistry": False, "state": "ACTIVE",
        "executionSteps": [{"name": "Bước 1", "description": "Ghi tên vào sổ mượn thuyền."}],
        "executionMethods": [method(fees=[fee(5000, "Phí mượn thuyền thúng mỗi buổi")])],
        "executionCases": [case(line("Giấy mượn thuyền"))],
        "cases": [], "categoriesDetails": [{"id": "1", "name": "Bến bãi", "code": "BB"}],
        "legalBasisesDetails": [{"id": "1", "name": "Thông tư về bến", "code": "01/2026/TT-BMH"}],
        "resultsDetails": [{"id": "1", "name": "Phiếu mượn", "code": "KQ"}],
        "subjectTypesDetails": [{"id": "1", "name": "Công dân Việt Nam", "code": "CD"}],
        "departmentsExecuting": [{"id": "1", "name": "Ủy ban nhân dân cấp xã", "code": "X"}],
        "departmentPromulgateName": "Bộ Minh họa", "departmentPromulgateCode": "G99",
        "requirementsAndConditions": "Biết bơi.", "dossierReceivingAddresses": "Bến đò xã",
        "createdAt": "1767225600000", "updatedAt": "1780275600000", **changes,
    }  # fmt: skip


def record(listed: Json | None = None, **changes: Any) -> ImportedProcedure:
    return parse(listed or listing(), detail(**changes), TODAY)
