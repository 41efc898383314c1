"""Deciding words make the assistant ask rather than answer."""

from __future__ import annotations

import pytest

from knowledge.records import Records
from knowledge.retrieval import Candidate, Ranking, decide
from knowledge.retrieval.pointers import Pointers
from nlu.text.lexicon import sign_groups


@pytest.fixture(scope="module")
def pointers(known: Records) -> Pointers:
    return Pointers(known)


@pytest.mark.parametrize(
    ("code", "text", "other"),
    [
        ("1.000894", "tui cưới vợ Lào, ra xã ký giấy kết hôn cần gì", "2.000806"),
        ("1.000894", "con gai lay chong Dai Loan dang ky ket hon o dau", "2.000806"),
        ("1.000894", "đăng ký kết hôn lần thứ nhất mất bao lâu", None),
        ("1.000894", "đăng ký kết hôn cần giấy gì", None),
        ("1.000894", "dang ky ket hon du giay ma lai doi them, ba Lan nha ben cung vay", None),
        ("1.001731", "cha mat co cong an lap bien ban, xin tien mai tang", None),
        ("1.004746", "tờ kết hôn rách, sổ ở xã vẫn còn", "2.000635"),
        ("1.001612", "bo bot nganh nghe trong giay kinh doanh", "2.000720"),
        ("1.001731", "me liet si mat thi co tien mai tang khong", "1.010824"),
        ("2.000806", "lấy chồng Nhật thì nộp ở đâu", None),
        ("9.999999", "lấy chồng Nhật", None),
    ],
)
def test_a_deciding_word_points_to_the_neighbour(
    code: str, text: str, other: str | None, pointers: Pointers
) -> None:
    assert pointers.from_(code, [text]) == other


def test_what_was_read_counts_as_well_as_what_was_typed(pointers: Pointers) -> None:
    assert pointers.from_("1.000894", ["e lay ck Han", "em lấy chồng hàn"]) == "2.000806"
    # The end of one and the beginning of the other are no phrase.
    assert pointers.from_("1.000894", ["đăng ký kết hôn, bên", "mỹ"]) is None


def test_however_sure_it_asks() -> None:
    first, second = Candidate("1.000894", "kết hôn", 0.99), Candidate("2.000806", "với Tây", 0.2)
    assert decide(Ranking((first, second), "x")).kind == "answer"
    pointed = decide(Ranking((first, second), "x", pointed=True))
    assert pointed.kind == "ask_back"
    assert [candidate.code for candidate in pointed.candidates] == [first.code, second.code]
    unsure = Ranking((Candidate("1.000894", "kết hôn", 0.0001), second), "x", pointed=True)
    assert decide(unsure).kind == "unknown"


def test_what_people_say_of_a_procedure_seldom_points_away(
    known: Records, pointers: Pointers
) -> None:
    assert all(sign_groups().values())
    said = [
        (procedure.code, text)
        for procedure in known
        for text in (*procedure.names, *procedure.phrases, *procedure.situations)
    ]
    away = [text for code, text in said if pointers.from_(code, [text])]
    assert len(away) < 0.02 * len(said)
