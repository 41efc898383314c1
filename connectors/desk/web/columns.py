"""The hours of a day as upright bars: where they stand in a drawing 300 wide and 180 high."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.learned import Table

_HOURS = 24
_LEFT, _RIGHT, _TOP, _FLOOR = 46.0, 298.0, 10.0, 160.0
_ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Bar:
    """One hour. label: shown below every third one."""

    x: float
    y: float
    width: float
    height: float
    hour: int
    value: float
    label: str


@dataclass(frozen=True)
class Columns:
    """lines: (y, how many) of the lines across."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, str], ...]


def columns(table: Table) -> Columns:
    """A table whose first column is the hour. An hour that is not shown has no bar."""
    top = _round_up(table.most)
    slot = (_RIGHT - _LEFT) / _HOURS
    values = {int(row[0]): float(row[table.bar_at] or 0) for row in table.rows}
    bars = []
    for hour in range(_HOURS):
        value = values.get(hour, 0.0)
        height = (_FLOOR - _TOP) * value / top
        bars.append(
            Bar(
                x=_LEFT + hour * slot + slot * 0.12, y=_FLOOR - height, width=slot * 0.76,
                height=height, hour=hour, value=value, label="" if hour % 3 else str(hour),
            )
        )  # fmt: skip
    lines = tuple(
        (_FLOOR - (_FLOOR - _TOP) * part, f"{top * part:,.0f}".replace(",", "."))
        for part in (0, 0.5, 1)
    )
    return Columns(tuple(bars), lines)


def _round_up(most: float) -> float:
    """The next round number that both lines across can be drawn at."""
    size = 10.0
    while size * 10 < most:
        size *= 10
    return next(size * step for step in _ROUND if size * step >= most)
