"""Counting guides without knowing who: events a day, a procedure and a place, and nothing else."""

from connectors.tally.figures import Figures, Row
from connectors.tally.store import Tally

__all__ = ["Figures", "Row", "Tally"]
