"""The fees of a procedure in one province: its policy layered over the national record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from knowledge.localities.gazetteer import gazetteer
from knowledge.localities.policy import LocalFee, Policies, Policy, Service
from knowledge.schema import Fee, Procedure, Source, Way

_WHERE = "Xem bảng niêm yết ở quầy, hoặc số tiền Cổng hiện ra trước khi nộp."
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Fees:
    """fees: what to tell, the province's in place of what the record leaves to it. sources: of
    the province's fees, under the ids those name. applied, ended: fees of the province that hold,
    or no longer do. services: what it offers beside.
    """

    fees: tuple[Fee, ...]
    sources: tuple[Source, ...] = ()
    applied: tuple[LocalFee, ...] = ()
    ended: tuple[LocalFee, ...] = ()
    services: tuple[Service, ...] = field(default=())


def fees_in(procedure: Procedure, province: str | None, today: date, policies: Policies) -> Fees:
    """The fees of a procedure in a province (two digits), as far as they are known.

    Where the province has no policy, or its fee has ended, the record's own words stand: who sets
    the fee, and where to see it.
    """
    policy = policies.get(province)
    if policy is None:
        return Fees(tuple(procedure.fees))
    about = [fee for fee in policy.fees if fee.scope.covers(procedure.code, procedure.field)]
    current = [fee for fee in about if fee.in_force(today) and _can_be_paid(fee, procedure)]
    applied: list[LocalFee] = []
    ended: list[LocalFee] = []
    told: list[Fee] = []
    for national in procedure.fees:
        ours = [fee for fee in current if fee.stands_for(national)]
        applied += ours
        told += [_as_told(fee, national, policy) for fee in ours]
        if not ours:
            told.append(national)
        elif left := _ways_left(national, ours, procedure):
            told.append(national.model_copy(update={"ways": left}))
        past = [
            fee
            for fee in about
            if fee.ended(today)
            and fee.stands_for(national)
            and not any(_same_ways(fee, other) for other in ours)
        ]
        ended += [fee for fee in past if fee not in ended]
    for fee in current:
        if fee not in applied and any(fee.is_part_of(national) for national in procedure.fees):
            applied.append(fee)
            told.append(_as_told(fee, None, policy))
    told += [_as_ended(fee, policy) for fee in ended]
    services = tuple(
        item
        for item in policy.services
        if item.in_force(today) and item.scope.covers(procedure.code, procedure.field)
    )
    used = {source for fact in (*applied, *ended, *services) for source in fact.sources}
    sources = tuple(_renamed(item, policy) for item in policy.sources if item.id in used)
    return Fees(tuple(told), sources, tuple(_by_id(applied)), tuple(ended), services)


def fallback(province: str | None) -> str:
    """Who sets a fee that the province decides, and where to see it."""
    known = gazetteer().province(province) if province else None
    council = f"Hội đồng nhân dân {known.title}" if known else "Hội đồng nhân dân tỉnh, thành phố"
    return f"Do {council} quy định. {_WHERE}"


def _by_id(fees: Sequence[LocalFee]) -> Sequence[LocalFee]:
    return list({fee.id: fee for fee in fees}.values())


def _can_be_paid(fee: LocalFee, procedure: Procedure) -> bool:
    ways = {channel.way for channel in procedure.channels}
    return not fee.ways or bool(ways & set(fee.ways))


def _ways_left(national: Fee, ours: Sequence[LocalFee], procedure: Procedure) -> list[Way]:
    """The ways that no fee of the province speaks of."""
    all_ways = list(national.ways) or list(dict.fromkeys(item.way for item in procedure.channels))
    if any(not fee.ways for fee in ours):
        return []
    set_here = {way for fee in ours for way in fee.ways}
    return [way for way in all_ways if way not in set_here]


def _same_ways(one: LocalFee, other: LocalFee) -> bool:
    return not one.ways or not other.ways or bool(set(one.ways) & set(other.ways))


def _as_told(fee: LocalFee, national: Fee | None, policy: Policy) -> Fee:
    """The fee of the province in the place of the national one, under the same condition."""
    return Fee(
        id=f"{fee.id}_{national.id}" if national else fee.id,
        title=national.title if national and fee.free else fee.title,
        free=fee.free,
        amount=fee.amount,
        per=fee.per,
        text=fee.text,
        set_by="province",
        valid_from=fee.valid_from,
        valid_until=fee.valid_until,
        sources=[_source_id(source, policy) for source in fee.sources],
        confidence=fee.confidence,
        doubt=fee.doubt,
        when=national.when if national else fee.when,
        ways=fee.ways,
    )


def _as_ended(fee: LocalFee, policy: Policy) -> Fee:
    """The word that a fee people may have heard of has ended."""
    assert fee.valid_until is not None
    number = policy.resolutions[fee.resolution].number
    after = (
        f"được thay bằng {fee.replaced_by}" if fee.replaced_by else "chưa rõ có kéo dài hay không"
    )
    return Fee(
        id=f"{fee.id}_da_het",
        title=fee.title,
        text=f"Mức theo Nghị quyết {number} đã hết từ {fee.valid_until + _DAY:%d/%m/%Y}, {after}. "
        "Hỏi số tiền trước khi nộp.",
        set_by="province",
        sources=[_source_id(source, policy) for source in fee.sources],
        confidence=fee.confidence,
        doubt=fee.doubt,
        ways=fee.ways,
    )


def _source_id(source: str, policy: Policy) -> str:
    return f"tinh_{policy.province}_{source}"


def _renamed(source: Source, policy: Policy) -> Source:
    return source.model_copy(update={"id": _source_id(source.id, policy)})
