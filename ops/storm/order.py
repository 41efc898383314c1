"""Whether answers came in order, and why lines were accepted out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Line:
    """A line that was answered. sent: what the platform says of its order (timestamp, number).
    tried: when the platform first brought it; accepted: when the front door stored it; place: of
    its answer.
    """

    sent: tuple[int, int]
    tried: float
    accepted: float
    place: int


class Order(Protocol):
    """Where it is counted (`Counted`)."""

    reordered: int
    delayed: int
    set_right: int
    out_of_order: int


def compare(found: Order, talks: Mapping[str, Sequence[Line]]) -> None:
    """Count, line by line. A line that was accepted no later than a younger one must not be
    answered after it. One that was accepted later cannot always be put in its place any more: the
    younger one may have been answered.
    """
    for lines in talks.values():
        for line in lines:
            younger = [other for other in lines if other.sent > line.sent]
            waited = [other for other in younger if line.accepted <= other.accepted]
            slipped = [other for other in younger if other.accepted < line.accepted]
            found.out_of_order += any(other.place < line.place for other in waited)
            if not slipped:
                continue
            if any(other.tried < line.tried for other in slipped):
                found.reordered += 1
            else:
                found.delayed += 1
            found.set_right += all(line.place <= other.place for other in slipped)
