"""Stored records of the portal, reshaped by crawlers, back in the wire format.

Three files (JSON lines): the catalogue, one line a procedure; full records with renamed keys; and
records as the text of the portal's page, whose table cells are glued together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from connectors.portal.errors import PortalError
from connectors.portal.sandbox import page_text, wire
from connectors.portal.sandbox.twin import Json, Row


class SandboxFileError(PortalError):
    """A file given to the twin cannot be read."""


def load(catalog: Path, procedures: Path | None, commune: Path | None) -> list[Row]:
    """The rows of these files. Full records win over page texts; rows without either keep the
    least detail that a row has.

    Raises:
        SandboxFileError: a file is missing or not of that shape.

    """
    rows = {row.listing["id"]: row for row in _each(catalog, _from_catalog)}
    full: set[str] = set()
    for record_id, detail in _each(procedures, _from_record):
        if record_id in rows:
            rows[record_id].detail.update(detail)
            full.add(record_id)
    by_code = {row.listing["code"]: record_id for record_id, row in rows.items()}
    for row in _each(commune, page_text.row):
        # By the code that was asked for: at times another procedure's page came back for it.
        record_id = by_code.get(row.listing["code"], row.listing["id"])
        if record_id not in rows:
            rows[record_id] = row
        elif record_id not in full:
            rows[record_id].detail.update(row.detail)
    return list(rows.values())


def _each(path: Path | None, convert: Any) -> Iterator[Any]:
    if path is None:
        return
    number = 0
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                number += 1
                yield convert(json.loads(line))
    except OSError as error:
        raise SandboxFileError(f"{path}: không đọc được") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"không đúng dạng ({type(error).__name__}: {error})"
        raise SandboxFileError(f"{path}:{number}: {reason}") from error


def _from_catalog(data: Json) -> Row:
    return wire.row(
        data["id"],
        data["code"],
        data["name"],
        fields=data["categories"],
        agencies=data["departments"],
        promulgate=data["promulgate"],
        targets=data["target"],
        kind=data["type"],
        state=data["state"],
    )


def _from_record(data: Json) -> tuple[str, Json]:
    detail = {
        "code": data["code"],
        "name": data["name"],
        "departmentPromulgateName": data["promulgating_agency"],
        "subjectTypesDetails": wire.named(data["subject_types"]),
        "resultsDetails": wire.named(data["results"]),
        "requirementsAndConditions": data["requirements"],
        "legalBasisesDetails": [
            {"id": "", "name": law["name"], "code": law["code"]} for law in data["legal_basis"]
        ],
        "executionSteps": [
            {"name": step["name"], "description": step["text"]} for step in data["steps_raw"]
        ],
        "executionMethods": [_method(channel) for channel in data["channels"]],
        "executionCases": [
            {"name": group["group"], "profileComponents": [_paper(i) for i in group["items"]]}
            for group in data["checklist_raw"]
        ],
        "cases": [
            {
                "id": "", "name": "", "code": case["case_code"],
                "processingDay": {"qty": case["qty"], "type": case["unit"]},
            }
            for case in data["processing_cases"]
        ],
        "state": data["state"],
        "createdAt": wire.milliseconds(data["source"]["created_at"]),
        "updatedAt": wire.milliseconds(data["source"]["updated_at"]),
    }  # fmt: skip
    if category := data["category"]:
        detail["categoriesDetails"] = [{"id": "", **category}]
    if agency := data["executing_agency"]:
        detail["executingAgencies"] = agency
        detail["departmentsExecuting"] = wire.named([agency])
    return data["source_id"], detail


def _method(channel: Json) -> Json:
    fees = [wire.fee(fee["value_vnd"], fee["text"], fee["type"]) for fee in channel["fees"]]
    processing = channel["processing"] or {"qty": None, "unit": "OTHER"}
    return wire.method(
        channel["method"], processing["qty"], processing["unit"], channel["note"], fees
    )


def _paper(item: Json) -> Json:
    forms = [
        form.get("name") or form.get("fileName") or "" if isinstance(form, dict) else str(form)
        for form in item["attachments"]
    ]
    return wire.paper(
        item["name"], item["original_qty"], item["copy_qty"], forms, item["code"] or ""
    )
