"""The portal's JSON, a line of its list and its detail, as an `ImportedProcedure`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, cast, get_args

from knowledge.errors import ImportedRecordError
from knowledge.imported.model import (
    CaseTime,
    ImportedProcedure,
    LegalText,
    Level,
    Method,
    PortalFee,
    PortalPaper,
    PortalStep,
    PortalTime,
    PortalWay,
    ProcedureCase,
    TimeUnit,
)
from knowledge.imported.provinces import province_of
from knowledge.imported.reading import Node
from nlu.text import fold

_WAYS: dict[str, PortalWay] = {
    "ONLINE": "online",
    "DIRECT": "counter",
    "POSTAL": "post",
    "DIRECT_AND_ONLINE": "counter_and_online",
}
_LEVELS: list[tuple[str, Level]] = [
    ("isWard", "commune"),
    ("isProvince", "province"),
    ("isMinistry", "ministry"),
]
_AGENCY_LEVELS: list[tuple[re.Pattern[str], Level]] = [
    (re.compile(r"\bcap xa\b|\bxa, phuong\b"), "commune"),
    (re.compile(r"\bcap tinh\b|^so |\btinh\b|\bthanh pho\b|dang ky dat dai"), "province"),
    (re.compile(r"^(?:bo|cuc|tong cuc|vu|ngan hang nha nuoc)\b"), "ministry"),
]
_NUMBER = re.compile(r"\s*-?\d+(?:[.,]\d+)?\s*")
_DONG = {"", "vnd", "dong", "d", "viet nam dong", "dong viet nam"}
_NOTHING = {"khong co thong tin", "khong co", "khong", "null", "n/a", "-", "."}


def parse(
    listed: Mapping[str, Any], detail: Mapping[str, Any] | None, fetched_on: date
) -> ImportedProcedure:
    """Read one record.

    listed: its item of `list-all-public-formality-by-citizen`; detail: the `data` of
    `get-formality-by-citizen`, None when only the list was read. Keys may be missing; numbers may
    be texts.

    Raises:
        ImportedRecordError: no id, code or name, or a part has a shape nothing can be read from.

    """
    problems: list[str] = []
    item = Node(listed, "", problems)
    whole = Node(detail or {}, "", problems)
    id_, code = item.text("id") or whole.text("id"), item.text("code") or whole.text("code")
    name = item.text("name") or whole.text("name")
    problems += [
        f"thiếu {key}" for key, value in (("id", id_), ("code", code), ("name", name)) if not value
    ]
    promulgated_by = whole.text("departmentPromulgateName") or item.text("departmentPromulgate")
    agencies = _agencies(item, whole)
    levels = _levels(whole, agencies)
    province = province_of(promulgated_by)
    record = {
        "id": id_,
        "code": code,
        "name": " ".join(name.split()),
        "fields": whole.names("categoriesDetails") or item.names("categories"),
        "agencies": agencies,
        "addresses": _said(whole.text("dossierReceivingAddresses")),
        "promulgated_by": promulgated_by,
        "province": province and province.name,
        "province_code": province and province.code,
        "level": levels[0] if levels else None,
        "levels": levels,
        "subjects": whole.names("subjectTypesDetails") or item.names("formalityTargetType"),
        "cases": [_case(node) for node in whole.nodes("executionCases")],
        "methods": [_method(node) for node in whole.nodes("executionMethods")],
        "case_times": _case_times(whole),
        "steps": [_step(node) for node in whole.nodes("executionSteps")],
        "conditions": _said(whole.text("requirementsAndConditions")),
        "results": [name for name in whole.names("resultsDetails") if _said(name.strip(". "))],
        "legal": [_legal(node) for node in whole.nodes("legalBasisesDetails")],
        "state": whole.text("state") or item.text("state") or "ACTIVE",
        "kind": item.text("type") or whole.text("type"),
        "decision": whole.text("decisionNo"),
        "whole": detail is not None,
        "fetched_on": fetched_on,
        "updated_at": whole.moment("updatedAt"),
    }
    if problems:
        raise ImportedRecordError(code or id_ or "không có mã", list(dict.fromkeys(problems)))
    return ImportedProcedure.model_validate(record)


def _said(text: str) -> str:
    """Nothing where the record says that it has nothing."""
    return "" if fold(text).strip(" .") in _NOTHING else text


def _agencies(item: Node, whole: Node) -> list[str]:
    found = whole.names("departmentsExecuting") or whole.names("unitGroupsExecuting")
    found = [name for name in found if _said(name)]
    if not found and (said := _said(whole.text("executingAgencies"))):
        found = [part.strip() for part in re.split(r"[;\n]", said) if part.strip()]
    return found or item.names("departments")


def _levels(whole: Node, agencies: list[str]) -> list[Level]:
    """Nearest to the citizen first. Without a flag of the portal, what the agencies' names say."""
    if flagged := [level for key, level in _LEVELS if whole.flag(key)]:
        return flagged
    folded = [fold(agency) for agency in agencies]
    return [level for sign, level in _AGENCY_LEVELS if any(sign.search(one) for one in folded)]


def _case(node: Node) -> ProcedureCase:
    papers = []
    for line in node.nodes("profileComponents"):
        if not (name := line.text("name", "profileComponentName")):
            continue
        originals, copies = line.number("originalQty"), line.number("copyQty")
        papers.append(
            PortalPaper(
                name=name,
                code=line.text("code"),
                originals=max(originals or 0, 0),
                copies=max(copies or 0, 0),
                note=originals == 0 and copies == 0,
                forms=[
                    name for form in line.nodes("attachments") if (name := form.text("fileName"))
                ],
            )
        )
    return ProcedureCase(name=_said(node.text("name")), papers=papers)


def _method(node: Node) -> Method:
    way = _WAYS.get(node.text("submissionMethod").upper())
    if way is None:
        node.problems.append(f"{node.at}.submissionMethod không phải một cách nộp đã biết")
        way = "counter"
    said = node.data.get("processingTime")
    in_words = isinstance(said, str) and not _NUMBER.fullmatch(said)
    amount = None if in_words else node.amount("processingTime")
    fees = [
        PortalFee(
            kind=fee.text("type") or "FEE",
            value=fee.number("value"),
            currency=_currency(fee.text("currencyName")),
            text=_said(fee.text("description")),
        )
        for fee in node.nodes("fees")
    ]
    return Method(
        way=way,
        time=_time(amount, node.text("processingTimeUnit")),
        time_text=_said(node.text("processingTime")) if in_words else "",
        text=_said(node.text("description")),
        fees=fees,
    )


def _currency(name: str) -> str:
    return "VND" if fold(name) in _DONG else name


def _time(amount: float | None, unit: str) -> PortalTime | None:
    if amount is None or amount < 0:
        return None
    known = unit.lower() if unit.lower() in get_args(TimeUnit) else "other"
    return PortalTime(amount=amount, unit=cast(TimeUnit, known))


def _case_times(whole: Node) -> list[CaseTime]:
    found = []
    for node in whole.nodes("cases"):
        days = node.node("processingDay")
        if days and (time := _time(days.amount("qty"), days.text("type"))):
            code = node.text("code")
            found.append(CaseTime(name=node.text("name") or code, code=code, time=time))
    return list(dict.fromkeys(found))


def _step(node: Node) -> PortalStep:
    return PortalStep(name=_said(node.text("name")), text=_said(node.text("description")))


def _legal(node: Node) -> LegalText:
    return LegalText(number=node.text("code"), name=node.text("name"))
