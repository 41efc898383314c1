"""Our records beside the portal's, field by field, with the reason for every difference.

`knowledge/compared.yaml` holds the reasons; what no reason covers is open.
"""

from knowledge.comparison.compare import Compared, Difference, compare
from knowledge.comparison.explained import Explanations, Part, load
from knowledge.comparison.page import render, render_page

__all__ = [
    "Compared",
    "Difference",
    "Explanations",
    "Part",
    "compare",
    "load",
    "render",
    "render_page",
]
