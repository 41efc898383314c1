from __future__ import annotations

import pytest

from knowledge.records import Records
from nlu.intents.examples import examples
from nlu.text.outright import said_outright


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("làm giả giấy khai sinh", "forgery"),
        ("lam gia giay khai sinh giup", "forgery"),
        ("nhờ người ký khống tờ khai", "forgery"),
        ("nguoi ta lua toi", "fraud"),
        ("chữ ký của tôi bị làm giả", "fraud"),
        ("dau nguc qua", "emergency"),
        ("ba toi bat tinh roi", "emergency"),
        ("nhà đang cháy", "emergency"),
        ("nha toi dang chay chau oi goi ai cho nhanh bay gio", "emergency"),
        ("ba toi dang bi dot quy nam duoi nha goi ai bay gio con", "emergency"),
        ("xoá hết đi con", "delete"),
        ("xóa tin nhắn", "delete"),
        ("NGƯỜI KHÁC TỚI HỎI", "start_clean"),
    ],
)
def test_what_is_said_in_so_many_words_is_heard(text: str, act: str) -> None:
    assert act in said_outright(text)


@pytest.mark.parametrize(
    "text",
    [
        "lam giay gia han tam tru",
        "can cuoc gia han the nao",
        "giấy tờ gia đình cần gì",
        "bảng giá đất năm nay",
        "hồ sơ làm giấy giá thú",
        "mua giay khai tu o dau",
        "tạm trú có phải đăng ký không",
        "nho ong nha co ky khong",
        "toi dang chay xe om",
        "khong tho cung to tien",
        "cho lau muon chet",
        "toi ban lua. Toi muon nghi ban",
        "mẹ tôi đột quỵ nằm viện đã hai tháng, nay thẻ hết hạn",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert not said_outright(text) & {"forgery", "fraud", "emergency"}


def test_nothing_people_say_of_a_procedure_is_taken_for_forgery_or_danger(known: Records) -> None:
    said = [
        text
        for procedure in known
        for text in (
            *procedure.names, *procedure.phrases, *procedure.situations, *procedure.stories,
        )
    ]  # fmt: skip
    said += [text for text, intent in examples() if intent.startswith("ask_")]
    assert [text for text in said if said_outright(text) & {"forgery", "emergency"}] == []
