"""Words in plain text, within the limits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.replies import Choice, Link
from connectors.channels.text import split
from connectors.zalo import length, menu, whole, with_notes


@given(st.text(max_size=3000), st.integers(4, 400))
def test_pieces_fit_and_lose_nothing(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(0 < length(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_choices_by_number() -> None:
    assert menu([]) == ""
    told = menu([Choice(title="Giấy tờ", value="a"), Choice(title="Lệ phí", value="b")])
    assert told.split("\n")[:2] == ["1. Giấy tờ", "2. Lệ phí"]
    assert "Gõ số" in told


def test_links_of_this_server_lead_there() -> None:
    links = [Link(title="Tờ in", url="/api/v1/summary"), Link(title="Cổng", url="https://x.vn")]
    (paper, portal) = whole(links, "https://tungbuoc.example")
    assert paper.url == "https://tungbuoc.example/api/v1/summary"
    assert portal.url == "https://x.vn"
    assert with_notes(" Xem. ", [portal], "Nguồn: Luật") == (
        "Xem.\n\nCổng: https://x.vn\n\nNguồn: Luật"
    )
