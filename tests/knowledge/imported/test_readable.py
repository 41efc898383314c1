"""Cutting the portal's lines without changing a word."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.imported.readable import pieces, texts

_WORD = re.compile(r"\w+")
_PARTS = st.sampled_from(
    ["Đơn", "xin", "mượn", "-", " - ", "+ ", "•", ";", ". ", ".", ": ", "\n", " ", "a) ", "1. ",
     "1.000.000 đồng", "TT.", "(nếu có)", "(", ")", "Nghị định số 15/2026/NĐ-CP", "3 - 5 ngày",
     "hoặc", "\u200b", "Bước 2: ", "; cấp"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=60).map("".join) | st.text(max_size=300))
@example("Hồ sơ gồm:\n- Đơn;- Ảnh")
@example("từ " * 130)
def test_words_stay_in_order(text: str) -> None:
    found = pieces(text, 30)
    assert _WORD.findall(" ".join(piece.text for piece in found)) == _WORD.findall(text)
    assert all(len(piece.text.split()) <= 30 for piece in found if _WORD.search(piece.text))


def test_bullets_numbers_and_sentences() -> None:
    line = (
        "Hồ sơ gồm: - Đơn xin (theo mẫu số 3); + Ảnh cỡ 3 x 4 cm; a) Trẻ dưới 6 tuổi: cha đi cùng. "
        "b) Trẻ từ 6 tuổi: không cần. Người mượn theo TT. 12 thì nộp 1.500.000 đồng."
    )
    assert texts(line) == [
        "Hồ sơ gồm:",
        "Đơn xin (theo mẫu số 3);",
        "Ảnh cỡ 3 x 4 cm;",
        "a) Trẻ dưới 6 tuổi: cha đi cùng.",
        "b) Trẻ từ 6 tuổi: không cần.",
        "Người mượn theo TT. 12 thì nộp 1.500.000 đồng.",
    ]


def test_a_title_is_not_torn_apart() -> None:
    line = "Mẫu theo Thông tư về sát hạch, cấp giấy phép; cấp, sử dụng giấy phép quốc tế"
    assert texts(line) == [line]


def test_lines_broken_by_a_page_are_joined() -> None:
    text = "Giấy chứng nhận cấp lần\nđầu theo Điều\n152 của Luật\n- Đơn"
    assert texts(text) == ["Giấy chứng nhận cấp lần đầu theo Điều 152 của Luật", "Đơn"]


def test_a_long_sentence_goes_on() -> None:
    found = pieces("Bản sao giấy chứng nhận " + "của người nộp đơn, " * 20)
    assert len(found) > 1
    assert [piece.continues for piece in found] == [False] + [True] * (len(found) - 1)
    assert found[0].text.endswith(",")
