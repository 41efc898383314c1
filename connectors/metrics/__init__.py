"""For those who keep the servers running: figures for Prometheus, logs for machines. No labels and
no fields that could hold a citizen's words, codes or names.
"""

from connectors.metrics.logs import configure
from connectors.metrics.meters import Meters

__all__ = ["Meters", "configure"]
