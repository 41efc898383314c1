"""Both contracts, against a running twin and against answers that no contract foresees."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.dossiers.fields import moment, national_code, text
from connectors.dossiers.http import Budget, Http, Question
from connectors.dossiers.igate import Gateway, IgateProvider
from connectors.dossiers.ndxp import Account, NdxpProvider
from connectors.portal.sandbox import Mode, Twin
from knowledge.dossiers import (
    VIETNAM,
    Dossier,
    DossierAnswerError,
    DossierDownError,
    DossierError,
    DossierNotFoundError,
    DossierNotOursError,
    DossierRefusedError,
)
from ops.running_twin import running_twin

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=VIETNAM)
CODE = "H99.01-261102-0005"
Make = Callable[[Http, str], Any]


def _ndxp(http: Http, url: str) -> NdxpProvider:
    return NdxpProvider(Account(url, "u", "p", "H99.01"), http, lambda: NOW)


def _igate(http: Http, url: str) -> IgateProvider:
    return IgateProvider(Gateway(url, "khóa của tỉnh".encode().hex()), http, lambda: NOW)


@pytest.fixture(scope="module")
def twin() -> Iterator[tuple[Twin, str]]:
    with running_twin() as running:
        yield running


@pytest.fixture
def http() -> Iterator[Http]:
    made = Http()
    yield made
    made.close()


@pytest.mark.parametrize("make", [_ndxp, _igate])
@pytest.mark.parametrize("state", range(1, 11))
def test_every_state_is_read_whatever_its_spelling(
    make: Make, state: int, twin: tuple[Twin, str], http: Http
) -> None:
    """Asked several times, so that both containers and all forms of code and date are met."""
    portal, url = twin
    portal.set_mode(Mode())
    provider = make(http, url)
    code = f"H99.01-261102-{state:04d}"
    seen = [provider.lookup(code) for _ in range(4)]
    assert {dossier.status_code for dossier in seen} == {state}
    for dossier in seen:
        assert dossier.code == code
        assert dossier.submitted_at is not None
        assert dossier.procedure
        stored = dossier.model_dump_json()
        assert "Nguyễn" not in stored
        assert "079203001234" not in stored
    assert len({dossier.submitted_at.replace(second=0, microsecond=0) for dossier in seen}) == 1


def test_the_agency_adapter_tells_what_is_asked_for(twin: tuple[Twin, str], http: Http) -> None:
    portal, url = twin
    portal.set_mode(Mode())
    dossier = _ndxp(http, url).lookup(CODE)
    assert dossier.supplements[0].items == [
        "Giấy tờ về chỗ ở hợp pháp", "Tờ khai có chữ ký của chủ hộ",
    ]  # fmt: skip
    assert [event.status_code for event in dossier.history] == [1, 2, 4, 5]


@pytest.mark.parametrize("make", [_ndxp, _igate])
@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("down", DossierDownError),
        ("html", DossierDownError),
        ("malformed", DossierAnswerError),
        ("unknown", DossierNotFoundError),
        ("other", DossierNotOursError),
    ],
)
def test_each_bad_day_has_its_error(
    make: Make, mode: Any, error: type[DossierError], twin: tuple[Twin, str], http: Http
) -> None:
    portal, url = twin
    provider = make(http, url)
    portal.set_mode(Mode())
    provider.lookup(CODE)
    portal.set_mode(Mode(mode=mode))
    for _ in range(3):
        with pytest.raises(error) as raised:
            provider.lookup(CODE)
        assert CODE not in str(raised.value)


def test_a_failing_question_is_asked_once_more(twin: tuple[Twin, str], http: Http) -> None:
    portal, url = twin
    provider = _igate(http, url)
    portal.set_mode(Mode(mode="down", times=1))
    before = portal.requests
    assert provider.lookup(CODE).status_code == 5
    assert portal.requests - before == 2
    portal.set_mode(Mode(mode="down"))
    before = portal.requests
    with pytest.raises(DossierDownError):
        provider.lookup(CODE)
    assert portal.requests - before == 2


def test_a_session_that_ran_out_is_made_anew(http: Http) -> None:
    with running_twin() as (_, url):
        provider = _ndxp(http, url)
        provider.lookup(CODE)
        port = int(url.rsplit(":", 1)[1])
    with running_twin(port=port):
        assert provider.lookup(CODE).status_code == 5


def _answering(*answers: Any) -> Http:
    """An adapter that answers these one after another, the last one for ever."""
    left = list(answers)

    def handler(request: httpx.Request) -> httpx.Response:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(200, content=json.dumps(answer))

    return Http(httpx.Client(transport=httpx.MockTransport(handler)))


LOGIN = {"error_code": 0, "session": "s"}


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        (({"error_code": 1, "message": "sai mật khẩu"},), DossierRefusedError),
        ((httpx.Response(401),), DossierRefusedError),
        ((httpx.Response(200, text="{"),), DossierAnswerError),
        ((httpx.Response(302),), DossierAnswerError),
        ((httpx.Response(429),), DossierDownError),
        ((LOGIN, {"error_code": 3, "message": "Hồ sơ không thuộc đơn vị"}), DossierNotOursError),
        ((LOGIN, {"error_code": "0", "data": []}), DossierNotFoundError),
        ((LOGIN, {"error_code": "0", "data": None}), DossierNotFoundError),
        ((LOGIN, {"error_code": 0, "result": "x"}), DossierAnswerError),
        ((LOGIN, {"error_code": 0, "result": [1]}), DossierAnswerError),
        ((LOGIN, {"error_code": 7}), DossierAnswerError),
        ((LOGIN, [1]), DossierAnswerError),
        ((LOGIN, {"error_code": 0, "result": [{"MaHoSo": CODE}]}), DossierAnswerError),
        ((LOGIN, {"error_code": 0, "result": [{"MaHoSo": CODE + "9", "MaTrangThai": 4}]}),
         DossierNotOursError),
    ],
)  # fmt: skip
def test_answers_outside_the_contract(answers: tuple[Any, ...], error: type[DossierError]) -> None:
    with pytest.raises(error):
        _ndxp(_answering(*answers), "http://adapter").lookup(CODE)


def test_a_number_of_an_unknown_table_is_not_taken_for_a_state() -> None:
    entry = {"MaHoSo": CODE, "MaTrangThai": 17, "TrangThaiHoSo": "Chờ ký số"}
    dossier = _ndxp(
        _answering(LOGIN, {"error_code": 0, "result": [entry]}), "http://adapter"
    ).lookup(CODE)
    assert (dossier.status_code, dossier.status_text) == (None, "Chờ ký số")
    content = {"content": [{"code": CODE, "statusCurrentTask": "4"}]}
    own = _igate(_answering(content), "http://gateway").lookup(CODE)
    assert (own.status_code, own.status_text) == (None, "4")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just(CODE),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["error_code", "result", "data", "content", "code", "MaHoSo", "MaTrangThai",
             "TrangThaiHoSo", "NgayNop", "DanhSachHoSoBoSung", "TienTrinhXuLy", "NgayBoSung",
             "DanhSachGiayToBoSung", "TenGiayTo", "ThoiDiemXuLy", "statusCurrentTask",
             "applicant", "procedure", "translate", "name", "agency", "session"]
        ),
        inner, max_size=8,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(_JSON, st.sampled_from([_ndxp, _igate]))
def test_any_json_gives_a_dossier_or_one_of_our_errors(answer: Any, make: Make) -> None:
    for wrapped in (answer, {"error_code": 0, "result": [answer], "content": [answer]}):
        try:
            dossier = make(_answering(LOGIN, wrapped), "http://adapter").lookup(CODE)
        except DossierError:
            continue
        assert isinstance(dossier, Dossier)


def test_the_budget_bounds_a_server_that_drips() -> None:
    moments = iter([0.0, 0.1, 0.2, 0.3, 9.0, 9.1, 9.2, 9.3])
    budget = Budget(8.0, lambda: next(moments))

    def drip() -> Iterator[bytes]:
        yield b"{"
        yield b"}"

    http = Http(
        httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=drip())))
    )
    with pytest.raises(DossierDownError):
        http.ask(Question("GET", "http://slow"), budget)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("20261105093000", "2026-11-05T09:30:00+07:00"),
        (20261105093000, "2026-11-05T09:30:00+07:00"),
        ("20261105", "2026-11-05T00:00:00+07:00"),
        ("05/11/2026 09:30", "2026-11-05T09:30:00+07:00"),
        ("05/11/2026", "2026-11-05T00:00:00+07:00"),
        ("2026-11-05T02:30:00.000Z", "2026-11-05T09:30:00+07:00"),
        ("2026-11-05T09:30:00+07:00", "2026-11-05T09:30:00+07:00"),
        ("", None), ("không rõ", None), (None, None), (True, None), ("99991231", None),
        ({"ngay": 1}, None), ("31/02/2026", None),
    ],
)  # fmt: skip
def test_three_forms_of_date(value: Any, expected: str | None) -> None:
    read = moment(value)
    assert (read.isoformat() if read else None) == expected


@pytest.mark.parametrize(
    ("value", "code"),
    [(4, 4), ("4", 4), (" 04 ", 4), ("10", 10), (11, None), ("-1", None), (True, None),
     (4.0, None), ("bốn", None), (None, None)],
)  # fmt: skip
def test_numbers_come_as_text_too(value: Any, code: int | None) -> None:
    assert national_code(value) == code


def test_names_and_numbers_of_people_do_not_pass() -> None:
    said = text("Ông NGUYỄN VĂN A, số 079203001234, điện thoại 0912345678", ("Nguyễn Văn A",))
    assert said == "Ông người nộp, số [số căn cước], điện thoại [số điện thoại]"
