"""Both sides of the queue over one database."""

from __future__ import annotations

from connectors.desk.queue.citizens import ForCitizens
from connectors.desk.queue.helpers import ForHelpers


class Queue(ForCitizens, ForHelpers):
    """One per app. Any app process may serve either side of any hand-over."""
