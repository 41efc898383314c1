"""Until when a record may be served as certain."""

from __future__ import annotations

from datetime import date, timedelta

from knowledge.schema import Procedure

MAX_AGE = timedelta(days=180)
"""A record not looked at for longer is not served as certain."""
MAX_AGE_BY_FIELD = {"cu_tru": timedelta(days=120), "can_cuoc": timedelta(days=120)}
"""Police procedures changed twice in the summer of 2026."""


def max_age(procedure: Procedure) -> timedelta:
    """How long a check of this record lasts."""
    return MAX_AGE_BY_FIELD.get(procedure.field, MAX_AGE)


def good_until(procedure: Procedure) -> date:
    """The last day on which the record counts as checked."""
    checked = procedure.checked_on + max_age(procedure)
    return min(checked, procedure.valid_until or checked)
