"""Everything that is known, loaded and checked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge import aids, checks, elsewhere, hotlines, localities, records
from knowledge.aids import Aids
from knowledge.checks import aids as aid_checks
from knowledge.checks import choices
from knowledge.elsewhere import Topics
from knowledge.errors import CheckFailedError, Problem
from knowledge.hotlines import Hotlines
from knowledge.localities import Policies
from knowledge.localities import checks as local_checks
from knowledge.records import Records


@dataclass(frozen=True)
class Library:
    """Procedures, topics that belong elsewhere, telephone numbers, what helps beside them, and what
    the provinces charge and offer of their own.
    """

    records: Records
    topics: Topics
    hotlines: Hotlines
    aids: Aids
    policies: Policies


def load(today: date, procedures: Path = records.PROCEDURES) -> Library:
    """Read and check every content file. What has only gone out of date is loaded all the same:
    replies stop quoting it by themselves (`tungbuoc knowledge check` still refuses it).

    procedures: the folder of the records.

    Raises:
        RecordError: a file is broken.
        CheckFailedError: something cannot be true on that day.

    """
    library = read(procedures)
    _refuse(
        checks.find_problems(library.records, today, checks.LASTING)
        + aid_checks.find_problems(library.aids, library.hotlines, today, aid_checks.LASTING)
    )
    return library


def read(procedures: Path = records.PROCEDURES) -> Library:
    """Read every content file, and check nothing yet.

    Raises:
        RecordError: a file is broken.

    """
    return Library(
        records.load(procedures),
        elsewhere.load(),
        hotlines.load(),
        aids.load(),
        localities.load_policies(),
    )


def check(library: Library, today: date, imported: Collection[str] = ()) -> None:
    """Refuse what cannot be true, and what has gone out of date.

    imported: codes of the portal's records, which a province's policy may name too.

    Raises:
        CheckFailedError: with everything any rule found.

    """
    _refuse(find_problems(library, today, imported))


def find_problems(library: Library, today: date, imported: Collection[str] = ()) -> list[Problem]:
    """Everything any rule finds."""
    return (
        checks.find_problems(library.records, today)
        + list(choices.unclear_between_records(library.records))
        + aid_checks.find_problems(library.aids, library.hotlines, today)
        + local_checks.find_problems(library.policies, library.records, today, imported)
    )


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise CheckFailedError(problems)
