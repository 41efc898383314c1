"""Rules about days that cannot follow one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.errors import Problem
from knowledge.records import Record

if TYPE_CHECKING:
    from knowledge.checks import Context


def dates_are_in_order(record: Record, context: Context) -> Iterator[Problem]:
    """What begins ends later; what was checked was read before; what is valid is valid after."""
    procedure = record.procedure
    for index, benefit in enumerate(procedure.benefits):
        begins, ends = benefit.valid_from, benefit.valid_until
        if begins and ends and begins > ends:
            yield record.file.problem(
                ("benefits", index, "valid_from"), f"khoản {benefit.id}: valid_from sau valid_until"
            )
    for index, basis in enumerate(procedure.legal_basis):
        begins, ends = basis.in_force_from, basis.in_force_to
        if begins and ends and begins > ends:
            yield record.file.problem(
                ("legal_basis", index, "in_force_from"),
                f"{basis.number}: có hiệu lực từ {begins} sau ngày hết hiệu lực {ends}",
            )
    for index, source in enumerate(procedure.sources):
        if source.read_on > procedure.checked_on:
            yield record.file.problem(
                ("sources", index, "read_on"),
                f"nguồn {source.id} đọc ngày {source.read_on}, sau ngày đối chiếu (checked_on)",
            )
    if procedure.valid_until and procedure.valid_until < procedure.checked_on:
        yield record.file.problem(("valid_until",), "valid_until trước checked_on")
