"""What a storm did, out of the store and out of what the twins were sent."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine, select

from connectors.channels.counts import Counts
from connectors.channels.tables import ARRIVALS, OUTBOX
from connectors.zalo.text import speaker
from ops.storm.order import Line, compare
from ops.storm.platforms import FORGED, Brought
from ops.storm.sending import Said

_TOKEN = re.compile(r"\bm\d+\.")
_OPEN = ("waiting", "sending", "closed", "dead")
_MESSAGES = ("sendMessage", "sendPhoto", "message/cs")

Heard = Sequence[tuple[str, str]]
"""Chat and words of each message that a twin took, in order."""


@dataclass
class Counted:
    """One channel. The promises: lost, twice, out_of_order, forged; all of them 0.

    stored: of what was said. replies: lines that belong together are answered as one. calls: that
    the twin took. again: sent again, and saying so, where the platform cannot be asked whether the
    first one arrived. Lines that were accepted after a younger one: reordered, when the twin tried
    that one first; delayed, when it did not. set_right: those of them that were answered in their
    place all the same; the others came too late for that.
    """

    said: int = 0
    stored: int = 0
    replies: int = 0
    calls: int = 0
    again: int = 0
    reordered: int = 0
    delayed: int = 0
    set_right: int = 0
    lost: int = 0
    twice: int = 0
    out_of_order: int = 0
    forged: int = 0
    events: dict[str, int] = field(default_factory=dict)

    @property
    def broken(self) -> bool:
        return bool(self.lost or self.twice or self.out_of_order or self.forged)


def count(
    engine: Engine,
    channel: str,
    said: Sequence[Said],
    heard: Heard,
    brought: Brought,
    *,
    by_words: bool,
) -> Counted:
    """What became of a channel's messages. by_words: each reply repeats what it answers, so that
    what the twin took shows by itself what is lost, doubled and out of order; else the rows of the
    store are compared with the number of messages that the twin took.
    """
    store = _Store(engine, channel)
    found = Counted(
        said=len(said),
        stored=len({one.key for one in said} & store.keys),
        replies=len(store.answers),
        calls=len(heard),
        events=store.events,
        again=sum(speaker().say("channels.again") in text for _, text in heard),
        forged=store.forged + sum(FORGED in text for _, text in heard),
    )
    found.lost = found.said - found.stored + store.open
    if by_words:
        places = _words(found, said, heard)
    else:
        places = store.places
        _rows(found, store.sent, heard, channel)
    compare(found, store.lines(places, brought))
    return found


class _Store:
    """What the store holds of a channel."""

    def __init__(self, engine: Engine, channel: str) -> None:
        mine = ARRIVALS.c.channel == channel
        with engine.connect() as connection:
            self._arrivals = connection.execute(select(ARRIVALS).where(mine)).mappings().all()
            calls = connection.execute(
                select(OUTBOX.c.conversation, OUTBOX.c.state, OUTBOX.c.method)
                .where(OUTBOX.c.channel == channel)
            ).all()  # fmt: skip
            inbox = connection.exec_driver_sql(
                "SELECT conversation, message_id, number, reply IS NOT NULL FROM inbox"
            ).all()
        self.keys = {row["key"] for row in self._arrivals}
        self.forged = sum(FORGED in row["text"] for row in self._arrivals)
        self.answers = {
            (conversation, message): number
            for conversation, message, number, answered in inbox
            if conversation.startswith(f"{channel}:") and answered
        }
        self.open = sum(
            (row["conversation"], row["message"]) not in self.answers for row in self._arrivals
        ) + sum(state in _OPEN for _, state, _ in calls)
        self.sent = Counter(
            conversation
            for conversation, state, method in calls
            if state == "sent" and method in _MESSAGES
        )
        totals = Counts(engine).totals()
        self.events = {event: n for (name, event), n in totals.items() if name == channel}

    @property
    def places(self) -> dict[str, int]:
        """The key of an arrival → the place of its answer in the inbox."""
        return {
            row["key"]: self.answers[row["conversation"], row["message"]]
            for row in self._arrivals
            if (row["conversation"], row["message"]) in self.answers
        }

    def lines(self, places: Mapping[str, int], brought: Brought) -> dict[str, list[Line]]:
        """Conversation → what was answered in it."""
        talks: dict[str, list[Line]] = defaultdict(list)
        for row in self._arrivals:
            if row["key"] in places:
                tried = brought.get(row["key"], (0.0, None))[0]
                talks[row["conversation"]].append(
                    Line((row["sent_at"], row["turn"]), tried, row["received_at"],
                         places[row["key"]])
                )  # fmt: skip
        return talks


def _words(found: Counted, said: Sequence[Said], heard: Heard) -> dict[str, int]:
    """Every word said stands in one reply, in the same chat; a second one says that it is one.
    The key of each line → the place of its word among all that were heard.
    """
    again = speaker().say("channels.again")
    times: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], int] = {}
    for chat, text in heard:
        for token in _TOKEN.findall(text):
            if not (text.startswith(again) and (chat, token) in times):
                times[chat, token] += 1
            places.setdefault((chat, token), len(places))
    keys = {(line.chat, line.text): line.key for line in said}
    found.lost = max(found.lost, len(set(keys) - set(times)))
    found.twice = sum(number - 1 for number in times.values()) + len(set(times) - set(keys))
    return {keys[word]: place for word, place in places.items() if word in keys}


def _rows(found: Counted, sent: Counter[str], heard: Heard, channel: str) -> None:
    """The twin took as many messages in each conversation as the store says were sent."""
    again = speaker().say("channels.again")
    taken = Counter(f"{channel}:{chat}" for chat, _ in heard)
    announced = Counter(f"{channel}:{chat}" for chat, text in heard if text.startswith(again))
    for who in {*taken, *sent}:
        more = taken[who] - sent[who]
        found.twice += max(0, more - announced[who])
        found.lost += max(0, -more)
