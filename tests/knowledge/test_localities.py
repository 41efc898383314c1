"""Places as people name them, and what they are today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.imported.provinces import provinces
from knowledge.localities import (
    Commune,
    FormerUnit,
    Province,
    find_places,
    gazetteer,
    province_of,
    said_now,
)
from nlu.text import fold

EVALUATION = Path(__file__).parents[1] / "evaluation"


def test_the_country_is_whole() -> None:
    known = gazetteer()
    assert [item.code for item in known.provinces] == [item.code for item in provinces()]
    assert len(known.communes) == len({item.code for item in known.communes}) == 3_321
    assert len(known.former_provinces) == 63
    assert len(known.former_districts) == 696
    assert len(known.former_communes) == 10_035


def test_whatever_was_is_somewhere_today_and_in_its_province() -> None:
    known = gazetteer()
    taken_over: set[Commune] = set()
    for unit in (*known.former_districts, *known.former_communes):
        assert unit.now, unit
        assert {commune.province for commune in unit.now} == {unit.province}, unit
        taken_over.update(unit.now)
    assert taken_over == set(known.communes)


def test_former_provinces_are_where_the_portal_has_them() -> None:
    merged = {name: item.code for item in provinces() for name in item.former}
    for unit in gazetteer().former_provinces:
        if unit.name in merged:
            assert unit.province.code == merged[unit.name]


# what is said: (kind and name of the one unit meant, its province today)
SAID = {
    "quận 7 cũ": ("quận 7", "79"),
    "q7": ("quận 7", "79"),
    "nhà em ở Q.7 ạ": ("quận 7", "79"),
    "quan 07": ("quận 7", "79"),
    "huyện Tân Thạnh": ("huyện Tân Thạnh", "80"),
    "huyen tan thanh tinh long an": ("huyện Tân Thạnh", "80"),
    "Long An cũ": ("tỉnh Long An", "80"),
    "con o long an": ("tỉnh Long An", "80"),
    "TP Thuận An, Bình Dương": ("thành phố Thuận An", "79"),
    "tp thuan an binh duong": ("thành phố Thuận An", "79"),
    "Bình Dương, TP Thuận An": ("thành phố Thuận An", "79"),
    "phường 12 Bình Thạnh": ("phường 12", "79"),
    "p12 q binh thanh": ("phường 12", "79"),
    "P. 03, quận Gò Vấp, TP.HCM": ("phường 3", "79"),
    "tp hcm": ("TP. Hồ Chí Minh", "79"),
    "TP. Hồ Chí Minh": ("TP. Hồ Chí Minh", "79"),
    "lên sg": ("TP. Hồ Chí Minh", "79"),
    "trên Sài Gòn": ("TP. Hồ Chí Minh", "79"),
    "xứ Nghệ": ("tỉnh Nghệ An", "40"),
    "Huế": ("TP. Huế", "46"),
    "tui ở Huế": ("TP. Huế", "46"),
    "Đắc Lắc": ("tỉnh Đắk Lắk", "66"),
    "que o nam dinh": ("tỉnh Nam Định", "37"),
    "phường Thủ Dầu Một, Bình Dương": ("phường Thủ Dầu Một", "79"),
    "xã Nghi Kim, TP Vinh": ("xã Nghi Kim", "40"),
    "thị xã Dĩ An": ("thành phố Dĩ An", "79"),
    "đặc khu Côn Đảo": ("đặc khu Côn Đảo", "79"),
    "tôi ở long an cũ, xã tân thạnh": ("xã Tân Thạnh", "80"),
    "huyện Hoà Vang": ("huyện Hòa Vang", "48"),
}


@pytest.mark.parametrize("said", SAID)
def test_people_name_one_place(said: str) -> None:
    title, province = SAID[said]
    (place,) = find_places(said)
    assert place.unit is not None, place.readings
    assert place.unit.title == title
    assert province_of(said) == province
    assert said[place.start : place.end] == place.said


def test_a_district_is_told_by_its_communes() -> None:
    (place,) = find_places("quận 7")
    assert place.unit is not None
    told = said_now(place.unit)
    assert "không còn cấp huyện" in told
    assert "4 xã, phường của TP. Hồ Chí Minh" in told
    assert "phường Tân Hưng" in told


def test_at_most_six_communes_are_named() -> None:
    for unit in gazetteer().former_districts:
        told = said_now(unit)
        assert f" {len(unit.now)} xã, phường" in told
        assert len(told.rpartition(": ")[2].split(", ")) <= 6
        assert ("nơi nữa" in told) == (len(unit.now) > 6)


def test_a_commune_is_told_by_the_one_it_went_into() -> None:
    (place,) = find_places("phường Bến Nghé, quận 1")
    assert place.unit is not None
    assert said_now(place.unit) == "phường Bến Nghé cũ nay thuộc phường Sài Gòn, TP. Hồ Chí Minh"


def test_a_divided_commune_is_told_by_all_its_parts() -> None:
    divided = next(unit for unit in gazetteer().former_communes if len(unit.now) == 3)
    told = said_now(divided)
    assert " hoặc " in told
    assert all(commune.title in told for commune in divided.now)


def test_what_may_mean_several_places_is_not_guessed() -> None:
    (place,) = find_places("Tân Bình")
    assert {"quận Tân Bình", "phường Tân Bình", "xã Tân Bình"} <= {
        unit.title for unit in place.readings
    }
    assert place.unit is None
    assert place.province is None
    assert province_of("tôi ở Tân Bình") is None


def test_readings_that_lie_in_one_province_name_it() -> None:
    (place,) = find_places("ở Phú Nhuận")
    assert place.unit is None
    assert place.province == gazetteer().province("79")


def test_of_before_is_only_what_was_before() -> None:
    (place,) = find_places("phường Tân Bình cũ")
    assert place.readings
    assert all(isinstance(unit, FormerUnit) for unit in place.readings)


def test_two_provinces_are_no_province() -> None:
    text = "Quê Nghệ An, giờ ở quận 7 TP.HCM"
    assert [place.said for place in find_places(text)] == ["Nghệ An", "quận 7 TP.HCM"]
    assert province_of(text) is None


ORDINARY = [
    "hoa", "binh", "an", "phu", "tan", "vinh", "dong y", "đồng ý", "văn bản cũ", "hop dong cu",
    "nhà có hai phòng", "người Việt Nam định cư ở nước ngoài", "nguoi viet nam dinh cu",
    "chị Huế ơi", "con Vinh nhà tôi", "cơ quan 2 cấp", "chính quyền địa phương 2 cấp", "p.s",
    "lúc 7 h sáng", "tt 04", "cả nhà thống nhất chia đất", "yêu cầu giấy chứng nhận",
    "nop o trung tam phuc vu hanh chinh cong", "sổ hộ khẩu cũ", "phương án bồi thường",
    "phuong an boi thuong", "cơ quan hóa giá nhà", "xã hội", "xa hoi", "quan ly", "tinh trang",
    "di an com da", "o cho moi", "bac can lam giay gi", "phuong lam lai", "019d-f3-q7",
    "x.hcm.vn", "thang cu nhà tôi", "giay to o que cu", "", "…", "12", "quận", "phường 12345",
]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_place(text: str) -> None:
    assert find_places(text) == []


def _questions() -> list[str]:
    lines = [
        line for path in EVALUATION.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()
    ]
    return [text for line in lines if isinstance(text := json.loads(line).get("text"), str)]


VOCABULARY = sorted(
    {word for text in _questions() for word in fold(text).split() if word.isalpha()}
)


@given(st.sampled_from(VOCABULARY))
def test_no_word_of_the_questions_alone_is_a_place_but_a_province(word: str) -> None:
    for place in find_places(word):
        assert all(isinstance(unit, Province) for unit in place.readings)


def test_what_the_questions_name_is_a_place_with_and_without_accents() -> None:
    """Over all published questions nothing is found but what was read and is a place."""
    texts = [form for text in _questions() for form in (text, fold(text))]
    found = {fold(place.said) for text in texts for place in find_places(text)}
    assert len(found) > 30
    assert [said for said in sorted(found) if not _is_real(said)] == []


def _is_real(folded: str) -> bool:
    """A province, or one of the smaller places that the questions do speak of."""
    names = {fold(item.name) for item in gazetteer().provinces}
    names |= {fold(item.name) for item in gazetteer().former_provinces}
    return folded in names or folded in SMALLER


SMALLER = {
    "sai gon", "sg", "tp.hcm", "hcm", "binh thanh", "cu chi", "da lat", "nha trang", "quan 7",
    "thu duc", "vung tau", "xa phu my", "vinh", "ha tay", "le thuy", "dong ha", "con dao",
    "hoc mon", "go vap", "quan 8", "u minh",
}  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for place in find_places(text):
        assert place.readings
        assert text[place.start : place.end] == place.said
        assert all(said_now(unit) for unit in place.readings)
    code = province_of(text)
    assert code is None or gazetteer().province(code) is not None


_NAMES = [
    *[unit.title for unit in gazetteer().provinces],
    *[unit.title for unit in gazetteer().former_districts],
]


@given(st.sampled_from(_NAMES), st.sampled_from(["", "tôi ở ", "nhà em thuộc ", "Quê: "]))
def test_every_unit_is_found_by_its_own_name(title: str, before: str) -> None:
    for text in (before + title, fold(before + title)):
        found = [unit.title for place in find_places(text) for unit in place.readings]
        assert title in found, (text, found)


@given(st.sampled_from(gazetteer().former_communes))
def test_every_former_commune_is_found_in_its_district(unit: FormerUnit) -> None:
    text = f"{unit.title}, {unit.former_district}, {unit.former_province}"
    (place,) = find_places(text)
    assert place.province == unit.province
    assert unit in place.readings or set(unit.now) & set(place.readings)
