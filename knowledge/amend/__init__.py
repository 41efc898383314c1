"""Changing a record without an editor of files: what can be changed, and writing it into the YAML
so that order, comments and quotes stay as they are.
"""

from knowledge.amend.apply import AmendError, amended
from knowledge.amend.change import ADD, Change, Edit, NewSource
from knowledge.amend.copies import Copied, copy_with, fingerprint
from knowledge.amend.spots import Spot, needs_source, spots

__all__ = [
    "ADD",
    "AmendError",
    "Change",
    "Copied",
    "Edit",
    "NewSource",
    "Spot",
    "amended",
    "copy_with",
    "fingerprint",
    "needs_source",
    "spots",
]
