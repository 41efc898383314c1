"""What somebody should look at: questions nobody understood, and answers that were not liked.

Decided: a question's text, masked as it is stored, is shown once `LEAST_ASKERS` conversations wrote
the same, in any spelling. What only one or two wrote may be somebody's own story; of those the desk
shows how many there are, and no word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine, text

from connectors.chat.inbox import NOT_UNDERSTOOD
from connectors.learned import LEAST
from nlu.text import fold, words

LEAST_ASKERS = 3
_NOT_OURS = ("draft:", "desk:")


@dataclass(frozen=True)
class Asked:
    """A question that several asked: as it was first written, and by how many."""

    text: str
    people: int


@dataclass(frozen=True)
class Unclear:
    """shown: those that enough people wrote, most first. hidden: how many other texts there are."""

    shown: tuple[Asked, ...]
    hidden: int


@dataclass(frozen=True)
class Disliked:
    """Thumbs down for one section of one procedure, with one reason."""

    procedure: str
    section: str
    reason: str
    people: int


def unclear(engine: Engine) -> Unclear:
    """Questions not understood, out of what the inbox still holds."""
    query = text(
        f"SELECT conversation, text FROM inbox WHERE {NOT_UNDERSTOOD} AND choice IS NULL "  # noqa: S608 (of constants)
        "ORDER BY number"
    )
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    return _grouped((who, said) for who, said in rows if not who.startswith(_NOT_OURS))


def _grouped(found: Iterable[tuple[str, str]]) -> Unclear:
    askers: dict[str, set[str]] = defaultdict(set)
    written: dict[str, str] = {}
    for conversation, said in found:
        key = " ".join(words(fold(said)))
        if key:
            askers[key].add(conversation)
            written.setdefault(key, said)
    shown = [Asked(written[k], len(v)) for k, v in askers.items() if len(v) >= LEAST_ASKERS]
    shown.sort(key=lambda asked: (-asked.people, asked.text))
    return Unclear(tuple(shown), len(askers) - len(shown))


def disliked(engine: Engine) -> list[Disliked]:
    """Thumbs down that at least five people gave for the same."""
    query = text(
        "SELECT procedure, section, reason, COUNT(DISTINCT NULLIF(who, '')) AS people "
        "FROM learned_thumbs WHERE NOT good GROUP BY procedure, section, reason "
        "HAVING COUNT(DISTINCT NULLIF(who, '')) >= :least ORDER BY people DESC, procedure"
    )
    with engine.connect() as connection:
        return [Disliked(*row) for row in connection.execute(query, {"least": LEAST})]
