"""What can go wrong in this room.

KnowledgeError
├── RecordError        a content file is broken; says file, line and reason
├── CheckFailedError   records are well formed, but say what cannot be true
├── TemplateError      no file for a new record can be made
├── RetrievalIndexError
│   ├── IndexMissingError    nothing was built yet
│   └── IndexMismatchError  built from other records, models or packages than these
├── ImportedRecordError  a record of the portal cannot be read; says which, where and why
└── ImportedStoreError   the store of imported records cannot be used
    └── NoSuchReviewError   no open review has that number
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class KnowledgeError(Exception):
    """Base of every error this room raises."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in one content file; `line` counts from 1."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class _ProblemsError(KnowledgeError):
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RecordError(_ProblemsError):
    """A content file cannot be read as what it should be."""


class CheckFailedError(_ProblemsError):
    """Well-formed records that break a rule of `knowledge check`."""


class TemplateError(KnowledgeError):
    """The file of a new record cannot be begun."""


class RetrievalIndexError(KnowledgeError):
    """The retrieval index cannot be used."""


class IndexMissingError(RetrievalIndexError):
    """No index has been built."""


class IndexMismatchError(RetrievalIndexError):
    """The index was built from something else than what is here now."""


class ImportedRecordError(KnowledgeError):
    """A record of the portal that is not in the portal's shape. `reasons` says where, and what."""

    def __init__(self, record: str, reasons: list[str]) -> None:
        self.record = record
        self.reasons = reasons
        super().__init__(f"bản ghi {record} trên Cổng: {'; '.join(reasons)}")


class ImportedStoreError(KnowledgeError):
    """The store of imported records cannot be opened or written."""


class NoSuchReviewError(ImportedStoreError):
    """There is no open review under that number."""


class LocalitiesError(KnowledgeError):
    """The tables of provinces and communes cannot be read."""
