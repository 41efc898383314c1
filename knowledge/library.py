"""Everything that is known, loaded and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge import aids, checks, elsewhere, hotlines, records
from knowledge.aids import Aids
from knowledge.checks import aids as aid_checks
from knowledge.elsewhere import Topics
from knowledge.errors import CheckFailedError, Problem
from knowledge.hotlines import Hotlines
from knowledge.records import Records


@dataclass(frozen=True)
class Library:
    """Procedures, topics that belong elsewhere, telephone numbers, and what helps beside them."""

    records: Records
    topics: Topics
    hotlines: Hotlines
    aids: Aids


def load(today: date) -> Library:
    """Read and check every content file. What has only gone out of date is loaded all the same:
    replies stop quoting it by themselves (`tungbuoc knowledge check` still refuses it).

    Raises:
        RecordError: a file is broken.
        CheckFailedError: something cannot be true on that day.

    """
    library = Library(records.load(), elsewhere.load(), hotlines.load(), aids.load())
    _refuse(
        checks.find_problems(library.records, today, checks.LASTING)
        + aid_checks.find_problems(library.aids, library.hotlines, today, aid_checks.LASTING)
    )
    return library


def check(library: Library, today: date) -> None:
    """Refuse what cannot be true, and what has gone out of date.

    Raises:
        CheckFailedError: with everything any rule found.

    """
    _refuse(
        checks.find_problems(library.records, today)
        + aid_checks.find_problems(library.aids, library.hotlines, today)
    )


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise CheckFailedError(problems)
