"""A made-up month of talk, to see the figures and to measure them by. Nothing of it is real."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, MetaData, Table, func, insert, select

from bot.guide import State
from bot.guide.route import route
from connectors.learned.tables import THUMBS, TURNS
from knowledge.dossiers import VIETNAM
from knowledge.schema import Procedure

_HOURS = (0, 0, 0, 0, 1, 2, 4, 8, 12, 14, 13, 8, 5, 9, 12, 12, 9, 6, 5, 6, 7, 5, 2, 1)
_OUTCOMES = {
    "answered": 60, "guiding": 45, "asked_back": 14, "greeted": 10, "handoff": 3,
    "unanswerable_not_understood": 6, "unanswerable_out_of_scope": 5, "status": 6, "thanked": 5,
}  # fmt: skip
_CHANNELS = {"web": 50, "zalo-oa": 30, "zalo-bot": 8, "telegram": 8, "desk": 4}
_ABOUT = ("answered", "guiding", "asked_back")
_WHY = {"asked": 60, "misunderstood": 25, "anger": 10, "fraud": 5}
_SECTIONS = ("documents", "fee", "time", "where", "how", "")
_GUIDED = 30
_BATCH = 5000


class NotEmptyError(Exception):
    """There are figures already: made-up ones are never mixed with real ones."""


def make(
    engine: Engine, known: Sequence[Procedure], month: date, conversations: int, seed: int = 1
) -> int:
    """Fill the tables of the figures with that many conversations; how many replies they have.
    known: procedures, the most asked first. month: its first day.

    Raises:
        NotEmptyError: there are figures in this database.

    """
    with engine.connect() as connection:
        if connection.execute(select(func.count()).select_from(TURNS)).scalar_one():
            raise NotEmptyError
    dice = random.Random(seed)  # noqa: S311 (no secret)
    codes = [procedure.code for procedure in known]
    days = [
        month + timedelta(days=n)
        for n in range(31)
        if (month + timedelta(days=n)).month == month.month
    ]
    often = [1 / (rank + 1) for rank in range(len(codes))]
    rows: list[dict[str, Any]] = []
    thumbs: list[dict[str, Any]] = []
    for number in range(conversations):
        day = dice.choices(days, [5 if d.weekday() < 5 else 2 for d in days])[0]
        hour = dice.choices(range(24), _HOURS)[0]
        channel = dice.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
        code = dice.choices(codes, often)[0]
        who = f"{number:016x}"
        for step in range(1 + min(11, int(dice.expovariate(0.3)))):
            outcome = dice.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0]
            about = code if outcome in _ABOUT[:2] else ""
            section = dice.choice(_SECTIONS) if outcome == "answered" else ""
            row = {
                "day": day, "hour": hour, "channel": channel, "procedure": about,
                "section": section, "outcome": outcome, "who": who,
            }  # fmt: skip
            rows.append(row)
            if dice.random() < 0.02:
                good = dice.random() < 0.8
                reasons = ("wrong", "unclear", "other_topic", "too_long", "")
                thumbs.append(
                    {
                        "key": f"{number}-{step}", "day": day, "procedure": about,
                        "section": section, "outcome": outcome, "who": who, "good": good,
                        "reason": "" if good else dice.choice(reasons),
                    }
                )  # fmt: skip
    _insert(engine, TURNS, rows)
    _insert(engine, THUMBS, thumbs)
    _rest(engine, dice, known, days, conversations)
    return len(rows)


def _rest(
    engine: Engine,
    dice: random.Random,
    known: Sequence[Procedure],
    days: list[date],
    conversations: int,
) -> None:
    """Guides, hand-overs, dossiers and the desk, in proportion."""
    codes = [procedure.code for procedure in known]
    routes = {p.code: route(p, State(code=p.code)) for p in known[:_GUIDED]}
    there = MetaData()
    names = ("guide_counts", "desk_handovers", "dossier_arrivals", "desk_served")
    there.reflect(engine, only=names)
    counts: dict[tuple[date, str, str, str], int] = {}
    for _ in range(conversations // 3):
        code, day = dice.choice(codes[:_GUIDED]), dice.choice(days)
        places = routes[code]
        reached = dice.randint(1, len(places))
        events = [("reached", place) for place in places[:reached]]
        if reached < len(places):
            events.append((dice.choice(("paused", "left")), places[reached - 1]))
        if dice.random() < 0.08:
            events.append(("started_again", ""))
            events += [("finished_again_alone", "")] if dice.random() < 0.6 else []
        for event, place in events:
            key = (day, code, event, place)
            counts[key] = counts.get(key, 0) + 1
    named = ("day", "procedure", "event", "place")
    _insert(
        engine,
        there.tables["guide_counts"],
        [dict(zip(named, key, strict=True)) | {"count": count} for key, count in counts.items()],
    )
    starts = [_start(dice, days) for _ in range(conversations // 25)]
    _insert(
        engine,
        there.tables["desk_handovers"],
        [
            {
                "conversation": "", "open": None, "procedure": dice.choice(codes), "state": "done",
                "reason": dice.choices(list(_WHY), list(_WHY.values()))[0],
                "asked_at": at, "taken_at": at + (waited := dice.expovariate(1 / 240)),
                "closed_at": at + waited + dice.expovariate(1 / 500), "left_message": False,
                "helper": None, "shown": "", "lease_until": 0.0, "greeted": True,
            }
            for at in starts
        ],
    )  # fmt: skip
    _insert(
        engine,
        there.tables["dossier_arrivals"],
        [
            {
                "key": f"made-up-{n}", "agency": f"UBND phường {dice.randint(1, 12)}",
                "submitted_at": at, "received_at": at + dice.expovariate(1 / 90_000),
                "left_at": None, "seen_at": at,
            }
            for n, at in enumerate(starts)
        ],
    )  # fmt: skip
    _insert(
        engine,
        there.tables["desk_served"],
        [
            {
                "day": dice.choice(days), "procedure": dice.choice(codes[:20]),
                "seconds": int(dice.gauss(480, 150)) % 1500, "finished": dice.random() < 0.7,
            }
            for _ in range(conversations // 20)
        ],
    )  # fmt: skip


def _start(dice: random.Random, days: list[date]) -> float:
    moment = datetime.combine(dice.choice(days), time(dice.randint(7, 16)), VIETNAM)
    return moment.timestamp() + dice.randint(0, 3599)


def _insert(engine: Engine, table: Table, rows: list[dict[str, Any]]) -> None:
    with engine.begin() as connection:
        for start in range(0, len(rows), _BATCH):
            connection.execute(insert(table), rows[start : start + _BATCH])
