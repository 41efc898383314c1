"""How far a storm is, asked of the store: cheap enough to be asked every second."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

_QUERY = text(
    "SELECT (SELECT count(*) FROM arrivals), "
    "(SELECT count(*) FROM arrivals WHERE message IS NULL), "
    "(SELECT count(*) FROM inbox WHERE reply IS NULL), "
    "(SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending', 'closed', 'dead'))"
)


@dataclass(frozen=True)
class Reached:
    """Messages stored, of them not taken up, of the assistant's not answered, calls not made."""

    arrived: int = 0
    untaken: int = 0
    unanswered: int = 0
    unsent: int = 0

    @property
    def nothing_open(self) -> bool:
        return not (self.untaken or self.unanswered or self.unsent)


class Progress:
    """`look()`; nothing while the store is away."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def look(self) -> Reached:
        """As it is now."""
        try:
            with self._engine.connect() as connection:
                return Reached(*connection.execute(_QUERY).one())
        except SQLAlchemyError:
            return Reached()
