"""The queue of those who wait for a person, in the database: any app process may serve it."""

from connectors.desk.queue.lines import Line, Lines
from connectors.desk.queue.queue import BEAT_SECONDS, LEASE_SECONDS, HandOver, Queue, TakenError

__all__ = ["BEAT_SECONDS", "LEASE_SECONDS", "HandOver", "Line", "Lines", "Queue", "TakenError"]
