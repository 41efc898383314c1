"""The queue of those who wait for a person, in the database: any app process may serve it."""

from connectors.desk.queue.citizens import Office
from connectors.desk.queue.helpers import BEAT_SECONDS, LEASE_SECONDS, TakenError
from connectors.desk.queue.lines import Line, Lines
from connectors.desk.queue.places import HandOver
from connectors.desk.queue.queue import Queue

__all__ = [
    "BEAT_SECONDS", "LEASE_SECONDS", "HandOver", "Line", "Lines", "Office", "Queue", "TakenError",
]  # fmt: skip
