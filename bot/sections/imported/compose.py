"""An imported section as texts of at most sixty words, with the record's faults and its source."""

from __future__ import annotations

from datetime import date, timedelta

from bot.replies.model import SectionName
from bot.sections.compose import Composed, page_size
from bot.sections.imported.shown import SECTIONS, short_name
from bot.sections.pages import pack
from bot.sections.quote import bullet
from bot.wording import Speaker
from knowledge.imported import ImportedProcedure, Mark, Review
from knowledge.schema import Source

_OLD = timedelta(days=30)
_MOST_FOUND = 12


def compose_imported(
    section: SectionName,
    record: ImportedProcedure,
    speaker: Speaker,
    today: date,
    start: int = 0,
) -> Composed:
    """A page of one section of a record: from the text `start` on.

    What cannot be taken at its word stands on the first page. Of a withheld record nothing is
    quoted but why.
    """
    if record.withheld_on(today):
        return Composed([_withheld(record, speaker, today)], [source_of(record)])
    texts = [
        text
        for block in SECTIONS[section](record, speaker)
        if block.lines
        for text in pack(block.heading, block.lines)
    ]
    if not texts:
        texts = [speaker.say(f"imported.{section}_missing", name=short_name(record))]
    end = start + page_size(section)
    page = texts[start:end]
    if start == 0:
        page += _faults(section, record, speaker, today)
        if record.fetched_on + _OLD < today:
            page.append(speaker.say("imported.old", fetched_on=record.fetched_on))
    return Composed(page, [source_of(record)], end < len(texts))


def overview_imported(record: ImportedProcedure, speaker: Speaker, today: date) -> Composed:
    """What the record is, when no section was asked for."""
    if record.withheld_on(today):
        return Composed([_withheld(record, speaker, today)], [source_of(record)])
    text = speaker.say(
        "imported.overview",
        name=short_name(record, most=30),
        code=record.code,
        province=record.province,
        fetched_on=record.fetched_on,
    )
    whole = [mark for mark in record.marks_on(today) if mark.part is None]
    return Composed([text, *_said(whole, speaker)], [source_of(record)])


def review_notice(section: SectionName, review: Review, speaker: Speaker) -> str | None:
    """What to add to a curated answer while the portal shows something else and nobody has looked;
    None when the change does not touch this section.
    """
    changed = [name for name in review.sections if name in (section, "state")]
    if not changed:
        return None
    what = speaker.say(f"imported.changed_{changed[0]}")
    return speaker.say("imported.review", what=what, since=review.opened_on)


def source_of(record: ImportedProcedure) -> Source:
    """The portal's page, and the day we read it."""
    title = f"Cổng Dịch vụ công quốc gia, thủ tục {record.code}"
    return Source(id="portal", title=title, url=record.url, read_on=record.fetched_on)


def _withheld(record: ImportedProcedure, speaker: Speaker, today: date) -> str:
    grave = next(mark for mark in record.marks_on(today) if mark.grave)
    return speaker.say(f"imported.withheld_{grave.kind}", code=record.code)


def _faults(
    section: SectionName, record: ImportedProcedure, speaker: Speaker, today: date
) -> list[str]:
    """The marks of this section and of the whole record."""
    marks = [mark for mark in record.marks_on(today) if mark.part in (None, section)]
    return _said(marks, speaker)


def _said(marks: list[Mark], speaker: Speaker) -> list[str]:
    if not marks:
        return []
    lines = [
        bullet(speaker.say(f"imported.mark_{mark.kind}", found=_cut(mark.found), since=mark.since))
        for mark in marks
    ]
    return pack(speaker.say("imported.marks_intro"), list(dict.fromkeys(lines)))


def _cut(found: str) -> str:
    words = found.split()
    return found if len(words) <= _MOST_FOUND else " ".join(words[:_MOST_FOUND]) + "…"
