"""Reading the loose types that the systems send: numbers as text, three forms of date, nothing.

What cannot be read is None or empty: a wrong date must not hide a state that is right.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from knowledge.dossiers import VIETNAM
from nlu.text import clean
from nlu.text.dossier_codes import without_identity_numbers
from nlu.text.secrets import LABELS, mask

_FORMS = (
    (re.compile(r"[0-9]{14}"), "%Y%m%d%H%M%S"),
    (re.compile(r"[0-9]{12}"), "%Y%m%d%H%M"),
    (re.compile(r"[0-9]{8}"), "%Y%m%d"),
    (re.compile(r"[0-9/]+ [0-9]+:[0-9]+:[0-9]+"), "%d/%m/%Y %H:%M:%S"),
    (re.compile(r"[0-9/]+ [0-9]+:[0-9]+"), "%d/%m/%Y %H:%M"),
    (re.compile(r"[0-9]+/[0-9]+/[0-9]{4}"), "%d/%m/%Y"),
)
_LONGEST = 300
_EARLIEST, _LATEST = 1990, 2100


def moment(value: Any) -> datetime | None:
    """`yyyyMMddHHmmss`, `dd/MM/yyyy[ HH:mm]` or ISO; without a zone it is Vietnam's."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    said = str(value).strip()
    found: datetime | None = None
    form = next((form for shape, form in _FORMS if shape.fullmatch(said)), None)
    try:
        if form:
            found = datetime.strptime(said, form)
        elif re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
            found = datetime.fromisoformat(said)
    except ValueError:
        return None
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        return None
    return found.astimezone(VIETNAM) if found.tzinfo else found.replace(tzinfo=VIETNAM)


def national_code(value: Any) -> int | None:
    """A state of the national table, sent as a number or as text."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    said = str(value).strip()
    return int(said) if re.fullmatch(r"0*(?:[0-9]|10)", said) else None


def text(value: Any, names: tuple[str, ...] = ()) -> str:
    """One line of at most 300 characters; empty when it is no text. Numbers of persons are masked,
    and `names` (of the applicant) give way to "người nộp".
    """
    if not isinstance(value, str):
        return ""
    said = clean(value)
    for name in names:
        if len(name) > 2:
            said = re.sub(re.escape(clean(name)), "người nộp", said, flags=re.IGNORECASE)
    masked = mask(said)[0]
    return without_identity_numbers(masked, f"[{LABELS['identity']}]")[:_LONGEST]
