"""A province's fees layered over the national record, and what its file may not say."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import records
from knowledge.errors import CheckFailedError, RecordError
from knowledge.localities import (
    Policies,
    fallback,
    fees_in,
    gazetteer,
    load_policies,
)
from knowledge.localities.checks import check, find_problems
from knowledge.localities.policy import FOLDER
from knowledge.records import Records
from knowledge.schema import Fee, Procedure
from tests.conftest import TODAY
from tests.planting import Plant, planted, set_at

HCMC, NGHE_AN, SON_LA = "79", "40", "14"
BUSINESS, BIRTH, MARRIAGE = "1.001612", "1.001193", "1.000894"


@pytest.fixture(scope="module")
def policies() -> Policies:
    return load_policies()


def _procedure(known: Records, code: str) -> Procedure:
    procedure = known.get(code)
    assert procedure is not None
    return procedure


def _ways(fee: Fee) -> set[str]:
    return set(fee.ways)


def test_hcmc_takes_no_business_fee_online(known: Records, policies: Policies) -> None:
    told = fees_in(_procedure(known, BUSINESS), HCMC, TODAY, policies)
    local = next(fee for fee in told.fees if fee.title == "Lệ phí" and fee.free)
    assert _ways(local) == {"online"}
    assert "411/NQ-HĐND" in (local.text or "")
    national = next(fee for fee in told.fees if fee.title == "Lệ phí" and not fee.free)
    assert "online" not in _ways(national)
    assert "Hội đồng nhân dân" in (national.text or "")


def test_only_the_fee_the_record_leaves_to_the_province_is_replaced(
    known: Records, policies: Policies
) -> None:
    procedure = _procedure(known, BIRTH)
    told = fees_in(procedure, HCMC, TODAY, policies)
    left_alone = [fee for fee in procedure.fees if fee.set_by == "central"]
    assert [fee for fee in told.fees if fee.set_by == "central"] == left_alone
    late = next(fee for fee in procedure.fees if fee.set_by == "province")
    local = next(fee for fee in told.fees if fee.id.startswith("truc_tuyen"))
    assert local.when == late.when


def test_where_the_province_sets_nothing_nothing_changes(
    known: Records, policies: Policies
) -> None:
    procedure = _procedure(known, MARRIAGE)
    assert all(fee.set_by == "central" for fee in procedure.fees)
    assert fees_in(procedure, HCMC, TODAY, policies).fees == tuple(procedure.fees)


@pytest.mark.parametrize("province", [None, SON_LA, "00"])
def test_a_province_without_a_policy_has_the_national_words(
    province: str | None, known: Records, policies: Policies
) -> None:
    procedure = _procedure(known, BUSINESS)
    told = fees_in(procedure, province, TODAY, policies)
    assert told.fees == tuple(procedure.fees)
    assert (*told.applied, *told.ended, *told.sources) == ()


def test_the_fallback_says_who_and_where() -> None:
    assert "Hội đồng nhân dân tỉnh Sơn La quy định" in fallback(SON_LA)
    assert "Xem bảng niêm yết" in fallback(None)


def test_an_ended_fee_is_said_to_have_ended(known: Records, policies: Policies) -> None:
    told = fees_in(_procedure(known, BIRTH), NGHE_AN, TODAY, policies)
    (ended,) = told.ended
    word = next(fee for fee in told.fees if fee.id.endswith("_da_het"))
    assert ended.replaced_by is not None
    assert "14/2023/NQ-HĐND đã hết từ 21/07/2025" in (word.text or "")
    assert ended.replaced_by in (word.text or "")
    assert not word.free
    assert word.amount is None
    national = [fee for fee in told.fees if fee.set_by == "province" and fee is not word]
    assert any("Hội đồng nhân dân" in (fee.text or "") for fee in national)


def test_before_it_ended_it_was_the_fee(known: Records, policies: Policies) -> None:
    told = fees_in(_procedure(known, BIRTH), NGHE_AN, date(2025, 7, 20), policies)
    assert told.ended == ()
    assert [fee.id for fee in told.applied] == ["truc_tuyen_giam_40"]


def test_a_fee_to_come_is_not_told(known: Records, policies: Policies) -> None:
    procedure = _procedure(known, BUSINESS)
    assert fees_in(procedure, HCMC, date(2025, 9, 28), policies).fees == tuple(procedure.fees)


def test_what_replaced_an_ended_fee_is_told_alone(known: Records, policies: Policies) -> None:
    told = fees_in(_procedure(known, BUSINESS), NGHE_AN, TODAY, policies)
    assert told.ended == ()
    assert [fee.id for fee in told.applied] == ["truc_tuyen_0_dong"]


def test_what_hanoi_offers_beside(known: Records, policies: Policies) -> None:
    told = fees_in(_procedure(known, BIRTH), "01", TODAY, policies)
    assert "tra_ket_qua" in {service.id for service in told.services}


_POLICIES, _RECORDS = load_policies(), records.load().all
_DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
_PROVINCES = st.sampled_from([item.code for item in gazetteer().provinces])


@given(province=_PROVINCES, day=_DAYS, pick=st.integers(0, 10_000))
def test_whatever_is_asked_each_fee_has_its_source_and_none_is_lost(
    province: str, day: date, pick: int
) -> None:
    procedure = _RECORDS[pick % len(_RECORDS)].procedure
    told = fees_in(procedure, province, day, _POLICIES)
    sources = {item.id for item in (*procedure.sources, *told.sources)}
    for fee in told.fees:
        assert fee.sources
        assert set(fee.sources) <= sources
    ways = {channel.way for channel in procedure.channels}
    for national in procedure.fees:
        same = [
            fee for fee in told.fees if fee.id == national.id or fee.id.endswith(f"_{national.id}")
        ]
        covered = {way for fee in same for way in (fee.ways or ways)}
        assert covered >= set(national.ways or ways)
    assert len({fee.id for fee in told.fees}) == len(told.fees)


def test_the_committed_policies_pass(known: Records, policies: Policies) -> None:
    assert find_problems(policies, known, TODAY) == []


# kind: (what is planted, a part of the reason)
RULES: dict[str, tuple[Plant, str]] = {
    "unknown province": (set_at("province", to="77"), "không có tỉnh nào mang mã 77"),
    "unknown procedure": (
        set_at("fees", 0, "scope", to={"procedures": ["1.999999"]}),
        "không có thủ tục nào mang mã 1.999999",
    ),
    "unknown field": (set_at("fees", 0, "scope", to={"fields": ["bay"]}), "không có lĩnh vực bay"),
    "no source": (set_at("fees", 0, "sources", to=[]), "không ghi nguồn"),
    "unknown source": (set_at("fees", 0, "sources", to=["la"]), "không có nguồn tên la"),
    "unknown resolution": (set_at("fees", 0, "resolution", to="la"), "không có nghị quyết tên la"),
    "dates upside down": (
        lambda d: d["fees"][0].update(valid_from=date(2027, 2, 1), valid_until=date(2027, 1, 1)),
        "valid_from sau valid_until",
    ),
    "expired": (set_at("fees", 0, "valid_until", to=TODAY - timedelta(1)), "đã hết hạn"),
    "looked at tomorrow": (set_at("checked_on", to=TODAY + timedelta(1)), "ở tương lai"),
}

SCHEMA: dict[str, tuple[Plant, str]] = {
    "unknown key": (set_at("muc_thu", to=1), "không có trường nào tên như vậy"),
    "fee without an amount": (
        lambda d: d["fees"][0].update(free=False, text=None),
        "phải có free, amount hoặc text",
    ),
    "about nothing": (set_at("fees", 0, "scope", to={}), "phải có procedures"),
    "no beginning": (lambda d: d["fees"][0].pop("valid_from"), "thiếu trường này"),
    "province without quotes": (set_at("province", to=79), "phải là chữ"),
}


def _written(folder: Path, plant: Plant | None = None) -> Path:
    return planted(FOLDER / "79_tp_ho_chi_minh.yaml", folder / "tinh.yaml", plant)


@pytest.mark.parametrize("kind", RULES)
def test_each_rule_catches_its_mistake(kind: str, tmp_path: Path, known: Records) -> None:
    plant, reason = RULES[kind]
    path = _written(tmp_path, plant)
    with pytest.raises(CheckFailedError) as caught:
        check(load_policies(tmp_path), known, TODAY)
    (problem,) = caught.value.problems
    assert reason in problem.reason
    assert problem.file == path
    assert 1 <= problem.line <= len(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize("kind", SCHEMA)
def test_each_mistake_of_form_names_file_line_and_reason(kind: str, tmp_path: Path) -> None:
    plant, reason = SCHEMA[kind]
    path = _written(tmp_path, plant)
    with pytest.raises(RecordError) as caught:
        load_policies(tmp_path)
    assert any(reason in str(problem) for problem in caught.value.problems), caught.value
    assert str(path) in str(caught.value)


def test_a_code_of_the_portal_may_be_named(tmp_path: Path, known: Records) -> None:
    _written(tmp_path, set_at("fees", 0, "scope", to={"procedures": ["1.999999"]}))
    check(load_policies(tmp_path), known, TODAY, imported=["1.999999"])


def test_two_files_for_one_province(tmp_path: Path) -> None:
    first = _written(tmp_path)
    (tmp_path / "lan_hai.yaml").write_text(first.read_text("utf-8"), "utf-8")
    with pytest.raises(RecordError, match="đã có ở"):
        load_policies(tmp_path)


def test_a_fee_that_ran_out_without_a_successor_falls_back(tmp_path: Path, known: Records) -> None:
    _written(tmp_path, set_at("fees", 0, "valid_until", to=date(2025, 12, 31)))
    told = fees_in(_procedure(known, BUSINESS), HCMC, TODAY, load_policies(tmp_path))
    assert not any(fee.free for fee in told.fees)
    word = next(fee for fee in told.fees if fee.id.endswith("_da_het"))
    assert "đã hết từ 01/01/2026, chưa rõ có kéo dài hay không" in (word.text or "")
    assert any(fee.set_by == "province" and not fee.ways for fee in told.fees)
