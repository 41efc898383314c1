"""What the ward learns from the talks: counts of many, nothing about one.

A row a reply, a thumb, a citizen at the desk; read by one query a figure, `queries/*.sql`. What
fewer than `LEAST` people stand behind is not shown.
"""

from connectors.learned.figures import FIGURES, LEAST, Figure, Table, read
from connectors.learned.store import Learned
from connectors.learned.watch import WatchGate

__all__ = ["FIGURES", "LEAST", "Figure", "Learned", "Table", "WatchGate", "read"]
