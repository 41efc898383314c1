"""What a helper says to a citizen, kept until it was told: on the web by asking, else by us."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from connectors.desk.tables import LINES

_CLAIM_SECONDS = 60
_FIRST_AGAIN, _LONGEST_AGAIN = 30, 6 * 3600


@dataclass(frozen=True)
class Line:
    """who: helper or desk. after: the inbox message it follows. tries: to bring it."""

    number: int
    handover: int
    conversation: str
    who: str
    text: str
    after: int
    at: float
    told: bool
    tries: int


class Lines:
    """Blocking; each call one short transaction."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._now = now

    def add(
        self, handover: int, conversation: str, who: str, text: str, after: int, key: str
    ) -> bool:
        """Store a line; False when the key was there already."""
        row = {
            "handover": handover, "conversation": conversation, "key": key[:80], "who": who,
            "text": text, "after": after, "at": self._now(), "tries": 0,
            "not_before": self._now(),
        }  # fmt: skip
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(LINES).values(**row))
        except IntegrityError:
            return False
        return True

    def of(self, conversation: str) -> list[Line]:
        """Every line of a conversation, oldest first."""
        query = select(LINES).where(LINES.c.conversation == conversation).order_by(LINES.c.number)
        with self._engine.connect() as connection:
            return [_line(row) for row in connection.execute(query).mappings()]

    def tell_after(self, conversation: str, after: int) -> list[Line]:
        """Lines past number `after`, told with this; the same `after` gives the same again."""
        mine = (LINES.c.conversation == conversation) & (LINES.c.number > after)
        with self._engine.connect() as connection:
            rows = connection.execute(select(LINES).where(mine).order_by(LINES.c.number))
            found = [_line(row) for row in rows.mappings()]
        # Most clients ask for nothing: they shall not take turns at writing.
        if any(not line.told for line in found):
            shown = LINES.c.number.in_([line.number for line in found])
            with self._engine.begin() as connection:
                untold = shown & LINES.c.told_in.is_(None)
                connection.execute(update(LINES).where(untold).values(told_in="news"))
        return found

    def next_to_push(self, channels: Sequence[str]) -> Line | None:
        """The first untold line of some conversation on these channels, claimed for a minute."""
        if not channels:
            return None
        now = self._now()
        firsts = (
            select(func.min(LINES.c.number))
            .where(
                LINES.c.told_in.is_(None),
                or_(*(LINES.c.conversation.startswith(f"{name}:") for name in channels)),
            )
            .group_by(LINES.c.conversation)
        )
        query = (
            select(LINES)
            .where(LINES.c.number.in_(firsts), LINES.c.not_before <= now)
            .order_by(LINES.c.number)
            .limit(1)
        )
        with self._engine.begin() as connection:
            row = connection.execute(query).mappings().first()
            if row is None:
                return None
            mine = (LINES.c.number == row["number"]) & (LINES.c.not_before <= now)
            claimed = connection.execute(
                update(LINES).where(mine).values(not_before=now + _CLAIM_SECONDS)
            ).rowcount
        return _line(row) if claimed else self.next_to_push(channels)

    def pushed(self, line: Line, channel: str) -> None:
        """It was brought."""
        self._mark(line.number, told_in=channel)

    def not_pushed(self, line: Line, again_at: float | None) -> None:
        """It was not; it stays first of its conversation."""
        pause = min(_LONGEST_AGAIN, _FIRST_AGAIN * 2 ** min(line.tries, 12))
        self._mark(line.number, tries=line.tries + 1, not_before=again_at or self._now() + pause)

    def forget(self, connection: Connection, conversation: str) -> None:
        """Delete those of a conversation."""
        connection.execute(delete(LINES).where(LINES.c.conversation == conversation))

    def _mark(self, number: int, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(LINES).where(LINES.c.number == number).values(**values))


def _line(row: RowMapping) -> Line:
    return Line(
        number=row["number"],
        handover=row["handover"],
        conversation=row["conversation"],
        who=row["who"],
        text=row["text"],
        after=row["after"],
        at=row["at"],
        told=row["told_in"] is not None,
        tries=row["tries"],
    )
