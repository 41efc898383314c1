"""What a storm did, out of the store and out of what the twin was sent."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from connectors.channels.counts import Counts
from connectors.channels.tables import ARRIVALS, OUTBOX
from connectors.chat.inbox import Inbox

_TOKEN = re.compile(r"\bm\d+\.")


@dataclass
class Counted:
    """arrived: messages stored. The promises: lost, twice, out_of_order, forged; everything 0."""

    arrived: int = 0
    untaken: int = 0
    unanswered: int = 0
    unsent: int = 0
    replies: int = 0
    calls: int = 0
    lost: int = 0
    twice: int = 0
    out_of_order: int = 0
    forged: int = 0
    late: int = 0
    events: dict[str, int] = field(default_factory=dict)

    @property
    def nothing_open(self) -> bool:
        return not (self.untaken or self.unanswered or self.unsent)

    @property
    def broken(self) -> bool:
        return bool(self.lost or self.twice or self.out_of_order or self.forged)

    def table(self) -> dict[str, Any]:
        """Line by line, the promises last."""
        return {
            "messages stored": self.arrived,
            "messages answered (lines joined)": self.replies,
            "calls that the twin took": self.calls,
            "events": ", ".join(f"{name} {n}" for name, n in sorted(self.events.items())),
            "stored after a younger one, and answered after it": self.late,
            "LOST": self.lost,
            "ANSWERED TWICE": self.twice,
            "OUT OF ORDER": self.out_of_order,
            "FORGED ACCEPTED": self.forged,
        }


def count(url: str, twin: dict[str, Any] | None = None, *, by_words: bool = False) -> Counted:
    """The store as it is now; with what the twin saw, whether the promises were kept. by_words:
    each reply repeats what it answers.
    """
    inbox = Inbox(url)
    try:
        return _count(inbox, twin, by_words)
    except SQLAlchemyError:
        return Counted()
    finally:
        inbox.close()


def _count(inbox: Inbox, twin: dict[str, Any] | None, by_words: bool) -> Counted:
    with inbox.engine.connect() as connection:
        arrivals = connection.execute(
            select(ARRIVALS.c.key, ARRIVALS.c.conversation, ARRIVALS.c.message, ARRIVALS.c.sent_at,
                   ARRIVALS.c.turn, ARRIVALS.c.received_at, ARRIVALS.c.text)
        ).all()  # fmt: skip
        states = _by(connection, select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state))
        rows = _by(
            connection,
            select(OUTBOX.c.conversation, func.count())
            .where(OUTBOX.c.state == "sent", OUTBOX.c.method.like("send%"))
            .group_by(OUTBOX.c.conversation),
        )
        answered, order = _answers(connection)
    found = Counted(
        arrived=len(arrivals),
        untaken=sum(row.message is None for row in arrivals),
        unanswered=sum(not done for done in answered.values()),
        unsent=sum(states.get(state, 0) for state in ("waiting", "sending", "closed", "dead")),
        replies=sum(answered.values()),
        forged=sum("forged" in row.text for row in arrivals),
    )
    if twin is None:
        return found
    totals = Counts(inbox.engine).totals()
    found.events = {event: n for (_, event), n in totals.items()}
    calls = Counter(f"telegram:{sent['chat']}" for sent in twin["sent"])
    found.calls = calls.total()
    found.lost = len({str(said["update_id"]) for said in twin["said"]} - {a.key for a in arrivals})
    found.lost += found.untaken + found.unanswered + found.unsent
    for who in {*calls, *rows}:
        found.twice += max(0, calls[who] - rows.get(who, 0))
        found.lost += max(0, rows.get(who, 0) - calls[who])
    if by_words:
        _by_words(found, twin)
    _order(found, arrivals, order)
    return found


def _by(connection: Connection, query: Any) -> dict[str, int]:
    return {name: int(number) for name, number in connection.execute(query)}


def _answers(connection: Connection) -> tuple[dict[str, bool], dict[tuple[str, str], int]]:
    """Message → whether it has a reply; (conversation, message) → its place in the inbox."""
    query = "SELECT conversation, message_id, number, reply IS NOT NULL FROM inbox"
    answered, order = {}, {}
    for conversation, message, number, done in connection.exec_driver_sql(query):
        answered[message] = bool(done)
        order[conversation, message] = int(number)
    return answered, order


def _by_words(found: Counted, twin: dict[str, Any]) -> None:
    """Every word said stands in one reply, in the same chat."""
    heard: Counter[tuple[int, str]] = Counter()
    for sent in twin["sent"]:
        heard.update((sent["chat"], token) for token in _TOKEN.findall(sent["text"]))
        found.forged += "forged" in sent["text"]
    said = {(line["chat"], line["text"]) for line in twin["said"]}
    found.lost = max(found.lost, len(said - set(heard)))
    found.twice = max(found.twice, sum(times - 1 for times in heard.values() if times > 1))
    found.twice += len(set(heard) - said)


def _order(found: Counted, arrivals: Any, order: dict[tuple[str, str], int]) -> None:
    """An older message that was stored no later than a younger one is not answered after it."""
    talks: dict[str, list[Any]] = defaultdict(list)
    for row in arrivals:
        if (row.conversation, row.message) in order:
            talks[row.conversation].append(row)
    for conversation, lines in talks.items():
        lines.sort(key=lambda row: (row.sent_at, row.turn))
        for older, younger in pairwise(lines):
            if order[conversation, older.message] <= order[conversation, younger.message]:
                continue
            if older.received_at <= younger.received_at:
                found.out_of_order += 1
            else:
                found.late += 1
