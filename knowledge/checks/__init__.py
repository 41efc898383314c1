"""`tungbuoc knowledge check`: what a well-formed record may still not say.

Each rule is a function `rule(record, context) -> Iterator[Problem]`, listed in `LASTING` or in
`TIMED`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.checks import (
    bygone,
    choices,
    currency,
    dates,
    guide,
    links,
    money,
    telling,
    wholeness,
    wording,
)
from knowledge.errors import CheckFailedError, Problem
from knowledge.records import Record, Records


@dataclass(frozen=True)
class Context:
    """What a rule may look at besides the record: all records, and the day it is checked."""

    records: Records
    today: date


Rule = Callable[[Record, Context], Iterator[Problem]]

LASTING: tuple[Rule, ...] = (
    currency.no_district_office,
    currency.no_household_book,
    currency.codes_are_current,
    wholeness.every_fact_has_a_source,
    wholeness.conditions_name_real_cases,
    wholeness.cases_follow_earlier_cases,
    wholeness.conditions_can_be_said,
    wholeness.cases_change_something,
    wholeness.steps_need_listed_papers,
    wholeness.enough_names,
    wholeness.ids_are_unique,
    wholeness.can_be_guided,
    wording.no_free_without_source,
    wording.no_repeated_phrase,
    bygone.no_old_identity_card,
    bygone.no_office_that_moved,
    choices.questions_ask,
    choices.neighbours_differ,
    choices.what_is_unclear_is_nobodys,
    choices.answers_differ,
    choices.answers_change_something,
    dates.dates_are_in_order,
    guide.steps_are_in_order,
    guide.papers_are_used,
    guide.troubles_are_found,
    guide.what_is_unsure_has_a_source,
    links.links_are_known,
    links.page_is_of_this_procedure,
    links.texts_name_current_codes,
    links.answers_lead_elsewhere,
    links.laws_are_numbered,
    money.texts_agree_with_fees,
    money.fees_agree,
    money.amounts_are_in_dong,
    telling.texts_can_be_told,
    telling.texts_are_vietnamese,
    telling.texts_fit_their_frames,
)
"""What is wrong on any day: no server starts with it."""

TIMED: tuple[Rule, ...] = (
    currency.no_expired_fee,
    currency.no_repealed_basis,
    currency.checked_recently,
    links.no_replaced_law,
    money.no_expired_benefit,
)
"""What goes out of date by itself: the check refuses it, a running server stops quoting it."""


def find_problems(
    records: Records, today: date, rules: Sequence[Rule] = (*LASTING, *TIMED)
) -> list[Problem]:
    """Everything these rules find, sorted by file and line."""
    context = Context(records, today)
    return sorted(
        problem for record in records.all for rule in rules for problem in rule(record, context)
    )


def check(records: Records, today: date, rules: Sequence[Rule] = (*LASTING, *TIMED)) -> None:
    """Refuse records that cannot be true.

    Raises:
        CheckFailedError: with everything `find_problems` found.

    """
    if problems := find_problems(records, today, rules):
        raise CheckFailedError(problems)
