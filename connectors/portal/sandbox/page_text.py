"""A record as the text of the portal's page, table cells glued together, back in wire format.

"Trực tuyến7 Ngày làm việcMiễn phí" was three cells. The page prints "Miễn phí" for an amount of 0
and for none: both become 0 again here, which is what the portal sends.
"""

from __future__ import annotations

import re

from connectors.portal.sandbox import wire
from connectors.portal.sandbox.twin import Json, Row

_NOTHING = "Không có thông tin"
_WAYS = {"Trực tuyến": "ONLINE", "Trực tiếp": "DIRECT", "Dịch vụ bưu chính": "POSTAL"}
_UNITS = {
    "Ngày làm việc": "WORKING_DAY", "Ngày": "DAY", "Giờ": "HOUR", "Tháng": "MONTH", "Năm": "YEAR"
}  # fmt: skip
_METHOD = re.compile(
    r"(Trực tuyến|Trực tiếp|Dịch vụ bưu chính)"
    r"(?:(\d+)(?:[ ]?(Ngày làm việc|Ngày|Giờ|Tháng|Năm))?|Không có thông tin)"
    r"(?=Miễn phí|Không có thông tin|Phí|Lệ phí|\d|\()"
)
_AMOUNT = re.compile(r"^(?:(Phí|Lệ phí)\s*:?\s*)?([\d.,]+)\s*(?:Việt Nam Đồng|Đồng|VNĐ|đ)")
_TABLE = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
_QUANTITY = re.compile(r"(\d+) bản (chính|sao)(?:\s*,?\s*(\d+) bản (chính|sao))?(?=\D|$)")
# A file name glued to the paper's name: a capital right after the end of a word.
_FORM = re.compile(
    r"(?<=[a-zà-ỹ).”\d])([A-ZĐ][^\n]{0,80}?\.(?i:docx?|pdf|xlsx?|rar|zip|jpe?g|png))$"
)
_LAW = re.compile(
    r"(\d+(?:\.\d+)?/\d{4}/(?:QH\d{2}|UBTVQH\d{2}|NĐ-CP|NQ-CP|NQ-HĐND|QĐ-TTg|QĐ-UBND"
    r"|TT(?:LT)?-[A-ZĐ]+?|QĐ-[A-ZĐ]+?))(?=[A-ZĐ][a-zà-ỹ]|\s*$)"
)
_RESULT = re.compile(r"(.*?)Mã: ?KQ", re.DOTALL)


def row(data: Json) -> Row:
    """One line of such a file."""
    levels = data["cap_thuc_hien"]
    agencies = [part.strip() for part in data["co_quan_thuc_hien"].split(",") if part.strip()]
    code, name = data["ma_thu_tuc"], " ".join(data["ten_thu_tuc"].split())
    targets = [part.strip() for part in data["doi_tuong_thuc_hien"].split(", ")]
    detail = {
        "code": code,
        "name": name,
        "decisionNo": data["so_quyet_dinh"],
        "isWard": "Cấp xã" in levels,
        "isProvince": "Cấp tỉnh" in levels,
        "isMinistry": "Cấp bộ" in levels,
        "executingAgencies": data["co_quan_thuc_hien"],
        "dossierReceivingAddresses": data.get("dia_chi_tiep_nhan", ""),
        "requirementsAndConditions": data["yeu_cau_dieu_kien"],
        "executionSteps": [{"name": "", "description": data["trinh_tu_thuc_hien"]}],
        "executionMethods": _methods(data["cach_thuc_thuc_hien"]),
        "executionCases": _cases(data["thanh_phan_ho_so"]),
        "legalBasisesDetails": _laws(data["can_cu_phap_ly"]),
        "resultsDetails": wire.named(_results(data.get("ket_qua_xu_ly", ""))),
    }
    record_id = data["detail_url"].rsplit("/", 1)[-1]
    made = wire.row(
        record_id, code, name, fields=[data["linh_vuc"]], agencies=agencies, promulgate="",
        targets=targets, detail=detail,
    )  # fmt: skip
    # The page does not name who promulgated it, and agencies only in one string whose commas are
    # ambiguous; the line of the catalogue has both.
    for key in ("departmentPromulgateName", "departmentPromulgateCode", "departmentsExecuting"):
        del made.detail[key]
    return made


def _methods(text: str) -> list[Json]:
    found = list(_METHOD.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    methods = []
    for match, end in zip(found, ends, strict=False):
        rest = text[match.end() : end].strip()
        amount, unit = match.group(2), match.group(3)
        fee, description = _fee(rest)
        methods.append(
            wire.method(
                _WAYS[match.group(1)],
                int(amount) if amount else None,
                _UNITS.get(unit or "", "OTHER"),
                description,
                [fee],
            )
        )
    return methods


def _fee(rest: str) -> tuple[Json, str]:
    for nothing in ("Miễn phí", _NOTHING):
        if rest.startswith(nothing):
            inside, after = _in_parentheses(rest[len(nothing) :].strip())
            return wire.fee(0, inside), after
    if match := _AMOUNT.match(rest):
        digits = re.sub(r"\D", "", match.group(2))
        kind = "FEE" if match.group(1) == "Phí" else "SERVICE_FEE"
        inside, after = _in_parentheses(rest[match.end() :].strip())
        return wire.fee(int(digits or 0), inside, kind), after
    return wire.fee(0, rest), ""


def _in_parentheses(text: str) -> tuple[str, str]:
    """What stands in the parentheses a text begins with, and what comes after them."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if not depth:
            return (text[1:at].strip(), text[at + 1 :].strip()) if at else ("", text)
    return "", text


def _cases(text: str) -> list[Json]:
    cases = []
    for name, table in zip(*_tables(text), strict=True):
        papers, start = [], 0
        for match in _QUANTITY.finditer(table):
            papers.append(_paper(table[start : match.start()], match))
            start = match.end()
        if rest := table[start:].strip():
            papers.append(wire.paper(rest, 0, 0, []))
        cases.append({"name": "" if name == "--" else name, "profileComponents": papers})
    return cases


def _tables(text: str) -> tuple[list[str], list[str]]:
    """The names of the cases and their tables. A table's text runs into the next case's name."""
    first, *rest = text.split(_TABLE)
    names, tables = [first.strip()], []
    for index, part in enumerate(rest):
        if index == len(rest) - 1:
            tables.append(part)
            continue
        ends = [match.end() for match in _QUANTITY.finditer(part)]
        cut = ends[-1] if ends else 0
        tables.append(part[:cut])
        names.append(part[cut:].strip())
    return (names, tables) if rest else ([], [])


def _paper(text: str, quantity: re.Match[str]) -> Json:
    counts = {"chính": 0, "sao": 0}
    counts[quantity.group(2)] = int(quantity.group(1))
    if quantity.group(3):
        counts[quantity.group(4)] = int(quantity.group(3))
    forms = [form.group(1).strip()] if (form := _FORM.search(text)) else []
    name = text[: form.start()] if form else text
    return wire.paper(name.strip(), counts["chính"], counts["sao"], forms)


def _laws(text: str) -> list[Json]:
    text = text.removeprefix("Tên văn bản pháp lýMã văn bản")
    laws, start = [], 0
    for match in _LAW.finditer(text):
        name = text[start : match.start()].strip()
        laws.append({"id": "", "name": name, "code": match.group(1)})
        start = match.end()
    return laws


def _results(text: str) -> list[str]:
    match = _RESULT.match(text)
    found = (match.group(1) if match else "").strip(" .\n")
    return [found] if found and found != _NOTHING else []
