"""Everything that is known, loaded and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge import checks, elsewhere, hotlines, records
from knowledge.elsewhere import Topics
from knowledge.hotlines import Hotlines
from knowledge.records import Records


@dataclass(frozen=True)
class Library:
    """Procedures, topics that belong elsewhere, and telephone numbers."""

    records: Records
    topics: Topics
    hotlines: Hotlines


def load(today: date) -> Library:
    """Read and check every content file. What has only gone out of date is loaded all the same:
    replies stop quoting it by themselves (`tungbuoc knowledge check` still refuses it).

    Raises:
        RecordError: a file is broken.
        CheckFailedError: a record cannot be true on that day.

    """
    known = records.load()
    checks.check(known, today, checks.LASTING)
    return Library(known, elsewhere.load(), hotlines.load())
