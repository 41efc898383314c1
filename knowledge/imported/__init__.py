"""Procedures as the national portal publishes them: read, linted, kept, never rewritten.

The wire format and its traps are those of the portal's public JSON API (docs/portal-import.md).
What is here needs no network: `connectors.portal` fetches, this room reads and remembers.
"""

from knowledge.imported.model import (
    CaseTime,
    ImportedProcedure,
    LegalText,
    Level,
    Mark,
    MarkKind,
    Method,
    PortalFee,
    PortalPaper,
    PortalStep,
    PortalTime,
    PortalWay,
    ProcedureCase,
)
from knowledge.imported.parser import parse
from knowledge.imported.store import ImportedStore, Review, SectionChange

__all__ = [
    "CaseTime",
    "ImportedProcedure",
    "ImportedStore",
    "LegalText",
    "Level",
    "Mark",
    "MarkKind",
    "Method",
    "PortalFee",
    "PortalPaper",
    "PortalStep",
    "PortalTime",
    "PortalWay",
    "ProcedureCase",
    "Review",
    "SectionChange",
    "parse",
]
