"""For the ward: how long dossiers waited between the portal and the office. No names, no codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.dossiers.known import Waited
from knowledge.dossiers import VIETNAM
from knowledge.dossiers.clock import counts_from, working_days_between

_UNKNOWN = "(không rõ nơi nhận)"


@dataclass(frozen=True)
class Row:
    """One office. same_day … over_three: dossiers received within so many working days. waiting:
    not received yet; waiting_over: those past one working day. median, longest: working days.
    """

    agency: str
    received: int
    same_day: int
    within_one: int
    within_three: int
    over_three: int
    median: float
    longest: int
    waiting: int
    waiting_over: int


def rows(waited: Sequence[Waited], now: datetime) -> list[Row]:
    """One row an office, the longest waits first."""
    by_agency: dict[str, list[Waited]] = defaultdict(list)
    for item in waited:
        by_agency[item.agency or _UNKNOWN].append(item)
    made = [_row(agency, items, now) for agency, items in by_agency.items()]
    return sorted(made, key=lambda row: (-row.longest, row.agency))


def _row(agency: str, items: Sequence[Waited], now: datetime) -> Row:
    received = sorted(
        _days(item.submitted_at, item.received_at) for item in items if item.received_at
    )
    open_days = [_days(item.submitted_at, now) for item in items if item.received_at is None]
    middle = len(received) // 2
    median = 0.0
    if received:
        median = (received[middle] + received[-middle - 1]) / 2
    return Row(
        agency=agency,
        received=len(received),
        same_day=sum(days == 0 for days in received),
        within_one=sum(days == 1 for days in received),
        within_three=sum(1 < days <= 3 for days in received),
        over_three=sum(days > 3 for days in received),
        median=median,
        longest=max([*received, *open_days], default=0),
        waiting=len(open_days),
        waiting_over=sum(days > 1 for days in open_days),
    )


def _days(submitted_at: datetime, until: datetime | None) -> int:
    assert until
    return working_days_between(counts_from(submitted_at), until.astimezone(VIETNAM).date())


def render(made: Sequence[Row]) -> str:
    """As lines for the terminal."""
    if not made:
        return "chưa có hồ sơ nào được hỏi tới"
    lines = []
    for row in made:
        lines.append(f"{row.agency}: {row.received} đã nhận, {row.waiting} đang chờ")
        if row.received:
            lines.append(
                f"  trong ngày {row.same_day}, sau một ngày {row.within_one}, hai đến ba ngày "
                f"{row.within_three}, lâu hơn {row.over_three} (ngày làm việc); "
                f"giữa {row.median:g}, lâu nhất {row.longest}"
            )
        if row.waiting:
            lines.append(f"  quá một ngày làm việc chưa nhận: {row.waiting_over}")
    return "\n".join(lines)
