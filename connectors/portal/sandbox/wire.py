"""Building rows in the portal's wire format out of plain parts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from connectors.portal.sandbox.twin import Json, Row

DEPARTMENTS = {
    "Bộ Công an": "G01", "Bộ Công thương": "G02", "Bộ Giáo dục và Đào tạo": "G03",
    "Bộ Ngoại giao": "G08", "Bộ Nội vụ": "G09", "Bộ Tài chính": "G12", "Bộ Tư pháp": "G15",
    "Bộ Văn hóa, Thể thao và Du lịch": "G16", "Bộ Xây dựng": "G17", "Bộ Y tế": "G18",
    "UBND Thành phố Cần Thơ": "H13", "UBND Thành phố Đà Nẵng": "H17", "UBND tỉnh Điện Biên": "H18",
    "UBND Thành phố Hà Nội": "H26", "UBND Thành phố Hồ Chí Minh": "H29",
}  # fmt: skip


def row(
    record_id: str,
    code: str,
    name: str,
    *,
    fields: list[str],
    agencies: list[str],
    promulgate: str,
    targets: list[str],
    kind: str = "STANDARD",
    state: str = "ACTIVE",
    detail: Json | None = None,
) -> Row:
    """A row; `detail` adds what is known to the detail that every row has."""
    listing = {
        "id": record_id, "code": code, "codeNotation": code, "name": name,
        "categories": fields, "categoryIds": [], "departments": agencies,
        "departmentPromulgate": promulgate, "departmentPromulgateId": "",
        "formalityTargetType": targets, "state": state, "type": kind,
    }  # fmt: skip
    least = {
        "id": record_id, "code": code, "codeNotation": code, "name": name, "description": "",
        "type": kind, "state": state, "keywords": [], "decisionNo": "",
        "isWard": False, "isProvince": False, "isMinistry": False, "isOtherAgency": False,
        "executionSteps": [], "executionMethods": [], "executionCases": [], "cases": [],
        "categoriesDetails": named(fields), "legalBasisesDetails": [], "resultsDetails": [],
        "subjectTypesDetails": named(targets), "departmentsExecuting": named(agencies),
        "departmentPromulgateName": promulgate,
        "departmentPromulgateCode": DEPARTMENTS.get(promulgate, ""),
        "executingAgencies": "", "dossierReceivingAddresses": "", "requirementsAndConditions": "",
        "createdAt": None, "updatedAt": None,
    }  # fmt: skip
    return Row(listing=listing, detail=least | (detail or {}))


def named(names: list[str]) -> list[Json]:
    """Texts as the portal's objects."""
    return [{"id": "", "name": name, "code": ""} for name in names]


def method(way: str, amount: Any, unit: str, text: str, fees: list[Json]) -> Json:
    """One of `executionMethods`."""
    return {
        "submissionMethod": way, "processingTime": amount, "processingTimeUnit": unit,
        "description": text, "fees": fees,
    }  # fmt: skip


def fee(value: Any, text: str, kind: str = "FEE") -> Json:
    """One of `fees`."""
    return {"type": kind, "value": value, "currencyName": "VND", "description": text}


def paper(name: str, originals: int, copies: int, forms: list[str], code: str = "") -> Json:
    """One of `profileComponents`."""
    return {
        "profileComponentId": "", "name": name, "code": code, "originalQty": originals,
        "copyQty": copies, "required": False, "hasElectronicForm": False, "source": "",
        "attachments": [
            {"id": "", "fileName": form, "bucketName": "", "filePath": ""} for form in forms
        ],
    }  # fmt: skip


def milliseconds(iso: str | None) -> str | None:
    """A moment as the portal writes it."""
    if not iso:
        return None
    return str(int(datetime.fromisoformat(iso).timestamp() * 1000))
