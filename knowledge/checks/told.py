"""What no text for a citizen may say, whichever file it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.checks.currency import district_office, household_book

_NUMBER = re.compile(
    r"(?<![\d./-])(?:"
    r"1[89]00(?:[ .]?\d{2,4}){1,2}"  # tổng đài
    r"|(?:\+84|0)[ .]?\d{1,3}(?:[ .]?\d{3,4}){2}"  # máy bàn, di động
    r"|11\d"  # khẩn cấp
    r")(?![\d/]|[.-]\d)"
)
_CALLED = re.compile(
    r"(?:gọi|nhắn|tổng đài|đường dây nóng|điện thoại|hotline)[^\d.]{0,30}"
    r"(?!\d\.\d{6}|20\d\d\b)(\d(?:[ .]?\d){2,})(?!/)",  # not a procedure's code, not a year
    re.IGNORECASE,
)
# Whom a secret might be told to, in a sentence that does not forbid it.
_SECRET = re.compile(r"\botp\b|mã xác thực|mật khẩu|passcode|mã pin", re.IGNORECASE)
_TELL = re.compile(
    r"\b(?:đọc|gửi|đưa|nói|nhắn|cho)\b[^.;,]*\b(?:cho|với|biết|giữ|mượn|giùm|hộ|giúp|tôi)\b",
    re.IGNORECASE,
)
_BORROW = re.compile(
    r"(?:mượn|nhờ|dùng|xài|lấy)\s+(?:tạm\s+)?(?:tài khoản|vneid|sim)\s+(?:của\s+)?"
    r"(?:người|con|cháu|hàng xóm|bạn|cán bộ)",
    re.IGNORECASE,
)
_FORBIDS = re.compile(r"\b(?:không|đừng|chớ|cấm|chẳng)\b", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:bác(?! sĩ)|cô(?! giáo)|quý (?:khách|vị)|anh/chị|anh chị|(?:các )?bạn(?! bè))\b",
    re.IGNORECASE,
)
# "anh chị em ruột", "cô dì chú bác", "thầy cô": relatives are no form of address, nor is "cô đơn".
_KIN = r"(?:ông|bà|cha|mẹ|vợ|chồng|anh|chị|em|cô|dì|chú|bác|cậu|mợ|thím|dượng|con|cháu|thầy)"
_RELATIVES = re.compile(
    rf"\b(?!(?:anh chị|anh/chị)(?! (?:em|ruột)))(?:{_KIN}(?:,? | hoặc | hay | và )){{1,}}{_KIN}\b"
    rf"|\b(?:anh chị|{_KIN}) ruột\b|\bcô đơn\b",
    re.IGNORECASE,
)


def wrong(text: str, numbers: frozenset[str]) -> Iterator[str]:
    """Why a text may not be told; `numbers` are those that may be."""
    for reason in (district_office(text), household_book(text)):
        if reason:
            yield reason
    for number in sorted(_numbers(text) - numbers):
        yield f"số {number} không có trong hotlines.yaml"
    for sentence in re.split(r"[.;!?]", text):
        if _FORBIDS.search(sentence):
            continue
        if _SECRET.search(sentence) and _TELL.search(sentence):
            yield "không được chỉ người dân đưa mật khẩu, mã OTP cho ai"
        if _BORROW.search(sentence):
            yield "không được chỉ người dân dùng tài khoản của người khác"
    # Relatives are taken out only where there may be somebody addressed: it is the slower search.
    if _ADDRESS.search(text) and (match := _ADDRESS.search(_RELATIVES.sub(" ", text))):
        yield f"không xưng hô trong câu (“{match.group()}”), trợ lý tự thêm"


def _numbers(text: str) -> set[str]:
    found = [match.group() for match in _NUMBER.finditer(text)]
    found += [match.group(1) for match in _CALLED.finditer(text)]
    return {re.sub(r"[ .]", "", number) for number in found}
