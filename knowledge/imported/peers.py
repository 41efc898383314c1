"""What only shows beside other records, or beside the list: content under a wrong code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.imported.linter import parts
from knowledge.imported.model import ImportedProcedure, Mark
from knowledge.imported.reading import tidy
from nlu.text import fold, words

_WORDS = re.compile(r"\w+")
_GENERIC = frozenset(
    words(
        "thu tuc dang ky cap lai doi giay to ho so don de nghi va hoac cua cho tai theo thuc "
        "hien giai quyet nguoi dan cong viec cac mot co khong duoc doi voi thuoc tham quyen "
        "ve trong ngoai cap bo tinh xa phuong uy ban nhan so truong hop quy dinh nghi dinh "
        "luat thong tu quyet to chuc ca nhan phep bao cao chung nhan xac tra ket qua nop tiep "
        "quan nha nuoc phap la khi den tu "
    )
)
_ENOUGH_TEXT = 80
_LEAST_SHARED = 0.12
_SAME_NAME = 0.3


def content_words(text: str) -> frozenset[str]:
    """Folded words that say what a text is about."""
    return frozenset(_WORDS.findall(fold(text))) - _GENERIC


def disagreement(
    record: ImportedProcedure, listed: Mapping[str, Any], detail: Mapping[str, Any] | None
) -> list[Mark]:
    """A grave mark when the detail is of another procedure than its line of the list, or its
    papers and steps have nothing of its name.
    """
    if detail is None:
        return []
    code, name = _said(detail, "code"), _said(detail, "name")
    if code and code != record.code:
        return [_wrong(f"{record.code} ≠ {code}", f"danh sách ghi {record.code}, chi tiết {code}")]
    if name and _shared(name, record.name) < _SAME_NAME:
        return [_wrong(name[:80], f"danh sách ghi “{record.name}”, chi tiết “{name[:120]}”")]
    if (listed_id := _said(listed, "id")) and (_said(detail, "id") or listed_id) != listed_id:
        return [_wrong(_said(detail, "id"), "chi tiết mang khóa của bản ghi khác")]
    return _other_matter(record)


def _said(source: Mapping[str, Any], key: str) -> str:
    value = source.get(key)
    return " ".join(tidy(value).split()) if isinstance(value, str) else ""


def _other_matter(record: ImportedProcedure) -> list[Mark]:
    named = content_words(record.name)
    body = " ".join(text for _, text in parts(record))
    if len(named) < 3 or len(body.split()) < _ENOUGH_TEXT:
        return []
    shared = len(named & content_words(body)) / len(named)
    if shared >= _LEAST_SHARED:
        return []
    return [_wrong(record.name[:80], "hồ sơ và trình tự không nhắc gì đến điều tên thủ tục nói")]


def _shared(one: str, other: str) -> float:
    first, second = (content_words(text) or frozenset({fold(text)}) for text in (one, other))
    return len(first & second) / min(len(first), len(second))


def _wrong(found: str, why: str) -> Mark:
    return Mark(kind="wrong_content", found=found, why=why, grave=True)


def reused_codes(records: Iterable[ImportedProcedure]) -> dict[str, Mark]:
    """By record id: records whose code another promulgator uses too.

    A province's record under a national code says something else than the code promises: grave
    when its name is another's too, only said when it is that province's variant of the same.
    Two provinces under one code are both marked.
    """
    by_code: dict[str, list[ImportedProcedure]] = {}
    for record in records:
        by_code.setdefault(record.code, []).append(record)
    found: dict[str, Mark] = {}
    for code, group in by_code.items():
        national = [record for record in group if record.province is None]
        for record in group:
            if len(group) == 1 or (record.province is None and len(national) == 1):
                continue
            grave = bool(national) and all(
                _shared(record.name, other.name) < _SAME_NAME
                for other in national
                if other != record
            )
            others = sorted({o.promulgated_by for o in group if o is not record})
            found[record.id] = Mark(
                kind="reused_code",
                found=code,
                why=f"mã {code} cũng là của {', '.join(others)}",
                grave=grave,
            )
    return found
