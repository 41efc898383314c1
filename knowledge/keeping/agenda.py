"""What is due, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from knowledge.keeping.due import Due, day_of, flips


def render(found: Sequence[Due], today: date, days: int) -> str:
    """A line each: the day, how long until then, file and line, and what; then what flips on the
    next 1 January.
    """
    until = today + timedelta(days=days)
    near = [item for item in found if item.on <= until]
    lines = [f"Đến ngày {day_of(until)} ({days} ngày tới): {len(near)} việc"]
    lines += [_line(item, today) for item in near]
    turning = flips(found, today)
    lines += ["", f"Ngày 01/01/{today.year + 1} đổi: {len(turning)} việc"]
    lines += [_line(item, today) for item in turning]
    if later := found[len(near) :]:
        lines += ["", f"Sau đó còn {len(later)} việc, sớm nhất ngày {day_of(later[0].on)}"]
    return "\n".join(lines)


def _line(item: Due, today: date) -> str:
    left = (item.on - today).days
    when = f"quá {-left} ngày" if left < 0 else "hôm nay" if left == 0 else f"còn {left} ngày"
    place = f"{_shown(item.file)}:{item.line}"
    return f"  {day_of(item.on)}  {when:<13} {item.code} {item.name}: {item.what}  ({place})"


def _shown(path: Path) -> str:
    """From the project's folder where it is inside."""
    here = Path(__file__).parents[2]
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
