"""The twin speaks the portal's API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.portal.sandbox.convert import SandboxFileError, load
from connectors.portal.sandbox.demonstration import demonstration, demonstration_id
from knowledge.imported import parse
from tests.connectors.portal.conftest import Running
from tests.knowledge.imported.records import TODAY

LIST = "/submitting/formality/list-all-public-formality-by-citizen"
DETAIL = "/configuring/formality/get-formality-by-citizen"


def ask(twin: Running, path: str, **body: Any) -> Any:
    answer = httpx.post(twin.api + path, json=body)
    assert answer.status_code in (200, 201)
    assert answer.json()["code"] == "OK"
    return answer.json()["data"]


def codes(twin: Running, **asked: Any) -> set[str]:
    return {item["code"] for item in ask(twin, LIST, limit=50, **asked)["items"]}


def test_the_list_is_filtered_like_the_portals(twin: Running) -> None:
    assert len(ask(twin, LIST, limit=50)["items"]) == 12
    assert codes(twin, q="the doc sach") == {"9.900001", "9.900012"}
    assert codes(twin, q="9.900011") == {"9.900011"}
    assert codes(twin, q="xxxx") == set()
    assert len(ask(twin, LIST, limit=50, type="SPECIFIC")["items"]) == 3
    assert codes(twin, level="PROVINCE") == {"9.900001", "3.000347", "9.900012"}


def test_keys_are_the_portals(twin: Running) -> None:
    item = ask(twin, LIST, limit=1)["items"][0]
    assert set(item) >= {
        "id", "code", "codeNotation", "name", "categories", "categoryIds", "departments",
        "departmentPromulgate", "departmentPromulgateId", "formalityTargetType", "state", "type",
    }  # fmt: skip
    detail = ask(twin, DETAIL, id=demonstration_id(1))
    assert set(detail) >= {
        "executionSteps", "executionMethods", "executionCases", "cases", "legalBasisesDetails",
        "resultsDetails", "departmentsExecuting", "isWard", "requirementsAndConditions",
    }  # fmt: skip


def test_modes(twin: Running) -> None:
    twin.mode("html")
    answer = httpx.post(twin.api + LIST, json={})
    assert (answer.status_code, answer.text[:5]) == (200, "<html")
    twin.mode("down", after=1, times=1)
    statuses = [httpx.post(twin.api + LIST, json={}).status_code for _ in range(3)]
    assert [status == 503 for status in statuses] == [False, True, False]
    twin.mode("malformed")
    assert ask(twin, LIST)["items"][0]["id"] == 17
    assert isinstance(ask(twin, DETAIL, id=demonstration_id(1))["executionMethods"], str)
    twin.mode("stale")
    twin.remove(1)
    assert ask(twin, LIST)["total"] == 12
    twin.mode("normal")
    assert ask(twin, LIST)["total"] == 11


def test_rows_can_be_changed(twin: Running) -> None:
    twin.patch(2, listing={"name": "Mượn loa"}, detail={"name": "Mượn loa"})
    assert ask(twin, DETAIL, id=demonstration_id(2))["name"] == "Mượn loa"
    assert httpx.patch(twin.base + "/_twin/rows/none", json={}).status_code == 404
    wrong = {"listing": {"id": "b"}, "detail": {}}
    assert httpx.put(twin.base + "/_twin/rows/a", json=wrong).status_code == 422


def test_the_demonstration_says_that_it_is_one() -> None:
    for row in demonstration():
        assert row.listing["code"].startswith("9.9") or row.listing["code"] == "3.000347"
        assert parse(row.listing, row.detail, TODAY).name


CATALOG = {
    "code": "9.300001", "id": "aa", "name": "Làm cầu tre", "categories": ["Cầu"],
    "departments": ["Sở Cầu"], "promulgate": "UBND tỉnh An Giang", "target": ["Công dân Việt Nam"],
    "type": "SPECIFIC", "state": "ACTIVE",
}  # fmt: skip
RECORD = {
    "code": "9.300001", "source_id": "aa", "name": "Làm cầu tre", "category": None,
    "promulgating_agency": "UBND tỉnh An Giang", "executing_agency": "Ủy ban nhân dân cấp xã",
    "subject_types": ["Công dân Việt Nam"], "results": ["Giấy cho làm cầu"], "requirements": "",
    "channels": [
        {"method": "DIRECT", "processing": {"qty": 3, "unit": "DAY"}, "note": "Ở xã.",
         "fees": [{"type": "FEE", "value_vnd": 0, "text": "Do tỉnh định"}]}
    ],
    "processing_cases": [{"case_code": "9.300001.01", "qty": 4, "unit": "DAY"}],
    "legal_basis": [{"code": "1/2026/QĐ-UBND", "name": "Quyết định về cầu"}],
    "steps_raw": [{"name": "", "text": "Nộp đơn."}],
    "checklist_raw": [
        {"group": "", "items": [
            {"name": "Đơn", "original_qty": 1, "copy_qty": 0, "code": "K", "attachments": []}]}
    ],
    "state": "ACTIVE",
    "source": {"created_at": "2026-01-01T00:00:00.000Z", "updated_at": "2026-07-01T00:00:00.000Z"},
}  # fmt: skip
PAGE = {
    "ma_thu_tuc": "9.300002", "detail_url": "https://p/thu-tuc-hanh-chinh/bb",
    "ten_thu_tuc": "Sửa cầu tre", "so_quyet_dinh": "1/QĐ", "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
    "linh_vuc": "Cầu", "doi_tuong_thuc_hien": "Công dân Việt Nam, Doanh nghiệp",
    "trinh_tu_thuc_hien": "Nộp đơn.",
    "cach_thuc_thuc_hien": (
        "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến7 Ngày làm việcMiễn phíNộp trên mạng."
        "Trực tiếp1Miễn phí(Mức phí do tỉnh định)Dịch vụ bưu chính2 Ngày50.000 Đồng(Một cầu)Gửi về."
    ),
    "thanh_phan_ho_so": (
        "Cầu dàiTên giấy tờMẫu đơn, tờ khaiSố lượngĐơn sửa cầuMau-don.docx1 bản chính"
        "Ảnh cầu2 bản sao"
        "Cầu ngắnTên giấy tờMẫu đơn, tờ khaiSố lượngĐơn sửa cầu1 bản chính"
    ),
    "can_cu_phap_ly": (
        "Tên văn bản pháp lýMã văn bảnNghị định về cầu1/2026/NĐ-CPLuật Cầu2/2020/QH14"
    ),
    "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã, Sở Cầu", "yeu_cau_dieu_kien": "",
    "thu_tuc_lien_quan": "", "ket_qua_xu_ly": "Giấy cho sửa cầu.Mã: KQ.1Từ khóa",
}  # fmt: skip


def written(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_stored_records_become_wire_format_again(tmp_path: Path) -> None:
    bare = {**CATALOG, "id": "cc", "code": "9.300003"}
    catalog = written(tmp_path / "c.jsonl", CATALOG, bare)
    rows = load(catalog, written(tmp_path / "p.jsonl", RECORD), written(tmp_path / "t.jsonl", PAGE))
    full, minimal, page = (parse(row.listing, row.detail, TODAY) for row in rows)
    assert full.province == "Tỉnh An Giang"
    assert full.methods[0].fees[0].text == "Do tỉnh định"
    assert full.case_times[0].time.amount == 4
    assert (minimal.methods, minimal.cases) == ([], [])
    assert [method.way for method in page.methods] == ["online", "counter", "post"]
    assert [fee.value for method in page.methods for fee in method.fees] == [0, 0, 50000]
    assert [fee.text for method in page.methods for fee in method.fees] == [
        "", "Mức phí do tỉnh định", "Một cầu"
    ]  # fmt: skip
    assert page.methods[0].text == "Nộp trên mạng."
    assert [case.name for case in page.cases] == ["Cầu dài", "Cầu ngắn"]
    assert [paper.name for paper in page.cases[0].papers] == ["Đơn sửa cầu", "Ảnh cầu"]
    assert page.cases[0].papers[1].copies == 2
    assert [(law.name, law.number) for law in page.legal] == [
        ("Nghị định về cầu", "1/2026/NĐ-CP"), ("Luật Cầu", "2/2020/QH14")
    ]  # fmt: skip
    assert page.results == ["Giấy cho sửa cầu"]
    assert page.levels == ["commune", "province"]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    catalog = written(tmp_path / "c.jsonl", CATALOG, {"code": "1"})
    with pytest.raises(SandboxFileError, match=r"c\.jsonl:2"):
        load(catalog, None, None)
    with pytest.raises(SandboxFileError, match="không đọc được"):
        load(tmp_path / "none", None, None)
