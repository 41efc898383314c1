"""What the counts say, a procedure at a time: started, finished, where people stop, how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One procedure. again: started by somebody who had finished it before, and how many of those
    finished without trouble or a person. stops: (position, how many were put aside there), most
    first. stuck, reached: (position, how often). messages: a finished guide took on average.
    """

    procedure: str
    started: int
    finished: int
    again: int
    again_alone: int
    persons: int
    messages: float
    stops: tuple[tuple[str, int], ...]
    stuck: tuple[tuple[str, int], ...]
    reached: tuple[tuple[str, int], ...]


class Figures:
    """`Figures(tally.totals())`; printed as a table, or as JSON."""

    def __init__(self, totals: Mapping[tuple[str, str, str], int]) -> None:
        self.rows = [_row(code, totals) for code in sorted({code for code, _, _ in totals})]

    def to_json(self) -> list[dict[str, Any]]:
        """One object a procedure."""
        return [asdict(row) for row in self.rows]

    def __str__(self) -> str:
        if not self.rows:
            return "chưa có ai được dắt"
        lines = [
            f"{'thủ tục':<34}{'bắt đầu':>8}{'xong':>6}{'lần 2':>7}{'tự xong':>9}"
            f"{'gặp người':>11}{'số tin':>8}  hay dừng ở"
        ]
        for row in self.rows:
            stops = ", ".join(f"{at} ({n})" for at, n in row.stops[:3])
            lines.append(
                f"{row.procedure:<34}{row.started:>8}{row.finished:>6}{row.again:>7}"
                f"{row.again_alone:>9}{row.persons:>11}{row.messages:>8.1f}  {stops}"
            )
        return "\n".join(lines)


def _row(code: str, totals: Mapping[tuple[str, str, str], int]) -> Row:
    events: dict[str, dict[str, int]] = defaultdict(dict)
    for (procedure, event, place), count in totals.items():
        if procedure == code:
            events[event][place] = count
    finished = sum(events["finished"].values())
    stops: dict[str, int] = defaultdict(int)
    for event in ("paused", "left"):
        for place, count in events[event].items():
            stops[place] += count
    return Row(
        procedure=code,
        started=sum(events["started"].values()),
        finished=finished,
        again=sum(events["started_again"].values()),
        again_alone=sum(events["finished_again_alone"].values()),
        persons=sum(events["person"].values()),
        messages=sum(events["moves"].values()) / finished if finished else 0.0,
        stops=_most(stops),
        stuck=_most(events["stuck"]),
        reached=_most(events["reached"]),
    )


def _most(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
