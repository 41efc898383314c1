"""Reading the figures: one query each, over a span of days, nothing below `LEAST`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Date, Engine, bindparam, text

from knowledge.dossiers import VIETNAM

LEAST = 5
"""People (or events, where nobody is known) behind every line that is shown."""
_WORDS = re.compile(r":\w+")
_FOLDER = Path(__file__).with_name("queries")


@dataclass(frozen=True)
class Figure:
    """name: of its query. title, about: for people. columns: column → heading. bars: the column
    that is drawn as bars, labelled by the first one. unit: what the bars count. by_hour: the first
    column is the hour of the day.
    """

    name: str
    title: str
    about: str
    columns: dict[str, str]
    bars: str
    unit: str
    by_hour: bool = False

    @property
    def query(self) -> str:
        """The SQL, readable."""
        return (_FOLDER / f"{self.name}.sql").read_text("utf-8")


@dataclass(frozen=True)
class Table:
    """A figure of a span of days. rows: in the order of the columns."""

    figure: Figure
    rows: tuple[tuple[Any, ...], ...]

    @property
    def most(self) -> float:
        """The longest bar."""
        at = list(self.figure.columns).index(self.figure.bars)
        return max((float(row[at] or 0) for row in self.rows), default=0.0)

    @property
    def bar_at(self) -> int:
        """The column of the bars."""
        return list(self.figure.columns).index(self.figure.bars)


def _load() -> dict[str, Figure]:
    given = yaml.safe_load((_FOLDER / "figures.yaml").read_text("utf-8"))
    return {name: Figure(name=name, **said) for name, said in given.items()}


FIGURES = _load()


def read(engine: Engine, figure: Figure, since: date, until: date, least: int = LEAST) -> Table:
    """The figure from `since` to `until`, both days included."""
    given = {
        "since": since,
        "until": until,
        "least": least,
        "since_seconds": _midnight(since),
        "until_seconds": _midnight(until + timedelta(days=1)),
    }
    query = text(figure.query)
    query = query.bindparams(
        *(
            bindparam(name, value, Date if isinstance(value, date) else None)
            for name, value in given.items()
            if f":{name}" in _WORDS.findall(figure.query)
        )
    )
    with engine.connect() as connection:
        rows: Sequence[Any] = connection.execute(query).mappings().all()
    return Table(figure, tuple(tuple(_plain(row[name]) for name in figure.columns) for row in rows))


def _plain(value: Any) -> Any:
    """PostgreSQL gives sums and means as decimals, SQLite as what they were made of."""
    if not isinstance(value, Decimal):
        return value
    whole = value.as_tuple().exponent == 0
    return int(value) if whole else float(value)


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), VIETNAM).timestamp()
