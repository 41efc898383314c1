"""What a province's policy may not say: each problem with file, line and reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from knowledge.errors import CheckFailedError, Problem
from knowledge.localities.gazetteer import gazetteer
from knowledge.localities.policy import FIELDS, LocalFee, Policies, PolicyFile, Service
from knowledge.records import Records
from knowledge.yaml_file import Location


def find_problems(
    policies: Policies, records: Records, today: date, imported: Collection[str] = ()
) -> list[Problem]:
    """Everything wrong on that day, sorted by file and line.

    imported: codes of the records of the portal, for policies of procedures nobody has curated.
    """
    codes = {procedure.code for procedure in records} | set(imported)
    fields = {procedure.field for procedure in records} | set(FIELDS)
    return sorted(
        problem for item in policies.all for problem in _in_file(item, codes, fields, today)
    )


def check(
    policies: Policies, records: Records, today: date, imported: Collection[str] = ()
) -> None:
    """Refuse policies that cannot be true.

    Raises:
        CheckFailedError: with everything `find_problems` found.

    """
    if problems := find_problems(policies, records, today, imported):
        raise CheckFailedError(problems)


def _in_file(item: PolicyFile, codes: set[str], fields: set[str], today: date) -> Iterator[Problem]:
    policy, file = item.policy, item.file
    if gazetteer().province(policy.province) is None:
        yield file.problem(("province",), f"không có tỉnh nào mang mã {policy.province}")
    if policy.checked_on > today:
        yield file.problem(("checked_on",), "checked_on ở tương lai")
    for fact, at in _facts(item):
        for index, code in enumerate(fact.scope.procedures):
            if code not in codes:
                where = (*at, "scope", "procedures", index)
                yield file.problem(where, f"không có thủ tục nào mang mã {code}")
        for index, slug in enumerate(fact.scope.fields):
            if slug not in fields:
                yield file.problem((*at, "scope", "fields", index), f"không có lĩnh vực {slug}")
        if fact.resolution not in policy.resolutions:
            reason = f"không có nghị quyết tên {fact.resolution} trong resolutions"
            yield file.problem((*at, "resolution"), reason)
        yield from _sources(item, fact, at)
        yield from _dates(item, fact, at, today)


def _facts(item: PolicyFile) -> Iterator[tuple[LocalFee | Service, Location]]:
    for index, fee in enumerate(item.policy.fees):
        yield fee, ("fees", index)
    for index, service in enumerate(item.policy.services):
        yield service, ("services", index)


def _sources(item: PolicyFile, fact: LocalFee | Service, at: Location) -> Iterator[Problem]:
    known = {source.id for source in item.policy.sources}
    if not fact.sources:
        yield item.file.problem(at, f"{fact.id}: không ghi nguồn (sources)")
    for source in fact.sources:
        if source not in known:
            yield item.file.problem((*at, "sources"), f"không có nguồn tên {source}")


def _dates(
    item: PolicyFile, fact: LocalFee | Service, at: Location, today: date
) -> Iterator[Problem]:
    if fact.valid_until is None:
        return
    if fact.valid_from > fact.valid_until:
        yield item.file.problem((*at, "valid_from"), f"{fact.id}: valid_from sau valid_until")
    told_as_ended = isinstance(fact, LocalFee) and fact.replaced_by
    if fact.valid_until < today and not told_as_ended:
        reason = f"{fact.id} đã hết hạn {fact.valid_until}; xóa đi, hoặc ghi replaced_by"
        yield item.file.problem((*at, "valid_until"), reason)
