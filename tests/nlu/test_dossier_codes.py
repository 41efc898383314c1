"""Dossier codes in any message: found, shown back in one form, and never invented."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.text.dossier_codes import (
    canonical,
    find_codes,
    in_canonical_form,
    without_identity_numbers,
)
from nlu.text.secrets import mask

TODAY = date(2026, 11, 22)
FULL, SHORT = "000.00.16.H29-231121-0005", "H29.16-231121-0001"
NATIONAL, INSURANCE = "G09.20-20260609-0092637", "03706/2026/07906"
SHAPE = re.compile(
    r"(?:\d{3}\.\d{2}\.\d{2}\.[GHK]\d{2}|[GHK]\d{2}(?:\.\d{2,3}){0,3})-(?:\d{6}|\d{8})-\d{4,8}"
    r"|\d{5}/\d{4}/\d{5,6}"
)


def _codes(text: str) -> list[str]:
    return [code.code for code in find_codes(text, TODAY).codes]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (SHORT, [SHORT]),
        (FULL, [FULL]),
        (NATIONAL, [NATIONAL]),
        (INSURANCE, [INSURANCE]),
        ("H29.16-231121-0001 cua toi toi dau roi", [SHORT]),
        ("h29 16 231121 0001 xong chua con", [SHORT]),
        ("h2916–231121–0001", [SHORT]),
        ("H29,16 - 231121 - 0001", [SHORT]),
        ("00000 16 H29 231121 0005", [FULL]),
        ("so h29 231121 0001 2 ngay roi", ["H29-231121-0001"]),
        ("bhxh 03706 / 2026 / 07906 nha", [INSURANCE]),
        (
            "TTHC: HS so H31.20-240110-0005 da giai quyet xong, moi den nham KQ luc 8h. "
            "HS G09.20-20260609-0092637 can bo sung.",
            ["H31.20-240110-0005", NATIONAL],
        ),
        ("H29.16-231121-0001, h29.16-231121-0002 H29.16-231121-0001",
         [SHORT, "H29.16-231121-0002"]),
        ("hồ sơ của tôi tới đâu", []),
        ("thủ tục 1.001193 cần gì", []),
        ("0912345678", []),
    ],
)  # fmt: skip
def test_codes_are_found_as_people_write_them(text: str, codes: list[str]) -> None:
    assert _codes(text) == codes


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("H29.16-231321-0001", "bad_date"),
        ("H29.16-20260231-0092637", "bad_date"),
        ("H29.16-271121-0001", "future_date"),
        ("03706/2031/07906", "future_date"),
        ("H29.16-231121-01", "too_short"),
        ("H29.16-2311-0001", "too_short"),
        ("G09.20-20260609-0092 637", "too_short"),
        ("H29.16-231121-0001-02", "too_long"),
        ("H29.16-231121-000000001", "too_long"),
        ("000.00.1.H29-231121-0005", "broken_unit"),
        ("H2916001-231121-0001", "broken_unit"),
        ("231121-0001", "missing_unit"),
        ("H29.16-23l121-OOO1", "letters"),
        ("079203001234", "identity"),
        ("căn cước 0792 0300 1234", "identity"),
    ],
)
def test_what_is_nearly_a_code_is_refused_for_a_reason(text: str, reason: str) -> None:
    found = find_codes(text, TODAY)
    assert found.codes == ()
    assert [near.reason for near in found.near] == [reason]
    if reason == "identity":
        assert found.near[0].text == ""


def test_a_code_dated_tomorrow_passes_for_a_clock_that_is_ahead() -> None:
    assert _codes("H29.16-261123-0001") == ["H29.16-261123-0001"]
    assert _codes("H29.16-261124-0001") == []


def test_the_whole_text_or_nothing() -> None:
    only = canonical("  h29 16 231121 0001 ", TODAY)
    assert only is not None
    assert (only.code, only.kind, only.unit, only.day) == (
        SHORT, "short", "H29.16", date(2023, 11, 21),
    )  # fmt: skip
    assert canonical(f"{SHORT} xong chua", TODAY) is None


@pytest.mark.parametrize("code", [SHORT, FULL, NATIONAL, INSURANCE])
def test_the_mask_for_secrets_leaves_a_canonical_code_alone(code: str) -> None:
    for text in (code, f"hồ sơ {code} tới đâu", f"mã {code}, gọi 0912345678"):
        assert code in mask(in_canonical_form(text, TODAY))[0]
    spaced = in_canonical_form("h29 16 231121 0001 xong chua", TODAY)
    assert mask(spaced) == (f"{SHORT} xong chua", ())


_RANDOM = random.Random(20261122)


def _some_digits(*counts: int) -> str:
    return "".join(_RANDOM.choices("0123456789", k=_RANDOM.choice(counts)))


def _real() -> str:
    """A code of the short, the full or the national form, of any unit and any day."""
    letter, number = _RANDOM.choice("GHK"), _some_digits(2)
    unit = f"{_some_digits(3)}.{_some_digits(2)}.{_some_digits(2)}.{letter}{number}"
    if _RANDOM.random() < 0.5:
        parts = [_some_digits(2, 3) for _ in range(_RANDOM.randint(0, 3))]
        unit = ".".join([letter + number, *parts])
    day = date(2010, 1, 1) + timedelta(days=_RANDOM.randint(0, (TODAY - date(2010, 1, 1)).days))
    if _RANDOM.random() < 0.5:
        return f"{unit}-{day:%Y%m%d}-{_some_digits(7)}"
    return f"{unit}-{day:%y%m%d}-{_some_digits(4, 5)}"


def _as_typed(code: str) -> str:
    typed = code.lower() if _RANDOM.random() < 0.5 else code
    typed = typed.replace("-", _RANDOM.choice(["-", "–", " - ", " – ", "—", " "]))
    typed = typed.replace(".", _RANDOM.choice([".", " ", ". "]))
    before = _RANDOM.choice(["", "hồ sơ ", "Mã:", "(", "so "])
    return before + typed + _RANDOM.choice(["", " tới đâu rồi", ".", ")", "?", ", con ơi"])


def test_every_real_code_is_read_from_every_way_to_type_it() -> None:
    for _ in range(10_000):
        code = _real()
        text = _as_typed(code)
        assert _codes(text) == [code], text


def _mutated(seed: str) -> str:
    """One to four small accidents: a letter lost, doubled, swapped, replaced, glued."""
    chars = list(seed)
    for _ in range(_RANDOM.randint(1, 4)):
        at = _RANDOM.randrange(len(chars) + 1)
        kind = _RANDOM.randrange(5)
        if kind == 0 and chars:
            chars.pop(min(at, len(chars) - 1))
        elif kind == 1:
            chars.insert(at, _RANDOM.choice("0123456789.-/– oOlIhgkHGKđ\u200b\n٣"))
        elif kind == 2 and len(chars) > 1:
            at = min(at, len(chars) - 2)
            chars[at], chars[at + 1] = chars[at + 1], chars[at]
        elif kind == 3 and chars:
            chars[min(at, len(chars) - 1)] = _RANDOM.choice("0123456789.- xH")
        else:
            chars.insert(at, "".join(_RANDOM.choices("0123456789", k=_RANDOM.randint(1, 12))))
    return "".join(chars)


def test_twelve_thousand_mutations_give_no_false_code_and_keep_no_identity_number() -> None:
    """What comes out has the promised shape and a day that was, and stood in the text."""
    seeds = [SHORT, FULL, NATIONAL, INSURANCE, "079203001234", f"hs {SHORT} cc 0792 0300 1234"]
    for number in range(12_000):
        text = _mutated(seeds[number % len(seeds)])
        found = find_codes(text, TODAY)
        for code in found.codes:
            assert SHAPE.fullmatch(code.code), (text, code)
            assert code.day <= TODAY + timedelta(days=1), (text, code)
            assert _digits(code.code) in _digits(text), (text, code)
            assert not re.search(r"(?<!\d)\d{12}(?!\d)", code.code), (text, code)
        for near in found.near:
            assert near.text == text[near.start : near.end] or near.reason == "identity"
        if re.search(r"(?<!\d)079203001234(?!\d)", text):
            masked = mask(in_canonical_form(text, TODAY))[0]
            assert "079203001234" not in without_identity_numbers(masked, "[số]", TODAY), text


def _digits(text: str) -> str:
    return "".join(char for char in text if char in "0123456789")


@settings(max_examples=2000, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_text_is_survived(text: str) -> None:
    found = find_codes(text, TODAY)
    rewritten = in_canonical_form(text, TODAY)
    assert [code.code for code in find_codes(rewritten, TODAY).codes] == [
        code.code for code in found.codes
    ]
